"""Internal DTOs of the deployment domain."""
