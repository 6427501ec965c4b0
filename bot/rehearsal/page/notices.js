// What passes over the page: answers to taps, alerts, and whether it is light or dark.

import { byId, element } from "./element.js";

const TOAST_LASTS = 4000;

export function toast(text) {
  const note = element("p", { class: "toast" }, text);
  byId("toasts").append(note);
  setTimeout(() => note.remove(), TOAST_LASTS);
}

// Says that something came for somebody, once for each of them; a tap goes there.
export function announce(id, text, act) {
  byId("toasts").querySelector(`[data-of="${Number(id)}"]`)?.remove();
  const note = element("button", { type: "button", class: "toast", "data-of": id, onclick: act }, text);
  byId("toasts").append(note);
  setTimeout(() => note.remove(), TOAST_LASTS);
}

export const clearToasts = () => byId("toasts").replaceChildren();

export function alertWith(text) {
  byId("alert-text").textContent = text;
  if (!byId("alert").open) byId("alert").showModal();
}

// The taps that wait for their answer; an answer may come before the server has said which tap it belongs to.
export class Taps {
  constructor() {
    this.waiting = new Map();
    this.early = new Set();
  }

  start(button) {
    button.setAttribute("aria-busy", "true");
    return () => button.removeAttribute("aria-busy");
  }

  await(id, settled) {
    if (this.early.delete(id)) settled();
    else this.waiting.set(id, settled);
  }

  settle(id) {
    const settled = this.waiting.get(id);
    if (!settled) this.early.add(id);
    this.waiting.delete(id);
    settled?.();
  }
}

// Light or dark as the system says, until the person has chosen.
export function followTheme() {
  const root = document.documentElement;
  const chosen = localStorage.getItem("theme");
  if (chosen) root.dataset.theme = chosen;
  byId("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
}
