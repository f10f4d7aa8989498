"""Report to text, JSON, CSV, Markdown: no decisions here."""
