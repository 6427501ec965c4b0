// Asks the rehearsal's server; every answer is JSON, every failure an exception.

export const get = (path) => answer(fetch(path, { cache: "no-store" }));

export const post = (path, body) =>
  answer(fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

async function answer(request) {
  const response = await request;
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}
