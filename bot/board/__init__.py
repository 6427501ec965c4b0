"""The board for the stage: a page in the browser with the current session and its questions. It takes no input."""
