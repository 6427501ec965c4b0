// The page's own words in English and German; what the bot says is none of its business.

const WORDS = {
  en: {
    skip: "To the message field",
    rehearsal: "rehearsal",
    people: "People to be",
    clock: "Rehearsal clock",
    clockControls: "Set the clock",
    jump: "Jump",
    jumpDay: "Day",
    jumpTime: "Time",
    dayBefore: "the day before",
    dayAfter: "the day after",
    forward: "Forward",
    minutes: (count) => `+${count} min`,
    hours: (count) => `+${count} h`,
    speed: "Speed",
    stopped: "Stop",
    yours: (time, city) => `You: ${time}, ${city}`,
    you: (name, about) => `You are ${name}, ${about}`,
    typing: "is writing …",
    connecting: "connecting …",
    theme: "Switch between light and dark",
    messages: "Messages",
    commands: "Commands",
    write: "Message",
    send: "Send",
    ok: "OK",
    start: "Start",
    welcome: (bot) => `This is ${bot}, the conference’s companion. Everything stays on this machine; nobody receives a message.`,
    newer: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
    toNewest: "To the newest message",
    unread: (count) => (count === 1 ? "1 unread message" : `${count} unread messages`),
    edited: "edited",
    locked: "Protected: cannot be forwarded or saved",
    more: "Show more",
    less: "Show less",
    spoiler: "Hidden text, reveal",
    buttons: "Buttons",
    openMap: "Open in OpenStreetMap",
    call: "Call",
    saveContact: "Save contact",
    photo: "Photo",
    missingPhoto: "A picture on the network",
    venue: "Place",
    contact: "Contact",
    document: "File",
    unknown: "A kind of message that this page does not show",
    failed: "The rehearsal does not answer. Is it still running?",
  },
  de: {
    skip: "Zum Nachrichtenfeld",
    rehearsal: "Probe",
    people: "Personen, die Sie sein können",
    clock: "Uhr der Probe",
    clockControls: "Uhr stellen",
    jump: "Springen",
    jumpDay: "Tag",
    jumpTime: "Uhrzeit",
    dayBefore: "der Tag davor",
    dayAfter: "der Tag danach",
    forward: "Vorstellen",
    minutes: (count) => `+${count} Min.`,
    hours: (count) => `+${count} Std.`,
    speed: "Tempo",
    stopped: "Halt",
    yours: (time, city) => `Sie: ${time}, ${city}`,
    you: (name, about) => `Sie sind ${name}, ${about}`,
    typing: "schreibt …",
    connecting: "verbindet …",
    theme: "Zwischen hell und dunkel wechseln",
    messages: "Nachrichten",
    commands: "Befehle",
    write: "Nachricht",
    send: "Senden",
    ok: "OK",
    start: "Starten",
    welcome: (bot) => `Das ist ${bot}, der Begleiter der Konferenz. Alles bleibt auf diesem Rechner; niemand bekommt eine Nachricht.`,
    newer: (count) => (count === 1 ? "1 neue Nachricht" : `${count} neue Nachrichten`),
    toNewest: "Zur neuesten Nachricht",
    unread: (count) => (count === 1 ? "1 ungelesene Nachricht" : `${count} ungelesene Nachrichten`),
    edited: "bearbeitet",
    locked: "Geschützt: kann nicht weitergeleitet oder gespeichert werden",
    more: "Mehr anzeigen",
    less: "Weniger anzeigen",
    spoiler: "Verborgener Text, aufdecken",
    buttons: "Schaltflächen",
    openMap: "In OpenStreetMap öffnen",
    call: "Anrufen",
    saveContact: "Kontakt speichern",
    photo: "Foto",
    missingPhoto: "Ein Bild aus dem Netz",
    venue: "Ort",
    contact: "Kontakt",
    document: "Datei",
    unknown: "Eine Art von Nachricht, die diese Seite nicht zeigt",
    failed: "Die Probe antwortet nicht. Läuft sie noch?",
  },
};

export const languageOf = (person) => (person.language in WORDS ? person.language : "en");
export const wordsFor = (person) => WORDS[languageOf(person)];

// Writes the words into everything that index.html marks with data-word, -label and -placeholder.
export function translate(person) {
  const words = wordsFor(person);
  document.documentElement.lang = languageOf(person);
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
  for (const node of document.querySelectorAll("[data-word-label]")) {
    node.setAttribute("aria-label", words[node.dataset.wordLabel]);
    if (node.matches("button")) node.title = words[node.dataset.wordLabel];
  }
  for (const node of document.querySelectorAll("[data-word-placeholder]")) {
    node.placeholder = words[node.dataset.wordPlaceholder];
  }
}
