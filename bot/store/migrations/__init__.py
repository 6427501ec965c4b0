"""The way from any older schema to today's, one file a step. Run by `schema.migrate`; there is no alembic.ini."""
