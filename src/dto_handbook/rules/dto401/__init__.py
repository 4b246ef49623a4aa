"""DTO401: A DTO without docstring."""
