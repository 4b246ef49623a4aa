"""DTO401: A DTO without a docstring."""
