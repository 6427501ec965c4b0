// Draws one message: its bubble, and the inline keyboard under it.

import { attachments, summary } from "./attachments.js";
import { element, icon } from "./element.js";
import { formatted, link } from "./formatting.js";
import { fullOf, timeOf } from "./instants.js";

export const isOwn = (message, person) => message.from?.id === person.id;

// `context` has person, bot, words, say(text), note(text), tap(message, data, button), now().
export function drawn(message, context) {
  const own = isOwn(message, context.person);
  const time = timeOf(context.person, sent(message));
  return element(
    "article",
    { class: `message ${own ? "own" : "bot"}`, "data-id": message.message_id, "aria-label": `${own ? context.person.name : context.bot.name}, ${time}` },
    element("div", { class: bubbleClass(message) }, ...bubbleParts(message, context, time)),
    keyboard(message, context),
  );
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
    message.has_protected_content && element("span", { class: "lock", role: "img", "aria-label": words.locked, title: words.locked }, icon("lock")),
    message.edit_date && element("span", {}, words.edited),
    element("time", { datetime: sent(message).toISOString(), title: fullOf(person, sent(message)) }, time),
  );
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
  const key = element("button", { type: "button", class: "key", disabled: button.callback_data === undefined }, button.text);
  key.addEventListener("click", () => context.tap(message, button.callback_data, key));
  return key;
}
