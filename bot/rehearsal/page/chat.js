// Opens the page: who there is, whose chat is shown, and what happens when somebody says or taps something.

import { initials, summary } from "./attachments.js";
import { RehearsalClock } from "./clock.js";
import { base64Of } from "./attaching.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byId, element } from "./element.js";
import { timeOf } from "./instants.js";
import { startPayload } from "./links.js";
import { Log } from "./log.js";
import { isOwn, sent } from "./message.js";
import { Taps, alertWith, announce, clearToasts, followTheme, toast } from "./notices.js";
import { get, post } from "./server.js";
import { listen } from "./stream.js";
import { translate, wordsFor } from "./words.js";

followTheme();
const [{ bot, people }, time] = await Promise.all([get("/rehearsal/people"), get("/rehearsal/clock")]);
const log = new Log();
const taps = new Taps();
const composer = new Composer(bot, write, ask, put, toast);
const conversations = people.map((person) => new Conversation(person, changed));
const buttons = conversations.map((conversation) => element("button", { type: "button", class: "person", onclick: () => be(conversation) }));
byId("people").append(...buttons.map((button) => element("li", {}, button)));
let current = null;
const clock = new RehearsalClock(time, () => log.refresh(), failed);

const VIEWS = {
  loaded: () => drawLog(true),
  message: (event) => log.add(current.messages.get(event.message.message_id)),
  edited: (event) => log.replace(current.messages.get(event.message.message_id)),
  deleted: (event) => log.remove(event.message_id),
  commands: () => offerCommands(),
  answer: (event) => answered(event),
  offer: (event) => composer.offer(event),
};

function changed(conversation, event) {
  if (event.kind === "clock") clock.set(event);
  if (event.kind === "connection" && conversation.connected) get("/rehearsal/clock").then((now) => clock.set(now), failed);
  if (event.kind === "answer") taps.settle(event.callback_query_id);
  if (conversation === current) {
    VIEWS[event.kind]?.(event);
    if (!document.hidden) conversation.read();
    writeStatus();
  }
  if (event.kind in VIEWS) drawPeople();
  if (event.kind === "message") tellOf(conversation, event);
}

// Somebody else got something: said in passing, unless it came without a sound.
function tellOf(conversation, { message, silent }) {
  const { person } = conversation;
  if (conversation === current || silent || isOwn(message, person)) return;
  announce(person.id, wordsFor(current.person).newFor(person.name), () => be(conversation));
}

function be(conversation) {
  current = conversation;
  current.read();
  clearToasts();
  translate(current.person);
  clock.speakTo(current.person);
  composer.speakTo(current.person);
  drawLog(false);
  drawPeople();
  writeStatus();
  if (matchMedia("(pointer: fine)").matches) composer.focus();
}

function drawLog(stay) {
  offerCommands();
  const words = wordsFor(current.person);
  const context = { bot, words, person: current.person, say, tap, forward, share: (query) => composer.share(query), note: toast, now: () => clock.now() };
  log.show(current, context, stay);
}

function offerCommands() {
  composer.commands = current.commands;
}

function writeStatus() {
  const { person, typing, connected } = current;
  const words = wordsFor(person);
  const about = person.about[person.language] ?? person.about.en;
  byId("bot-name").textContent = bot.name;
  byId("status").textContent = !connected ? words.connecting : typing ? words.typing : words.you(person.name, about);
  byId("status").classList.toggle("typing", typing);
  document.title = `${bot.name} – ${person.name}`;
}

// The buttons stay, so that none is exchanged under a finger that is on it, and none loses the focus.
function drawPeople() {
  conversations.forEach((conversation, at) => drawPerson(buttons[at], conversation));
}

function drawPerson(button, conversation) {
  const { person, last, unread } = conversation;
  const words = wordsFor(current.person);
  if (conversation === current) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  button.replaceChildren(
    element("span", { class: `avatar hue-${people.indexOf(person) % 4}`, "aria-hidden": "true" }, initials(person.name)),
    element("span", { class: "name" }, person.name),
    element("span", { class: "when" }, last ? timeOf(current.person, sent(last)) : ""),
    element("span", { class: "preview" }, last ? summary(last, words) : person.about[current.person.language] ?? person.about.en),
    ...(unread > 0 ? [element("span", { class: "unread", "aria-label": words.unread(unread) }, String(unread))] : []),
  );
}

const say = (text) => write({ text, entities: [], files: [] });

// What was written goes with the first file, as its caption.
async function write({ text, entities, files, typed = "" }) {
  const person = current.person.id;
  const left = [...files];
  try {
    if (!files.length) await post("/rehearsal/say", { person, text, entities });
    for (const [index, { file, as }] of files.entries()) {
      const caption = index ? {} : { caption: text, entities };
      await post("/rehearsal/send", { person, as, name: file.name, mime: file.type, content: await base64Of(file), ...caption });
      left.shift();
    }
  } catch (failure) {
    composer.giveBack(typed, left);
    failed(failure);
  }
}

// The cards come as an event.
async function ask(query) {
  try {
    await post("/rehearsal/search", { person: current.person.id, query });
  } catch (failure) {
    failed(failure);
  }
}

async function put(query, card) {
  try {
    await post("/rehearsal/choose", { person: current.person.id, inline_query_id: query, result_id: card });
  } catch (failure) {
    failed(failure);
  }
}

async function forward(message) {
  try {
    await post("/rehearsal/forward", { person: current.person.id, message_id: message.message_id });
  } catch (failure) {
    failed(failure);
  }
}

async function tap(message, data, button) {
  const settled = taps.start(button);
  try {
    const { callback_query_id: id } = await post("/rehearsal/tap", { person: current.person.id, message_id: message.message_id, data });
    taps.await(id, settled);
  } catch (failure) {
    settled();
    failed(failure);
  }
}

function answered({ text, alert, url }) {
  const payload = url ? startPayload(url, bot) : null;
  if (payload !== null) say(`/start ${payload}`);
  if (!text) return;
  if (alert) alertWith(text);
  else toast(text);
}

function failed({ told }) {
  const words = wordsFor(current.person);
  toast(told ? words.refused(told) : words.failed);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) current.read();
  drawPeople();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
  if (byId("alert").open) return;
  if (event.key === "Escape" || (event.key === "/" && !typing)) composer.focus();
});

be(conversations[0]);
listen(people, (person, event) => conversations.find((conversation) => conversation.person.id === person)?.receive(event));
conversations.forEach((conversation) => conversation.load());
