"""Internal DTOs of the virtual-folder domain."""
