"""The updates' way in: polling, the inbox, and the one who opens the letters."""
