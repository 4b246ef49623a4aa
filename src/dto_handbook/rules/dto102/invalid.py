# src/ai/backend/manager/data/vfolder/quota.py
"""A virtual folder's quota, which decides what may be written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VFolderQuota:
    """How much a virtual folder may hold (internal).

    Made by the vfolder repository.
    """

    limit_bytes: int
    used_bytes: int

    def allows(self, more_bytes: int) -> bool:
        """Return whether a file still fits."""
        return self.used_bytes + more_bytes <= self.limit_bytes  # WRONG DTO102@16: decides
