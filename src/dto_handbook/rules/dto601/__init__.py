"""DTO601: A truthiness test of an optional field."""
