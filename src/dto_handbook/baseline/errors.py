"""The error for a baseline or a revision."""

from __future__ import annotations

from dto_handbook.linter.config import SettingsError


class BaselineError(SettingsError):
    """A baseline or a revision cannot be used; the message has a line for each error."""
