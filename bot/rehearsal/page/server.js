// Asks the rehearsal's server; every answer is JSON, every failure an exception.

export const get = (path) => answer(fetch(path, { cache: "no-store" }));

export const post = (path, body) =>
  answer(fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

// `told` is what the server said against it, if it said anything.
class Failure extends Error {
  constructor(response, told) {
    super(`${response.url}: ${response.status}`);
    this.told = told;
  }
}

async function answer(request) {
  const response = await request;
  if (!response.ok) throw new Failure(response, (await response.json().catch(() => ({}))).error);
  return response.json();
}
