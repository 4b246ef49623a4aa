"""DTO403: A class attribute that is no field."""
