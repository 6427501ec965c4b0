// Shows the messages of one chat and keeps the newest in view; it asks the server nothing.

import { byId, element, icon } from "./element.js";
import { refreshRelativeTimes } from "./formatting.js";
import { dayOf } from "./instants.js";
import { drawn, isOwn, redraw, sent } from "./message.js";

const NEAR = 48; // pixels from the end that still count as being there
const AHEAD = 800; // pixels from the beginning at which older messages are drawn
const CHUNK = 80; // so many messages are drawn at once

export class Log {
  constructor() {
    this.scroll = byId("scroll");
    this.list = byId("log");
    this.newer = byId("newer");
    this.pinned = true;
    this.fresh = 0;
    this.older = [];
    this.scroll.addEventListener("scroll", () => this.settle());
    this.newer.addEventListener("click", () => this.toEnd());
    const follow = new ResizeObserver(() => this.pinned && this.toEnd());
    follow.observe(this.list);
    follow.observe(this.scroll);
  }

  // Draws a chat's newest messages, the older ones as they are scrolled to; a chat drawn before keeps its place.
  show({ messages, loaded }, context, stay) {
    const kept = stay && !this.pinned ? { top: this.scroll.scrollTop, count: this.list.children.length } : null;
    this.context = context;
    this.messages = messages;
    this.older = [...messages.keys()];
    this.lastDay = "";
    this.scroll.setAttribute("aria-busy", "true");
    this.list.replaceChildren(...this.drawnNext(this.older.splice(-Math.max(CHUNK, kept?.count ?? 0))));
    if (loaded && !messages.size) this.list.append(welcome(context));
    this.scroll.removeAttribute("aria-busy");
    if (kept) this.scroll.scrollTop = kept.top;
    else this.toEnd();
  }

  // Draws older messages above those that are there; the day that goes on is said once.
  more() {
    const [lastDay, day] = [this.lastDay, this.list.querySelector(".separator")];
    this.lastDay = "";
    const nodes = this.drawnNext(this.older.splice(-CHUNK));
    this.still(() => {
      if (day?.textContent === this.lastDay) day.remove();
      this.list.prepend(...nodes);
    });
    this.lastDay = lastDay;
  }

  drawnNext(ids) {
    return ids.filter((id) => this.messages.has(id)).flatMap((id) => this.withDay(this.messages.get(id)));
  }

  add(message) {
    if (this.find(message.message_id)) return this.replace(message);
    this.list.querySelector(".welcome")?.remove();
    const nodes = this.withDay(message);
    nodes.at(-1).classList.add("arriving");
    this.list.append(...nodes);
    if (this.pinned || isOwn(message, this.context.person)) return this.toEnd();
    this.fresh += 1;
    return this.settle();
  }

  // An edit keeps the keyboard's focus where it was: on the button of the same place, or the last one.
  replace(message) {
    const old = this.find(message.message_id);
    if (!old) return;
    const focused = [...old.querySelectorAll(".key")].indexOf(document.activeElement);
    this.still(() => redraw(old, message, this.context));
    const keys = old.querySelectorAll(".key");
    if (focused >= 0) (keys[Math.min(focused, keys.length - 1)] ?? byId("text")).focus();
  }

  remove(id) {
    const node = this.find(id);
    if (!node) return;
    const [day, next] = [node.previousElementSibling, node.nextElementSibling];
    const alone = day?.matches(".separator") && !next?.matches(".message");
    this.still(() => (alone ? [node, day] : [node]).forEach((gone) => gone.remove()));
    if (alone && !next) this.lastDay = "";
    if (!this.list.querySelector(".message")) this.list.append(welcome(this.context));
  }

  // Changes something without moving what is being read.
  still(change) {
    const edge = this.scroll.getBoundingClientRect().top;
    const shown = this.pinned ? [] : [...this.list.querySelectorAll(".message")];
    const read = shown.find((node) => node.getBoundingClientRect().bottom > edge);
    const top = read?.getBoundingClientRect().top;
    change();
    if (this.pinned) this.toEnd();
    else if (read?.isConnected) this.scroll.scrollTop += read.getBoundingClientRect().top - top;
  }

  refresh() {
    if (this.context) refreshRelativeTimes(this.list, this.context);
  }

  // A message's node, after that of its day if it is the first one.
  withDay(message) {
    const day = dayOf(this.context.person, sent(message));
    const first = day !== this.lastDay;
    this.lastDay = day;
    const node = drawn(message, this.context);
    return first ? [element("p", { class: "separator" }, element("span", {}, day)), node] : [node];
  }

  find(id) {
    return this.list.querySelector(`[data-id="${Number(id)}"]`);
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.settle();
  }

  settle() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    this.pinned = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.pinned) this.fresh = 0;
    this.newer.hidden = this.pinned;
    if (this.older.length && scrollTop < AHEAD) this.more();
    if (!this.context || this.pinned) return;
    const { newer, toNewest } = this.context.words;
    this.newer.replaceChildren(icon("down"), this.fresh ? newer(this.fresh) : "");
    this.newer.setAttribute("aria-label", this.fresh ? newer(this.fresh) : toNewest);
  }
}

const tries = ({ words, person }) => (person.organiser ? words.organise : words.attend);

function welcome(context) {
  return element(
    "div",
    { class: "welcome" },
    element("span", { class: "badge" }, icon("lamp")),
    element("h3", {}, context.bot.name),
    element("p", {}, context.words.welcome(context.bot.name)),
    element("ul", { class: "tries" }, ...tries(context).map((text) => element("li", {}, text))),
    element("button", { type: "button", class: "primary", onclick: () => context.say("/start") }, context.words.start),
  );
}
