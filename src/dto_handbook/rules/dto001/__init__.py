"""DTO001: A wire model in `manager/data`."""
