// Reads the marks that Telegram's apps turn into formatting, and writes them around what is selected; it sends nothing.
// **bold** __italic__ ~~struck~~ ||hidden|| `code` ```block``` [words](address): core.telegram.org/api/entities.

import { safeAddress } from "./links.js";

const KINDS = { "**": "bold", __: "italic", "~~": "strikethrough", "||": "spoiler" };
const WORDS = /```(?:(\w+)\n)?([^]+?)```|`([^`\n]+)`|\[([^\]\n]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s*|]+)|(\*\*|__|~~|\|\|)(?=\S)([^]*?\S)\7/g;
const SHORTCUTS = { b: "**", i: "__" };
const SHIFTED = { x: "~~", m: "`", p: "||" };
const ADDRESS = "https://";

// The text as it is sent, with its entities; offsets count UTF-16 units, as JavaScript's strings do.
export function asWritten(typed) {
  const entities = [];
  const text = read(typed, 0, entities);
  entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, entities };
}

function read(typed, start, entities) {
  let text = "";
  let here = 0;
  for (const found of typed.matchAll(WORDS)) {
    text += typed.slice(here, found.index);
    text += piece(found, start + text.length, entities);
    here = found.index + found[0].length;
  }
  return text + typed.slice(here);
}

function piece(found, offset, entities) {
  const [all, language, block, code, words, address, , mark, marked] = found;
  if (block) return plain({ type: "pre", ...(language && { language }) }, block, offset, entities);
  if (code) return plain({ type: "code" }, code, offset, entities);
  if (mark) return nested({ type: KINDS[mark] }, marked, offset, entities);
  const url = words && safeAddress(address);
  return url ? nested({ type: "text_link", url }, words, offset, entities) : all;
}

function plain(entity, text, offset, entities) {
  entities.push({ ...entity, offset, length: text.length });
  return text;
}

const nested = (entity, typed, offset, entities) => plain(entity, read(typed, offset, entities), offset, entities);

// What a key pressed with Ctrl or Cmd does to a field, null if it is none of these.
export function shortcut(event, field) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "k" && !event.shiftKey) return () => writeLink(field);
  const mark = (event.shiftKey ? SHIFTED : SHORTCUTS)[key];
  return mark ? () => surround(field, mark) : null;
}

// Marks what is selected, or takes its marks away again; without a selection one goes on writing between them.
function surround(field, mark) {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const [start, end] = [from - mark.length, to + mark.length];
  const marked = value.slice(Math.max(start, 0), from) === mark && value.slice(to, end) === mark;
  const words = value.slice(from, to);
  if (marked) write(field, words, start, end, start, words.length);
  else write(field, mark + words + mark, from, to, from + mark.length, words.length);
}

function writeLink(field) {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const words = value.slice(from, to);
  const address = from + words.length + 3;
  if (words) write(field, `[${words}](${ADDRESS})`, from, to, address, ADDRESS.length);
  else write(field, `[](${ADDRESS})`, from, to, from + 1, 0);
}

function write(field, text, from, to, caret, length) {
  field.setRangeText(text, from, to, "end");
  field.setSelectionRange(caret, caret + length);
  field.dispatchEvent(new Event("input"));
}
