"""DTO006: A DTO outside the domains' directories."""
