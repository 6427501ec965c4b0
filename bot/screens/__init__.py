"""Screens: values in, what a person sees out. Pure: no store, no Telegram, no clock."""
