"""DTO004: A DTO in the legacy package."""
