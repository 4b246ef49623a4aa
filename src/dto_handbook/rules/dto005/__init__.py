"""DTO005: `manager/data` imports the layers above it at run time."""
