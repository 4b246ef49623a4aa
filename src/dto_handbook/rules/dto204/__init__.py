"""DTO204: A mutable default."""
