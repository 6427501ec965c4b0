"""A Bot API of our own on loopback with a chat page in the browser: the demo and the tests stand on it."""
