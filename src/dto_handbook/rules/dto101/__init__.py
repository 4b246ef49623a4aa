"""DTO101: A DTO that is no dataclass."""
