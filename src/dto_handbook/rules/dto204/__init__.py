"""DTO204: A default that can be changed."""
