"""Business logic of the Manager, on internal DTOs."""
