"""Steiger, the companion bot for hybrid conferences: its face, its memory and its post office."""
