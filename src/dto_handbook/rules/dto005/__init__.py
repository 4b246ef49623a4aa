"""DTO005: `manager/data` imports a layer above it at run time."""
