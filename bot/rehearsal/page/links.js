// Decides which addresses may become links, and which are meant for the bot itself.

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

// The address if it is one that a link may carry, else null.
export function safeAddress(address) {
  const parsed = parse(address) ?? parse(`https://${address}`);
  return parsed && SCHEMES.has(parsed.protocol) ? parsed.href : null;
}

// The payload of https://t.me/<bot>?start=<payload>, null for every other address.
export function startPayload(address, bot) {
  const parsed = parse(address);
  if (!parsed || !["t.me", "telegram.me"].includes(parsed.hostname)) return null;
  if (parsed.pathname.slice(1).toLowerCase() !== bot.username.toLowerCase()) return null;
  return parsed.searchParams.get("start");
}

function parse(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
