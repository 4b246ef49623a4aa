"""DTO202: A mutable collection in a DTO."""
