// Listens to what happens in everybody's chats, once for all windows: a browser opens only six connections to a server.

const AGAIN = 1000; // milliseconds until a lost stream is asked for again

// `heard(person, event)` gets the server's events, and {kind: "open" | "lost"} of the connection itself. The window that
// holds the lock listens and tells the others; when it closes, the next one takes over.
export function listen(people, heard) {
  const windows = new BroadcastChannel("rehearsal");
  windows.onmessage = ({ data }) => heard(data.person, data.event);
  const tell = (person, event) => {
    heard(person, event);
    windows.postMessage({ person, event });
  };
  navigator.locks.request("rehearsal", () => {
    people.forEach(({ id }) => open(id, tell));
    return new Promise(() => {});
  });
}

function open(person, tell) {
  const source = new EventSource(`/rehearsal/events/${person}`);
  source.onopen = () => tell(person, { kind: "open" });
  source.onmessage = (event) => tell(person, JSON.parse(event.data));
  source.onerror = () => {
    source.close();
    tell(person, { kind: "lost" });
    setTimeout(() => open(person, tell), AGAIN);
  };
}
