// Draws what a message carries beside its text: a place, a contact, a file, a picture.

import { drawing, element, icon } from "./element.js";
import { localeOf } from "./instants.js";

const STREETS = [
  "M-20 60 C120 40 180 120 320 90 S560 20 680 70",
  "M-20 250 C100 300 240 200 380 260 S580 320 680 270",
  "M90 -20 C120 80 60 180 110 290 S160 380 150 440",
  "M300 -20 C280 100 340 180 310 280 S330 400 320 440",
  "M500 -20 C520 90 470 200 520 300 S540 400 530 440",
];
const LANES = "M-20 160H680M-20 350H680M200 -20V440M410 -20V440M600 -20V440";
const PARK = "M330 130 L400 110 L405 170 L340 190Z M110 310 L190 300 L195 345 L120 350Z M520 60 L590 40 L595 100Z";
const RIVER = "M-20 400 C140 330 260 380 360 320 S520 180 680 180";

// The address of a stored file; ids come from the server and are taken as one path segment.
const fileAddress = (id) => `/rehearsal/file/${encodeURIComponent(id)}`;

// The cards of a message, in the order in which they are shown.
export function attachments(message, context) {
  const cards = [];
  if (message.photo?.length) cards.push(photo(message, context));
  if (message.venue) cards.push(place(message.venue, context));
  else if (message.location) cards.push(place({ location: message.location, title: context.words.venue }, context));
  if (message.contact) cards.push(contact(message.contact, context));
  if (message.document) cards.push(file(message.document, context));
  return cards;
}

// One line that stands for a message in the list of chats; spoilers stay covered in it.
export function summary(message, words) {
  const said = covered(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities ?? []);
  if (said) return said.split("\n", 1)[0];
  if (message.venue) return `${words.venue}: ${message.venue.title}`;
  if (message.contact) return `${words.contact}: ${fullName(message.contact)}`;
  if (message.document) return `${words.document}: ${message.document.file_name ?? ""}`;
  if (message.location) return words.venue;
  return message.photo ? words.photo : words.unknown;
}

function covered(text, entities) {
  const spoilers = entities.filter(({ type }) => type === "spoiler");
  return spoilers.reduce((rest, { offset, length }) => rest.slice(0, offset) + "▒".repeat(length) + rest.slice(offset + length), text);
}

export const initials = (name) =>
  name
    .split(/\s+/)
    .filter((part) => /^\p{L}/u.test(part))
    .map((part) => [...part][0])
    .filter((letter, index, all) => index === 0 || index === all.length - 1)
    .join("")
    .toUpperCase();

function photo(message, context) {
  const largest = message.photo.reduce((a, b) => (b.width > a.width ? b : a));
  const source = fileAddress(largest.file_id);
  const picture = element("img", {
    src: source,
    alt: message.caption ? "" : context.words.photo,
    width: largest.width,
    height: largest.height,
  });
  const frame = element("a", { class: "photo", href: source, target: "_blank", rel: "noopener", "aria-label": context.words.photo }, picture);
  // A picture that was sent by its address on the network is not fetched, only linked.
  picture.addEventListener("error", () => {
    frame.classList.add("missing");
    frame.replaceChildren(icon("picture"), context.words.missingPhoto);
  });
  return frame;
}

function place(venue, context) {
  const { latitude, longitude } = venue.location;
  const point = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const address = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  return element(
    "div",
    { class: "card venue" },
    sketch(latitude, longitude),
    element("p", { class: "title" }, venue.title),
    venue.address && element("p", {}, venue.address),
    element("p", { class: "small" }, point),
    element(
      "p",
      { class: "actions" },
      element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, icon("map"), context.words.openMap),
    ),
  );
}

// A drawn map, not a real one: nothing is fetched; each place sees another part of it.
function sketch(latitude, longitude) {
  const x = Math.floor((Math.abs(longitude) * 1000) % 220);
  const y = Math.floor((Math.abs(latitude) * 1000) % 230);
  return drawing(
    "svg",
    { class: "sketch", viewBox: `${x} ${y} 420 170`, preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true" },
    drawing("path", { class: "park", d: PARK }),
    drawing("path", { class: "river", d: RIVER }),
    drawing("path", { class: "lane", d: LANES }),
    ...STREETS.map((d) => drawing("path", { class: "street", d })),
    drawing("ellipse", { class: "shadow", cx: x + 210, cy: y + 106, rx: 9, ry: 3 }),
    drawing("path", { class: "pin", d: `M${x + 210} ${y + 106}c-4-11-15-16-15-28a15 15 0 0 1 30 0c0 12-11 17-15 28z` }),
    drawing("circle", { class: "eye", cx: x + 210, cy: y + 78, r: 5.5 }),
  );
}

function contact(card, context) {
  const name = fullName(card);
  return element(
    "div",
    { class: "card contact" },
    element("span", { class: "avatar", "aria-hidden": "true" }, initials(name)),
    element("div", {}, element("p", { class: "title" }, name), element("p", { class: "small" }, card.phone_number)),
    element(
      "p",
      { class: "actions" },
      element("a", { href: `tel:${card.phone_number.replace(/[^+\d]/g, "")}` }, icon("phone"), context.words.call),
      element("button", { type: "button", onclick: () => saveContact(card) }, icon("save"), context.words.saveContact),
    ),
  );
}

const fullName = (card) => [card.first_name, card.last_name].filter(Boolean).join(" ");

function saveContact(card) {
  const text = card.vcard || minimalVcard(card);
  const address = URL.createObjectURL(new Blob([text], { type: "text/vcard" }));
  element("a", { href: address, download: `${fullName(card)}.vcf` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// RFC 2426: FN, N and TEL suffice.
function minimalVcard(card) {
  const escaped = (value) => (value ?? "").replace(/[\\;,]/g, "\\$&").replaceAll("\n", "\\n");
  const names = `N:${escaped(card.last_name)};${escaped(card.first_name)};;;`;
  return ["BEGIN:VCARD", "VERSION:3.0", `FN:${escaped(fullName(card))}`, names, `TEL:${escaped(card.phone_number)}`, "END:VCARD", ""].join("\r\n");
}

function file(document, context) {
  const name = document.file_name ?? context.words.document;
  const calendar = document.mime_type === "text/calendar" || name.endsWith(".ics");
  return element(
    "a",
    { class: "card file", href: fileAddress(document.file_id), download: name },
    element("span", { class: "avatar" }, icon(calendar ? "calendar" : "file")),
    element("span", {}, element("span", { class: "title" }, name), element("span", { class: "small" }, sizeOf(document.file_size ?? 0, context.person))),
  );
}

export function sizeOf(bytes, person) {
  const [unit, divisor] = bytes < 1000 ? ["byte", 1] : bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const options = { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(localeOf(person), options).format(bytes / divisor);
}
