"""Internal DTOs of the user domain."""
