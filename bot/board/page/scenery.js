// Builds the page from what is shown: every string becomes text, never markup.

const byId = (id) => document.getElementById(id);

function element(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

const line = (tag, kind, ...children) => element(tag, { class: kind, dir: "auto" }, ...children);
const cut = (tag, kind, ...children) => line(tag, `${kind} cut`, ...children);

export function scenery(shown) {
  document.documentElement.lang = shown.languages[0];
  document.title = [shown.room, shown.conference[0].text].filter(Boolean).join(" – ");
  byId("place").textContent = document.title;
  byId("stage").replaceChildren(...staged(shown));
  byId("following").replaceChildren(...following(shown));
}

function staged(shown) {
  const { phase, sessions: [session, ...others] } = shown;
  if (!session) return [element("p", { class: "over" }, shown.words.over)];
  if (others.length) return [element("div", { class: "tiles" }, ...shown.sessions.map((each) => tile(shown, each)))];
  const quiet = phase === "next" && !session.taken && session.questions.length === 0;
  return [heading(shown, session, quiet ? "session alone" : "session"), below(shown, session, quiet)];
}

function heading(shown, session, kind) {
  return element("section", { class: kind },
    shown.phase === "next" ? line("p", "lead", shown.words.next) : null,
    ...titles("h1", session),
    session.speakers ? cut("p", "speakers", session.speakers) : null,
    time(shown, session),
  );
}

function titles(tag, { title: [first, ...others] }) {
  return [
    element(tag, { class: "title cut", dir: "auto", lang: first.language }, first.text),
    ...others.map(({ language, text }) => element("p", { class: "also cut", dir: "auto", lang: language }, text)),
  ];
}

// `ticking.js` fills it in.
function time(shown, { starts, ends, day }) {
  return element("p", { class: "time", "data-phase": shown.phase, "data-starts": starts, "data-ends": ends },
    element("span", {}, day ? `${day}, ` : "", element("time", { "data-at": starts })),
    element("span", { class: "bar" }, element("i", {})),
    element("time", { "data-at": ends }),
    element("span", { class: "left" }),
  );
}

function below(shown, session, quiet) {
  return element("section", { class: "below" },
    element("div", { class: "asked" },
      session.taken ? taken(shown, session.taken) : null,
      session.questions.length || session.taken || quiet
        ? element("ol", { class: "questions" }, ...session.questions.map(question))
        : element("p", { class: "none" }, shown.words.none),
    ),
    element("figure", { class: "ask" },
      element("img", { src: `ask/${session.id}.svg`, alt: "" }),
      element("figcaption", {}, shown.words.ask.replaceAll(" · ", "\n")),
    ),
  );
}

function taken(shown, { text, facts }) {
  return element("section", { class: "taken" },
    cut("p", "facts", [shown.words.on_stage, ...facts].join(" – ")),
    cut("p", "text", text),
  );
}

function question({ text, votes, facts }) {
  return element("li", { class: "question" },
    element("span", { class: "votes" }, `▲ ${votes}`),
    element("div", {}, cut("p", "text", text), cut("p", "facts", facts.join(" – "))),
  );
}

function tile(shown, session) {
  const asked = session.taken ?? session.questions[0];
  return element("section", { class: "tile" },
    cut("p", "lead", [shown.phase === "next" ? shown.words.next : "", session.room].filter(Boolean).join(" – ")),
    ...titles("h2", session),
    time(shown, session),
    asked ? question(asked) : element("p", { class: "none" }, shown.words.none),
  );
}

function following(shown) {
  const next = shown.following;
  if (!next) return [shown.more];
  const title = next.title.map(({ text }) => text).join(" · ");
  return [
    element("p", { class: "cut", dir: "auto" },
      shown.more ? `${shown.more} – ` : "", `${shown.words.next}: `,
      element("b", {}, next.day ? `${next.day}, ` : "", element("time", { "data-at": next.starts }), " "),
      title,
    ),
  ];
}
