# src/ai/backend/common/dto/manager/quota_kinds.py
"""What the deprecated package may still contain: a re-export, and classes that are not DTOs."""

from enum import Enum

from dto_handbook.rules.dto008.valid_instead import QuotaResponse

__all__ = ["QuotaKind", "QuotaResponse"]


class QuotaKind(Enum):
    """An enumeration is not a DTO."""

    STORAGE = "storage"
