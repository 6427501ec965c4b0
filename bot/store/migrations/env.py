"""What Alembic runs: every step that is missing, on the connection and in the transaction it is handed."""

from __future__ import annotations

from alembic import context

from bot.store.attendance import metadata

# SQLite alters a table by building it anew, which Alembic calls a batch.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
