// Shows the messages of one chat and keeps the newest in view; it asks the server nothing.

import { byId, element, icon } from "./element.js";
import { refreshRelativeTimes } from "./formatting.js";
import { dayOf } from "./instants.js";
import { drawn, isOwn, sent } from "./message.js";

const NEAR = 48; // pixels from the end that still count as being there

export class Log {
  constructor() {
    this.scroll = byId("scroll");
    this.list = byId("log");
    this.newer = byId("newer");
    this.pinned = true;
    this.fresh = 0;
    this.scroll.addEventListener("scroll", () => this.settle());
    this.newer.addEventListener("click", () => this.toEnd());
    const follow = new ResizeObserver(() => this.pinned && this.toEnd());
    follow.observe(this.list);
    follow.observe(this.scroll);
  }

  // Draws a whole chat; a chat drawn before keeps its place.
  show({ messages, loaded }, context, stay) {
    const top = this.scroll.scrollTop;
    this.context = context;
    this.lastDay = "";
    this.scroll.setAttribute("aria-busy", "true");
    this.list.replaceChildren();
    messages.forEach((message) => this.append(message));
    if (loaded && !messages.size) this.list.append(welcome(context));
    this.scroll.removeAttribute("aria-busy");
    if (stay && !this.pinned) this.scroll.scrollTop = top;
    else this.toEnd();
  }

  add(message) {
    if (this.find(message.message_id)) return this.replace(message);
    this.list.querySelector(".welcome")?.remove();
    this.append(message, "arriving");
    if (this.pinned || isOwn(message, this.context.person)) return this.toEnd();
    this.fresh += 1;
    return this.settle();
  }

  // An edit keeps the keyboard's focus where it was: on the button of the same place, or the last one.
  replace(message) {
    const old = this.find(message.message_id);
    if (!old) return;
    const focused = [...old.querySelectorAll(".key")].indexOf(document.activeElement);
    const node = drawn(message, this.context);
    old.replaceWith(node);
    const keys = node.querySelectorAll(".key");
    if (focused >= 0) (keys[Math.min(focused, keys.length - 1)] ?? byId("text")).focus();
  }

  refresh() {
    if (this.context) refreshRelativeTimes(this.list, this.context);
  }

  append(message, arriving) {
    const day = dayOf(this.context.person, sent(message));
    if (day !== this.lastDay) this.list.append(element("p", { class: "separator" }, element("span", {}, day)));
    this.lastDay = day;
    const node = drawn(message, this.context);
    if (arriving) node.classList.add(arriving);
    this.list.append(node);
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
    if (!this.context || this.pinned) return;
    const { newer, toNewest } = this.context.words;
    this.newer.replaceChildren(icon("down"), this.fresh ? newer(this.fresh) : "");
    this.newer.setAttribute("aria-label", this.fresh ? newer(this.fresh) : toNewest);
  }
}

function welcome(context) {
  return element(
    "div",
    { class: "welcome" },
    element("span", { class: "badge" }, icon("lamp")),
    element("h3", {}, context.bot.name),
    element("p", {}, context.words.welcome(context.bot.name)),
    element("button", { type: "button", class: "primary", onclick: () => context.say("/start") }, context.words.start),
  );
}
