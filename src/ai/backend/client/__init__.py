"""A client of the Manager, instead of the CLI or the web UI: it uses only shared DTOs."""
