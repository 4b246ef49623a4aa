"""Internal DTOs of the agent domain."""
