"""DTO201: A DTO that is not frozen."""
