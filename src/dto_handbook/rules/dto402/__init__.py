"""DTO402: An undocumented field that is not obvious."""
