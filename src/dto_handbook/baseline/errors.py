"""What is wrong with a baseline or a revision."""

from __future__ import annotations

from dto_handbook.linter.config import SettingsError


class BaselineError(SettingsError):
    """A baseline or a revision that cannot be used, every error on a line of its own."""
