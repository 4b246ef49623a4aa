"""The tool behind the handbook on the Manager's component-internal DTOs."""
