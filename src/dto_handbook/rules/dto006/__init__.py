"""DTO006: A DTO in no domain's directory."""
