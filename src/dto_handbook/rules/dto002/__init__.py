"""DTO002: An internal DTO in an API's schema."""
