"""The edition that is served: found where it lies or sent in chat, checked, decided on, applied, told."""
