"""DTO501: A function with missing annotations."""
