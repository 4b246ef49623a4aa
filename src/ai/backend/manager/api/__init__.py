"""The Manager's APIs, which convert internal DTOs to shared ones."""
