"""DTO901: A suppression that names no rule, gives no reason, or is not needed."""
