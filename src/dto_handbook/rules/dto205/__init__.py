"""DTO205: A DTO changed after construction."""
