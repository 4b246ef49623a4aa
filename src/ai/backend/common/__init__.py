"""What every component of Backend.AI may import."""
