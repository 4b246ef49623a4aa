"""DTO001: A schema model in `manager/data`."""
