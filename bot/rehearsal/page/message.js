// Draws one message: its bubble, and the inline keyboard under it; and brings a drawn one up to date.

import { attachments, summary } from "./attachments.js";
import { element, icon } from "./element.js";
import { formatted, link } from "./formatting.js";
import { fullOf, timeOf } from "./instants.js";

// What is gone through for its parts when a message changes; all else is exchanged as a whole.
const CONTAINERS = ["message", "bubble", "keyboard", "row"];

export const isOwn = (message, person) => message.from?.id === person.id;

// `context` has person, bot, words, say(text), note(text), tap(message, data, button), forward(message), share(query), now().
export function drawn(message, context) {
  const own = isOwn(message, context.person);
  const time = timeOf(context.person, sent(message));
  return element(
    "article",
    { class: `message ${own ? "own" : "bot"}`, "data-id": message.message_id, "aria-label": `${own ? context.person.name : context.bot.name}, ${time}` },
    element("div", { class: bubbleClass(message) }, ...bubbleParts(message, context, time)),
    forwarding(message, context),
    keyboard(message, context),
  );
}

// Brings a drawn message up to date. What is the same stays the same node, with its focus, its picture and its place.
export function redraw(node, message, context) {
  exchange(node, drawn(message, context));
}

function exchange(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  const [before, after] = [[...old.children], [...fresh.children]];
  const alike = old.localName === fresh.localName && before.length === after.length;
  if (!alike || !CONTAINERS.some((name) => old.classList.contains(name))) {
    fresh.classList.add("changed");
    old.replaceWith(fresh);
    return;
  }
  old.className = fresh.className;
  before.forEach((child, index) => exchange(child, after[index]));
}

export const sent = (message) => new Date(message.date * 1000);

function bubbleClass(message) {
  return ["bubble", message.photo && "with-photo", message.has_protected_content && "protected"].filter(Boolean).join(" ");
}

function bubbleParts(message, context, time) {
  const cards = attachments(message, context);
  const said = message.text ?? message.caption ?? (cards.length ? "" : context.words.unknown);
  const entities = message.text === undefined ? message.caption_entities : message.entities;
  return [
    message.forward_origin && element("p", { class: "origin" }, context.words.forwardedFrom(origin(message.forward_origin, context))),
    message.via_bot && element("p", { class: "origin" }, context.words.via(message.via_bot.username)),
    message.reply_to_message && quoted(message.reply_to_message, context),
    ...cards,
    element("div", { class: said ? "said" : "said bare" }, formatted(said, entities, context), meta(message, context, time)),
  ];
}

function meta(message, context, time) {
  const { words, person } = context;
  return element(
    "span",
    { class: "meta" },
    message.silent && sign("mute", words.silent),
    message.has_protected_content && sign("lock", words.locked),
    message.edit_date && element("span", {}, words.edited),
    element("time", { datetime: sent(message).toISOString(), title: fullOf(person, sent(message)) }, time),
  );
}

const sign = (name, said) => element("span", { class: "sign", role: "img", "aria-label": said, title: said }, icon(name));

// What is protected cannot be forwarded.
function forwarding(message, { words, forward }) {
  if (message.has_protected_content) return null;
  const act = () => forward(message);
  return element("button", { type: "button", class: "forward", "aria-label": words.forwardIt, title: words.forwardIt, onclick: act }, icon("pass"));
}

function origin({ type, sender_user: user, sender_user_name: hidden, sender_chat: group, chat }, { bot }) {
  if (type === "user") return user.is_bot ? bot.name : user.first_name;
  return hidden ?? (group ?? chat)?.title ?? "";
}

function quoted(message, context) {
  const name = isOwn(message, context.person) ? context.person.name : context.bot.name;
  return element("div", { class: "reply" }, element("strong", {}, name), element("span", {}, summary(message, context.words)));
}

function keyboard(message, context) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return null;
  const drawnRows = rows.map((row) => element("div", { class: "row" }, ...row.map((button) => key(button, message, context))));
  return element("div", { class: "keyboard", role: "group", "aria-label": context.words.buttons }, ...drawnRows);
}

function key(button, message, context) {
  if (button.url) return link(`${button.text} ↗`, button.url, context, { class: "key" });
  const query = button.switch_inline_query;
  const dead = button.callback_data === undefined && query === undefined;
  const key = element("button", { type: "button", class: "key", disabled: dead }, button.text);
  key.addEventListener("click", () => (query === undefined ? context.tap(message, button.callback_data, key) : context.share(query)));
  return key;
}
