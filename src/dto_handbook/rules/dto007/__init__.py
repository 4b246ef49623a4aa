"""DTO007: `manager/data` imports a framework."""
