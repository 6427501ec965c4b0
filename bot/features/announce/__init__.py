"""What organisers tell people: written, previewed, confirmed, watched, corrected, recalled. It is sent elsewhere."""

from bot.features.announce import drafting, mending, sending, watching
from bot.features.announce.desk import feature

__all__ = ["drafting", "feature", "mending", "sending", "watching"]
