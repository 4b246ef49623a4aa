"""The tool behind the handbook on the Manager's component-internal DTOs."""

__version__ = "0.1.0"  # pyproject.toml reads it here
