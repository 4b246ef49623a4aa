"""The checker as the playground calls it."""
