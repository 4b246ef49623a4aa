# src/ai/backend/common/dto/manager/scan.py
"""The Manager's request to Storage, and the response."""

from pydantic import BaseModel


class FolderScanRequest(BaseModel):
    """Asks Storage to count what a folder holds, over RPC."""

    folder_id: str
    follow_links: bool = False  # A default: an older Manager does not send it


class FolderScanResult(BaseModel):
    """What Storage counted."""

    folder_id: str
    files: int
    used_bytes: int
