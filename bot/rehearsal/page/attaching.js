// The files that are to go with the next message: chosen, dropped or pasted. It hands them on and sends nothing.

import { byId, element, icon } from "./element.js";
import { sizeOf } from "./attachments.js";
import { wordsFor } from "./words.js";

const MEGABYTE = 1024 * 1024;
const LARGEST = 50 * MEGABYTE; // Bot API, sending files
const PICTURES = new Set(["image/png", "image/jpeg", "image/webp"]);
const LARGEST_PICTURE = 10 * MEGABYTE;

export class Attaching {
  // `changed()` is called when files come or go, `refused(text)` for one that cannot be sent.
  constructor(changed, refused) {
    this.files = [];
    this.changed = changed;
    this.refused = refused;
    this.strip = byId("attached");
    this.asFiles = byId("as-files");
    byId("attach").addEventListener("click", () => byId("files").click());
    byId("files").addEventListener("change", () => this.chosen());
    byId("text").addEventListener("paste", (event) => this.pasted(event));
    this.listenForDrops(document.body);
  }

  speakTo(person) {
    this.person = person;
  }

  chosen() {
    this.add(byId("files").files);
    byId("files").value = "";
  }

  pasted(event) {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    this.add(event.clipboardData.files);
  }

  // Entering a child comes before leaving its parent: only the count of both says where the pointer is.
  listenForDrops(place) {
    let inside = 0;
    const over = (step) => (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      inside = step === null ? 0 : inside + step;
      byId("drop").hidden = inside <= 0;
    };
    place.addEventListener("dragenter", over(1));
    place.addEventListener("dragleave", over(-1));
    place.addEventListener("dragover", over(0));
    place.addEventListener("drop", (event) => {
      over(null)(event);
      this.add(event.dataTransfer.files);
    });
  }

  add(files) {
    for (const file of files) {
      if (file.size > LARGEST) this.refused(wordsFor(this.person).tooLarge(file.name));
      else if (file.size) this.files.push(file);
    }
    this.show();
  }

  remove(file) {
    this.files = this.files.filter((other) => other !== file);
    this.show();
  }

  // The files with how each is to be sent; from here on there are none.
  take() {
    const taken = this.files.map((file) => ({ file, as: this.isPicture(file) && !this.asFiles.checked ? "photo" : "document" }));
    this.clear();
    return taken;
  }

  clear() {
    this.files = [];
    this.asFiles.checked = false;
    this.show();
  }

  isPicture(file) {
    return PICTURES.has(file.type) && file.size <= LARGEST_PICTURE;
  }

  show() {
    this.strip.querySelectorAll("img").forEach((picture) => URL.revokeObjectURL(picture.src));
    this.strip.querySelector("ul").replaceChildren(...this.files.map((file) => this.chip(file)));
    this.strip.hidden = !this.files.length;
    this.asFiles.parentElement.hidden = !this.files.some((file) => this.isPicture(file));
    this.changed();
  }

  chip(file) {
    const words = wordsFor(this.person);
    const shown = this.isPicture(file) ? element("img", { src: URL.createObjectURL(file), alt: "" }) : element("span", { class: "avatar" }, icon("file"));
    return element(
      "li",
      { class: "chip" },
      shown,
      element("span", { class: "title" }, file.name),
      element("span", { class: "small" }, sizeOf(file.size, this.person)),
      element("button", { type: "button", class: "plain", "aria-label": words.removeFile(file.name), onclick: () => this.remove(file) }, icon("cross")),
    );
  }
}

// A file's content as base64, the only form in which the page may send it.
export function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
