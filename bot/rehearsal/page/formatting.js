// Turns a text with Telegram's entities into DOM nodes; it never reads markup out of a text.

import { element } from "./element.js";
import { entityTime, fullOf } from "./instants.js";
import { safeAddress, startPayload } from "./links.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

const PLAIN = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
};

const WRITERS = {
  pre: (content, entity) => element("pre", { "data-language": entity.language }, element("code", {}, content)),
  spoiler: (content, entity, text, context) => spoiler(content, context),
  expandable_blockquote: (content, entity, text, context) => collapsed(content, context),
  date_time: (content, entity, text, context) => moment(content, entity, text, context),
  bot_command: (content, entity, text, context) =>
    element("button", { type: "button", class: "command", onclick: () => context.say(text) }, content),
  text_link: (content, entity, text, context) => link(content, entity.url, context),
  url: (content, entity, text, context) => link(content, text, context),
  email: (content, entity, text, context) => link(content, `mailto:${text}`, context),
  phone_number: (content, entity, text, context) => link(content, `tel:${text.replace(/[^+\d]/g, "")}`, context),
};

// Offsets count UTF-16 units, as JavaScript's strings do (Bot API, MessageEntity).
// `context` has the reading person, the bot, words, say(text), note(text) and now().
export function formatted(text, entities, context) {
  const inside = (entities ?? []).filter((entity) => entity.length > 0 && entity.offset < text.length);
  inside.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return stretch(text, 0, text.length, inside, context);
}

// A link that opens beside the page, or says "/start <payload>" if it leads to this bot.
export function link(content, address, context, properties = {}) {
  const href = safeAddress(address);
  if (!href) return element("span", {}, content);
  const node = element("a", { href, target: "_blank", rel: "noopener noreferrer", title: href, ...properties }, content);
  const payload = startPayload(address, context.bot);
  if (payload !== null) node.addEventListener("click", (event) => sayStart(event, payload, context));
  return node;
}

function sayStart(event, payload, context) {
  event.preventDefault();
  context.say(`/start ${payload}`);
}

// Writes every relative time below `root` anew.
export function refreshRelativeTimes(root, context) {
  for (const node of root.querySelectorAll("time[data-relative]")) {
    const text = entityTime(context.person, new Date(node.dateTime), "r", context.now());
    if (node.textContent !== text) node.textContent = text;
  }
}

function stretch(text, start, end, entities, context) {
  const parts = document.createDocumentFragment();
  let here = start;
  while (entities.length && entities[0].offset < end) {
    const entity = entities.shift();
    const from = Math.max(entity.offset, here);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    parts.append(text.slice(here, from));
    parts.append(written(entity, text.slice(from, to), stretch(text, from, to, entities, context), context));
    // A block ends its line by itself.
    here = BLOCKS.has(entity.type) && text[to] === "\n" ? to + 1 : to;
  }
  parts.append(text.slice(here, end));
  return parts;
}

function written(entity, text, content, context) {
  if (Object.hasOwn(PLAIN, entity.type)) return element(PLAIN[entity.type], {}, content);
  if (Object.hasOwn(WRITERS, entity.type)) return WRITERS[entity.type](content, entity, text, context);
  return element("span", { class: "mention" }, content);
}

function moment(content, entity, text, context) {
  const instant = new Date(entity.unix_time * 1000);
  const pattern = entity.date_time_format ?? "";
  if (Number.isNaN(instant.getTime())) return element("span", {}, content);
  const full = fullOf(context.person, instant);
  const properties = { datetime: instant.toISOString(), title: pattern ? text : full, "data-relative": pattern === "r" };
  const shown = pattern ? entityTime(context.person, instant, pattern, context.now()) : content;
  return pressable({ class: "moment" }, () => context.note(full), element("time", properties, shown));
}

function spoiler(content, context) {
  const covered = element("span", { "aria-hidden": "true" }, content);
  const reveal = () => {
    covered.removeAttribute("aria-hidden");
    cover.replaceWith(covered);
  };
  const cover = pressable({ class: "spoiler", "aria-label": context.words.spoiler }, reveal, covered);
  return cover;
}

// A button that breaks across lines as its text does, which a <button> doesn't.
function pressable(properties, act, content) {
  const press = (event) => {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    act();
  };
  return element("span", { role: "button", tabindex: "0", onclick: press, onkeydown: press, ...properties }, content);
}

function collapsed(content, context) {
  const body = element("div", { class: "fold-body" }, content);
  const toggle = element("button", { type: "button", class: "more", "aria-expanded": "false" }, context.words.more);
  const quote = element("blockquote", { class: "folded" }, body, toggle);
  toggle.addEventListener("click", () => {
    const open = !quote.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? context.words.less : context.words.more;
  });
  // What fits in the three lines needs no button.
  new ResizeObserver(() => {
    toggle.hidden = quote.classList.contains("folded") && body.scrollHeight <= body.clientHeight + 1;
  }).observe(body);
  return quote;
}
