"""Internal DTOs of the session domain."""
