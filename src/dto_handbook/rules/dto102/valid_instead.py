# src/ai/backend/manager/services/quota.py
"""The service decides, and asks for what is used at that moment."""

from collections.abc import Callable

from ai.backend.manager.data.vfolder.folder import VFolderData


class QuotaService:
    """Decides what may be written to virtual folders.

    Args:
        used_bytes: Returns what a folder holds now, by its id.
    """

    def __init__(self, used_bytes: Callable[[str], int]) -> None:
        self._used_bytes = used_bytes

    def allows(self, folder: VFolderData, more_bytes: int) -> bool:
        """Return whether a file still fits."""
        used = self._used_bytes(folder.vfolder_id)
        return folder.quota is None or used + more_bytes <= folder.quota
