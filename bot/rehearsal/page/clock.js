// Shows the rehearsal's clock, lets it tick between the server's words, and sets it.

import { byId, element } from "./element.js";
import { cityOf, shortDayOf, timeOf, wallTime, written } from "./instants.js";
import { get, post } from "./server.js";
import { wordsFor } from "./words.js";

const STEPS = [[5, "minutes"], [15, "minutes"], [1, "hours"]];
const SECONDS = { minutes: 60, hours: 3600 };
const SPEEDS = [0, 1, 10, 60];
const DAY = 86_400_000;

export class RehearsalClock {
  // `ticked()` is called whenever the shown minute changes, `failed()` when the server does not answer.
  constructor(state, ticked, failed) {
    this.ticked = ticked;
    this.failed = failed;
    this.zone = state.zone;
    this.days = conferenceDays(state.starts, state.ends);
    this.set(state);
    byId("jump").addEventListener("submit", (event) => this.jump(event));
    byId("fold").addEventListener("click", () => this.fold());
    setInterval(() => this.show(), 250);
  }

  set({ now, speed, landmarks }) {
    this.landmarks = landmarks;
    this.at = new Date(now).getTime();
    this.since = performance.now();
    this.speed = speed;
    if (!this.person) return;
    this.showLandmarks();
    this.show();
  }

  now() {
    return new Date(this.at + (performance.now() - this.since) * this.speed);
  }

  // Writes the controls in this person's language.
  speakTo(person) {
    this.person = person;
    this.minute = null;
    const words = wordsFor(person);
    byId("jump-day").replaceChildren(...this.days.map((day) => this.dayChoice(day, words)));
    byId("jump-day").value = wallTime(this.zone, this.now()).slice(0, 10);
    if (!byId("jump-day").value) byId("jump-day").value = this.days[1].date;
    byId("forward").replaceChildren(...STEPS.map(([count, unit]) => this.step(count, unit, words)));
    byId("speeds").replaceChildren(byId("speeds").firstElementChild, ...SPEEDS.map((speed) => this.speedChoice(speed, words)));
    this.showLandmarks();
    this.show();
  }

  showLandmarks() {
    byId("landmarks").replaceChildren(...this.landmarks.map((landmark) => this.landmark(landmark)));
  }

  // The day is said where it is not today.
  landmark({ word, at }) {
    const here = { ...this.person, zone: this.zone };
    const instant = new Date(at);
    const today = wallTime(this.zone, instant).slice(0, 10) === wallTime(this.zone, this.now()).slice(0, 10);
    const time = wallTime(this.zone, instant).slice(11);
    return element(
      "button",
      { type: "button", onclick: () => this.ask({ to: at }) },
      element("span", {}, wordsFor(this.person)[word]),
      element("time", { datetime: at }, today ? time : `${shortDayOf(here, instant)}, ${time}`),
    );
  }

  dayChoice({ date, role }, words) {
    const noon = new Date(`${date}T12:00:00Z`);
    const name = shortDayOf({ ...this.person, zone: "UTC" }, noon);
    return element("option", { value: date }, role ? `${name} (${words[role]})` : name);
  }

  step(count, unit, words) {
    const forward = count * SECONDS[unit];
    return element("button", { type: "button", onclick: () => this.ask({ forward }) }, words[unit](count));
  }

  speedChoice(speed, words) {
    const choice = element("input", { type: "radio", name: "speed", value: speed, onchange: () => this.ask({ speed }) });
    return element("label", {}, choice, element("span", {}, speed ? `${speed}×` : words.stopped));
  }

  jump(event) {
    event.preventDefault();
    this.ask({ to: `${byId("jump-day").value}T${byId("jump-time").value}` });
  }

  async ask(change) {
    try {
      this.set(await post("/rehearsal/clock", change));
    } catch (failure) {
      this.failed(failure);
    }
  }

  // What lay ahead is past: there may be something new.
  async renew() {
    try {
      this.set(await get("/rehearsal/clock"));
    } catch (failure) {
      this.failed(failure);
    }
  }

  fold() {
    const open = byId("clock-controls").classList.toggle("open");
    byId("fold").setAttribute("aria-expanded", String(open));
  }

  show() {
    if (!this.person) return;
    const now = this.now();
    const here = { ...this.person, zone: this.zone };
    write("now", written(here, now, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }));
    const minute = Math.floor(now / 60_000);
    for (const choice of byId("speeds").querySelectorAll("input")) choice.checked = Number(choice.value) === this.speed;
    if (minute === this.minute) return;
    this.minute = minute;
    write("city", cityOf(this.zone));
    write("day", shortDayOf(here, now));
    write("own-time", this.ownTime(now));
    if (this.landmarks.some(({ at }) => Date.parse(at) <= now)) this.renew();
    this.ticked();
  }

  // The person's own time, where their clock shows another one.
  ownTime(now) {
    const { person, zone } = this;
    if (wallTime(person.zone, now) === wallTime(zone, now)) return "";
    const sameDay = wallTime(person.zone, now).slice(0, 10) === wallTime(zone, now).slice(0, 10);
    const time = sameDay ? timeOf(person, now) : `${shortDayOf(person, now)}, ${timeOf(person, now)}`;
    return wordsFor(person).yours(time, cityOf(person.zone));
  }
}

function write(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

// The conference's days with the one before and the one after, where the bot has other things to say.
function conferenceDays(starts, ends) {
  const first = Date.parse(`${starts}T12:00:00Z`);
  const last = Date.parse(`${ends}T12:00:00Z`);
  const days = [];
  for (let noon = first - DAY; noon <= last + DAY; noon += DAY) {
    const role = noon < first ? "dayBefore" : noon > last ? "dayAfter" : null;
    days.push({ date: new Date(noon).toISOString().slice(0, 10), role });
  }
  return days;
}
