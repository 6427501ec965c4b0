// The message field and the "/" menu; what is to be said is handed on, not sent from here.

import { byId, element } from "./element.js";

export class Composer {
  // `say(text)` takes what the person wrote or chose.
  constructor(say) {
    this.say = say;
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

  focus() {
    this.text.focus();
  }

  clear() {
    this.text.value = "";
    this.close();
  }

  // Opens for "/" and the beginning of a command, as long as no space follows.
  typed() {
    const beginning = /^\/(\S*)$/.exec(this.text.value);
    if (beginning) this.open(beginning[1].toLowerCase());
    else this.close();
  }

  toggle() {
    const wasOpen = !this.menu.hidden;
    this.text.focus();
    if (wasOpen) this.close();
    else this.open("");
  }

  open(beginning) {
    this.shown = this.commands.filter(({ command }) => command.startsWith(beginning));
    if (!this.shown.length) return this.close();
    this.menu.replaceChildren(...this.shown.map((command, index) => this.option(command, index)));
    this.menu.hidden = false;
    this.slash.setAttribute("aria-expanded", "true");
    return this.choose(0);
  }

  option({ command, description }, index) {
    const row = element(
      "li",
      { role: "option", id: `option-${index}`, class: "option" },
      element("b", {}, `/${command}`),
      element("span", {}, description),
    );
    row.addEventListener("mousedown", (event) => event.preventDefault());
    row.addEventListener("click", () => this.submit(`/${command}`));
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
    return event.key === "Enter" && !event.shiftKey && !event.isComposing ? () => this.submit() : null;
  }

  menuKeys(event) {
    const chosen = this.shown[this.active];
    return {
      ArrowDown: () => this.choose(this.active + 1),
      ArrowUp: () => this.choose(this.active - 1),
      Enter: () => this.submit(`/${chosen.command}`),
      Tab: () => this.complete(chosen),
      Escape: () => this.close(),
    }[event.key];
  }

  complete({ command }) {
    this.text.value = `/${command} `;
    this.close();
  }

  submit(text = this.text.value.trim()) {
    if (!text) return;
    this.clear();
    this.say(text);
  }
}
