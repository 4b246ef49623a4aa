"""DTO403: A class attribute that is not a field."""
