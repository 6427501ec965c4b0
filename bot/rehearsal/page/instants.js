// Writes instants in a person's language and zone; it never asks the machine's clock.

import { languageOf } from "./words.js";

const formats = new Map();
const MINUTE = 60_000;

// English with American habits (3:00 AM) in American zones, with European ones (09:00) elsewhere.
export function localeOf(person) {
  if (languageOf(person) === "de") return "de-DE";
  return person.zone.startsWith("America/") ? "en-US" : "en-GB";
}

export const written = (person, instant, options) => format(localeOf(person), person.zone, options).format(instant);
export const timeOf = (person, instant) => written(person, instant, clockOptions(person));
export const dayOf = (person, instant) => written(person, instant, { weekday: "long", day: "numeric", month: "long" });
export const shortDayOf = (person, instant) => written(person, instant, { weekday: "short", day: "numeric", month: "short" });
export const fullOf = (person, instant) =>
  `${written(person, instant, { dateStyle: "full", timeStyle: "medium" })}, ${cityOf(person.zone)}`;

export const cityOf = (zone) => zone.split("/").pop().replaceAll("_", " ");

// What two zones' clocks show at an instant; equal if they show the same.
export const wallTime = (zone, instant) => format("sv-SE", zone, { dateStyle: "short", timeStyle: "short" }).format(instant);

// A date_time entity as a client shows it; the format is `r|w?[dD]?[tT]?` (Bot API, date-time entity formatting).
export function entityTime(person, instant, pattern, now) {
  if (pattern === "r") return relativeTime(person, instant, now);
  return written(person, instant, entityOptions(person, pattern));
}

// 09:00 where the day has 24 hours, 9:00 AM where it has twice twelve.
const clockOptions = (person) => ({ hour: localeOf(person) === "en-US" ? "numeric" : "2-digit", minute: "2-digit" });

function entityOptions(person, pattern) {
  const options = {};
  if (pattern.includes("w")) options.weekday = /[dD]/.test(pattern) ? "short" : "long";
  if (pattern.includes("d")) Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (pattern.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/[tT]/.test(pattern)) Object.assign(options, clockOptions(person));
  if (pattern.includes("T")) options.second = "2-digit";
  return options;
}

function relativeTime(person, instant, now) {
  const minutes = Math.round((instant - now) / MINUTE);
  const writer = new Intl.RelativeTimeFormat(localeOf(person), { numeric: "auto" });
  if (Math.abs(minutes) < 60) return writer.format(minutes, "minute");
  if (Math.abs(minutes) < 48 * 60) return writer.format(Math.round(minutes / 60), "hour");
  return writer.format(Math.round(minutes / 60 / 24), "day");
}

function format(locale, zone, options) {
  const key = JSON.stringify([locale, zone, options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }));
  return formats.get(key);
}
