"""DTO008: a shared DTO in a deprecated package."""
