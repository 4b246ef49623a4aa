"""Internal DTOs of the notification domain."""
