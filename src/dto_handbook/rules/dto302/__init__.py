"""DTO302: A result that promises less than it is."""
