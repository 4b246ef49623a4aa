"""DTOs that cross a component boundary, a package for each component that serves them."""
