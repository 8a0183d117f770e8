"""Results as people and programs read them: text, HTML, JSON, CSV. Formats only; nothing is decided here."""
