"""DTO602: A comparison with None."""
