"""The session domain's business logic."""
