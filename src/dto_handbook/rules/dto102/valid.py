# src/ai/backend/manager/data/vfolder/quota.py
"""Methods that derive from the DTO's own fields, validate, or convert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class VFolderQuota:
    """How much a virtual folder may hold (internal).

    Made by the vfolder repository.
    """

    vfolder_id: str
    limit_bytes: int | None
    used_bytes: int = 0

    def __post_init__(self) -> None:
        """Validate."""
        if self.used_bytes < 0:
            raise ValueError("used_bytes is negative")

    def __lt__(self, other: VFolderQuota) -> bool:
        """Python compares objects with this method."""
        return self.used_bytes < other.used_bytes

    @property
    def is_full(self) -> bool:
        """Derive from its own fields."""
        return self.limit_bytes is not None and self.used_bytes >= self.limit_bytes

    @classmethod
    def unlimited(cls, vfolder_id: str) -> Self:
        """Make one of other values."""
        return cls(vfolder_id, limit_bytes=None)

    @classmethod
    def from_json(cls, values: Mapping[str, str]) -> Self:
        """Convert, and keep None, or a default, for a value that is missing."""
        limit, used = values.get("limit"), values.get("used")
        return cls(
            vfolder_id=values["id"],
            limit_bytes=int(limit) if limit is not None else None,
            used_bytes=0 if used is None else int(used),
        )

    def to_json(self, label: str | None) -> Mapping[str, str | None]:
        """Convert, and keep None in an argument."""
        if label is None:
            return {}
        name = label.strip() if label is not None else None
        return {"label": name, "id": self.vfolder_id, "used": str(self.used_bytes)}
