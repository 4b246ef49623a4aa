"""Pydantic DTOs of the Manager's public APIs: what leaves the process."""
