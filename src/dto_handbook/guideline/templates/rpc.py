# src/ai/backend/common/dto/manager/session_scan.py
"""The Manager's request to Storage, and the response."""

from pydantic import BaseModel


class SessionScanRequest(BaseModel):
    """Asks Storage to count what one session stores, over RPC."""

    session_id: str
    follow_links: bool = False  # A default: an older Manager does not send it


class SessionScanResult(BaseModel):
    """What Storage counted."""

    session_id: str
    files: int
    used_bytes: int
