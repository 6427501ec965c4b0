// What time does to the page: the clock, how much of a session has passed, and how long it still takes.

const MINUTE = 60_000;

// `now` is the conference's instant in milliseconds, `zone` its zone's IANA name.
export function tick({ now, zone }) {
  const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  document.getElementById("clock").textContent = hour.format(now);
  for (const time of document.querySelectorAll("time[data-at]")) time.textContent = hour.format(Number(time.dataset.at));
  for (const time of document.querySelectorAll(".time")) pass(time, now);
}

function pass(time, now) {
  const starts = Number(time.dataset.starts);
  const ends = Number(time.dataset.ends);
  const passed = Math.min(Math.max((now - starts) / (ends - starts), 0), 1);
  time.querySelector(".bar i").style.width = `${100 * passed}%`;
  const left = time.dataset.phase === "next" ? `in ${length(starts - now)}` : length(ends - now);
  time.querySelector(".left").textContent = left;
}

// In whole minutes, begun ones too: the last one is "1 min" until its end.
function length(milliseconds) {
  const minutes = Math.max(Math.ceil(milliseconds / MINUTE), 0);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}
