// The message field, its files, the "/" menu and the cards of "@bot words"; what is to be said is handed on, not sent.

import { byId, element } from "./element.js";
import { Attaching } from "./attaching.js";
import { asWritten, shortcut } from "./marks.js";
import { wordsFor } from "./words.js";

const LONGEST = 4096; // Bot API, sendMessage
const LONGEST_CAPTION = 1024;
const LONGEST_QUERY = 256; // Bot API, InlineQuery
const PAUSE = 250; // milliseconds in which nothing is typed before the bot is asked

export class Composer {
  // `say({ text, entities, files, typed })` takes what the person wrote or chose, `refused(text)` why something is not sent;
  // `ask(words)` asks `bot` for cards, `put(card)` takes the one that was chosen.
  constructor(bot, say, ask, put, refused) {
    this.bot = bot;
    this.say = say;
    this.ask = ask;
    this.put = put;
    this.newest = "";
    this.refused = refused;
    this.attaching = new Attaching(() => this.filesChanged(), refused);
    this.text = byId("text");
    this.menu = byId("menu");
    this.slash = byId("slash");
    this.commands = [];
    this.shown = [];
    this.active = -1;
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.pressed(event));
    this.text.addEventListener("blur", () => this.close());
    this.slash.addEventListener("mousedown", (event) => event.preventDefault());
    this.slash.addEventListener("click", () => this.toggle());
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  // Begins anew, for this person.
  speakTo(person) {
    this.person = person;
    this.text.title = wordsFor(person).marks;
    this.attaching.speakTo(person);
    this.clear();
    this.attaching.clear();
  }

  focus() {
    this.text.focus();
  }

  clear() {
    this.text.value = "";
    this.close();
  }

  // With a file the text is its caption, which is shorter.
  filesChanged() {
    if (!this.person) return;
    const words = wordsFor(this.person);
    this.text.placeholder = this.attaching.files.length ? words.caption : words.write;
    if (this.attaching.files.length) this.focus();
  }

  // Opens for "/" and the beginning of a command, as long as no space follows.
  typed() {
    const beginning = /^\/(\S*)$/.exec(this.text.value);
    clearTimeout(this.asking);
    if (beginning) this.open(beginning[1].toLowerCase());
    else if (this.asked() === null) this.close();
    else this.asking = setTimeout(() => this.ask(this.asked() ?? ""), PAUSE);
  }

  // What is written behind "@bot ", by its username or its name; null if nothing is asked of it.
  asked() {
    const found = /^@(\S+)\s(.*)$/s.exec(this.text.value);
    const names = [this.bot.username, this.bot.name].map((name) => name.toLowerCase());
    return found && names.includes(found[1].toLowerCase()) ? found[2].trim().slice(0, LONGEST_QUERY) : null;
  }

  // Asks for what a share button hands on. Elsewhere one chooses a chat first; this page has but one for each person.
  share(query) {
    this.text.value = `@${this.bot.username} ${query}`;
    this.focus();
    this.typed();
  }

  // Shows the cards that came, unless they answer an older question or something else is being written by now.
  offer({ inline_query_id: id, results }) {
    if (id < this.newest || this.asked() === null) return;
    this.newest = id;
    this.show(results.map((card) => ({ title: card.title, about: card.description, take: () => this.take({ id, card }) })), wordsFor(this.person).cards);
  }

  take({ id, card }) {
    this.clear();
    this.put(id, card.id);
  }

  toggle() {
    const wasOpen = !this.menu.hidden;
    this.text.focus();
    if (wasOpen) this.close();
    else this.open("");
  }

  open(beginning) {
    const commands = this.commands.filter(({ command }) => command.startsWith(beginning));
    this.show(commands.map((command) => this.callable(command)), wordsFor(this.person).commands);
  }

  callable({ command, description }) {
    const [take, complete] = [() => this.submit(`/${command}`), () => this.complete(command)];
    return { title: `/${command}`, about: description, take, complete };
  }

  // Lists things to choose from, each { title, about, take(), complete() }.
  show(things, label) {
    this.shown = things;
    if (!this.shown.length) return this.close();
    this.menu.replaceChildren(...this.shown.map((thing, index) => this.option(thing, index)));
    this.menu.setAttribute("aria-label", label);
    this.menu.hidden = false;
    this.slash.setAttribute("aria-expanded", "true");
    return this.choose(0);
  }

  option({ title, about, take, complete }, index) {
    const row = element(
      "li",
      { role: "option", id: `option-${index}`, class: complete ? "option" : "option offered" },
      element("b", {}, title),
      element("span", {}, about),
    );
    row.addEventListener("mousedown", (event) => event.preventDefault());
    row.addEventListener("click", take);
    return row;
  }

  choose(index) {
    this.active = (index + this.shown.length) % this.shown.length;
    [...this.menu.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === this.active)));
    this.menu.children[this.active].scrollIntoView({ block: "nearest" });
    this.text.setAttribute("aria-activedescendant", `option-${this.active}`);
  }

  close() {
    this.menu.hidden = true;
    this.active = -1;
    this.slash.setAttribute("aria-expanded", "false");
    this.text.removeAttribute("aria-activedescendant");
  }

  pressed(event) {
    const act = this.menu.hidden ? this.keys(event) : this.menuKeys(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // Enter that ends the composition of a character is not Enter.
  keys(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) return () => this.submit();
    return shortcut(event, this.text);
  }

  menuKeys(event) {
    const chosen = this.shown[this.active];
    return {
      ArrowDown: () => this.choose(this.active + 1),
      ArrowUp: () => this.choose(this.active - 1),
      Enter: chosen.take,
      Tab: chosen.complete,
      Escape: () => this.close(),
    }[event.key];
  }

  complete(command) {
    this.text.value = `/${command} `;
    this.close();
  }

  submit(typed = this.text.value.trim()) {
    const { text, entities } = asWritten(typed);
    const { files } = this.attaching;
    if (!text && !files.length) return;
    if (text.length > (files.length ? LONGEST_CAPTION : LONGEST)) {
      this.refused(wordsFor(this.person).tooLong);
      return;
    }
    this.clear();
    this.say({ text, entities, typed, files: this.attaching.take() });
  }

  // What could not be sent is there again, unless one writes something else already.
  giveBack(typed, files) {
    if (!this.text.value) this.text.value = typed;
    this.attaching.add(files.map(({ file }) => file));
  }
}
