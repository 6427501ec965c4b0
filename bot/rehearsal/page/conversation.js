// Keeps one person's chat with the bot as the server knows it; it draws nothing.

import { get } from "./server.js";

const TYPING_LASTS = 5000; // Bot API, sendChatAction

export class Conversation {
  // `changed(conversation, event)` hears what happened, and {kind: "loaded" | "connection"}.
  constructor(person, changed) {
    this.person = person;
    this.messages = new Map();
    this.commands = [];
    this.unread = 0;
    this.typing = false;
    this.connected = false;
    this.loaded = false;
    this.changed = changed;
    this.loading = Promise.resolve();
    this.waiting = null;
    this.lastSeen = null;
  }

  get last() {
    return [...this.messages.values()].at(-1);
  }

  read() {
    this.unread = 0;
    this.lastSeen = this.last?.message_id ?? 0;
  }

  load() {
    this.loading = this.loading.then(() => this.fetch());
  }

  // Events that arrive while the state is on its way are applied after it, so that none is undone by an older state.
  async fetch() {
    this.waiting = [];
    try {
      const state = await get(`/rehearsal/chats/${this.person.id}`);
      this.take(state);
      this.setConnected(true);
    } catch {
      this.setConnected(false);
    } finally {
      const late = this.waiting;
      this.waiting = null;
      late.forEach((event) => this.happen(event));
    }
  }

  // A state that is known already changes nothing: what is being read or pressed stays in its place.
  take({ messages, silent, commands }) {
    const quiet = new Set(silent);
    const marked = messages.map((message) => ({ ...message, silent: quiet.has(message.message_id) }));
    const known = this.loaded && JSON.stringify(marked) === JSON.stringify([...this.messages.values()]);
    this.messages = new Map(marked.map((message) => [message.message_id, message]));
    this.commands = commands;
    this.loaded = true;
    this.countUnread();
    if (!known) this.changed(this, { kind: "loaded" });
  }

  // Takes an event of the server, or {kind: "open" | "lost"} of the connection to it.
  receive(event) {
    if (event.kind === "open") this.load();
    else if (event.kind === "lost") this.setConnected(false);
    else this.happen(event);
  }

  happen(event) {
    if (this.waiting) {
      this.waiting.push(event);
      return;
    }
    this.apply(event);
    this.changed(this, event);
  }

  apply(event) {
    if (event.kind === "message") this.add({ ...event.message, silent: event.silent });
    else if (event.kind === "edited") this.edit(event.message);
    else if (event.kind === "deleted") this.messages.delete(event.message_id);
    else if (event.kind === "commands") this.commands = event.commands;
    else if (event.kind === "action") this.startTyping();
  }

  add(message) {
    this.messages.set(message.message_id, message);
    this.typing = false;
    this.countUnread();
  }

  // An edit makes no sound of its own.
  edit(message) {
    const { silent } = this.messages.get(message.message_id) ?? { silent: false };
    this.messages.set(message.message_id, { ...message, silent });
  }

  // What was there when the page opened counts as read.
  countUnread() {
    if (this.lastSeen === null) this.read();
    const unseen = [...this.messages.values()].filter((message) => message.message_id > this.lastSeen);
    this.unread = unseen.filter((message) => message.from?.id !== this.person.id).length;
  }

  startTyping() {
    this.typing = true;
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => {
      this.typing = false;
      this.changed(this, { kind: "action" });
    }, TYPING_LASTS);
  }

  setConnected(connected) {
    this.connected = connected;
    this.changed(this, { kind: "connection" });
  }
}
