// Gives every question as many lines as there is room for: letters stay as large as they are, and nothing scrolls.

const MOST = 4;

// First the one on stage, for which the title may stand in one language alone; then all as long as they fit, one line
// more in each turn for those whose text is cut, the upper ones first.
export function fit() {
  const list = document.querySelector(".questions");
  if (!list) return;
  const [taken, waiting] = [".taken .text", ".question .text"].map((found) => [...document.querySelectorAll(found)]);
  [...taken, ...waiting].forEach((text) => give(text, 1));
  tighten(false);
  tighten(!fits(list));
  grow(taken, (text, lines) => grows(text, lines, list) || (tighten(true), grows(text, lines, list)));
  grow(waiting, (text, lines) => grows(text, lines, list));
}

function grow(texts, grown) {
  for (let lines = 2; lines <= MOST; lines += 1) texts = texts.filter((text) => isCut(text) && grown(text, lines));
}

function grows(text, lines, list) {
  give(text, lines);
  if (fits(list)) return true;
  give(text, lines - 1);
  return false;
}

const give = (text, lines) => text.style.setProperty("--lines", lines);
const tighten = (tight) => document.body.classList.toggle("tight", tight);
const fits = (list) => list.scrollHeight <= list.clientHeight;
const isCut = (text) => text.scrollHeight > text.clientHeight + 1;
