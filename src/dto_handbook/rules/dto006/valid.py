# src/ai/backend/manager/data/names.py
"""A module beside the domains, with no DTO in it."""

from enum import StrEnum
from typing import NewType

ProjectName = NewType("ProjectName", str)


class Order(StrEnum):
    """In which order a list is returned."""

    ASCENDING = "asc"
    DESCENDING = "desc"


class InvalidNameError(ValueError):
    """An exception is not a DTO."""
