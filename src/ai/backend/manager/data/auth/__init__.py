"""Internal DTOs of the authentication domain."""
