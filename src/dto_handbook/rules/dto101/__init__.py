"""DTO101: A DTO that is not a dataclass."""
