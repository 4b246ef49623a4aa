"""DTO102: a method with business logic."""
