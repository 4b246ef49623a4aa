"""DTO203: A dict in a DTO."""
