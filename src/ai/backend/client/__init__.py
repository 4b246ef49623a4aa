"""A client of the Manager, in the place of the CLI or the web UI: it knows shared DTOs alone."""
