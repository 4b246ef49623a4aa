# src/ai/backend/manager/dto/session.py
"""Moved to `ai.backend.common.dto.manager.session`; the old path still works, with a warning."""

import warnings

from ai.backend.common.dto.manager import session as _moved


def __getattr__(name: str) -> object:
    if name == "SessionResponse":
        warnings.warn(
            f"import {name} from {_moved.__name__}, not from {__name__}",
            DeprecationWarning,
            stacklevel=2,
        )
        return _moved.SessionResponse
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
