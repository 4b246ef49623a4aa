"""DTO302: A return type that is more abstract than the result."""
