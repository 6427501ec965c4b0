// Hears what is to be shown, and says so when it hears nothing. It asks nobody but the bot that it came from.

import { scenery } from "./scenery.js";
import { fit } from "./fitting.js";
import { tick } from "./ticking.js";

const AGAIN = 2000; // milliseconds until a lost connection is sought again
const SILENCE = 7000; // milliseconds: the bot says something every two seconds

const byId = (id) => document.getElementById(id);
let heard = performance.now();
let clock = null;
let drawn = "";

function listen() {
  const source = new EventSource(`live${location.search}`);
  const lost = () => {
    source.close();
    clearTimeout(silence);
    byId("lost").hidden = false;
    setTimeout(listen, AGAIN);
  };
  let silence = setTimeout(lost, SILENCE);
  source.onerror = lost;
  source.onmessage = ({ data }) => {
    clearTimeout(silence);
    silence = setTimeout(lost, SILENCE);
    byId("lost").hidden = true;
    show(JSON.parse(data));
  };
}

function show({ now, speed, ...shown }) {
  heard = performance.now();
  clock = { now, speed, zone: shown.zone };
  const seen = JSON.stringify(shown);
  if (seen !== drawn) {
    drawn = seen;
    byId("lost").textContent = `⚠ ${shown.words.lost}`;
    scenery(shown);
    pass();
    fit();
  }
}

function pass() {
  if (clock) tick({ ...clock, now: clock.now + (performance.now() - heard) * clock.speed });
}

setInterval(pass, 500);
addEventListener("resize", fit);
listen();
