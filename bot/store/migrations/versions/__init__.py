"""The steps, in the order of their `down_revision`; a step that was released never changes."""
