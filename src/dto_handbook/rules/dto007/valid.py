# src/ai/backend/manager/data/deployment/window.py
"""Imports of the standard library and of other internal DTOs, in every spelling."""

from __future__ import annotations

import collections.abc as abc
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True)
class ScaleWindow:
    """When a deployment may scale (internal).

    Used by the deployment service.
    """

    start: dt.time
    config: DeploymentScaleConfig


def starts(windows: abc.Iterable[ScaleWindow]) -> tuple[dt.time, ...]:
    """Return when the windows start."""
    from operator import attrgetter

    return tuple(map(attrgetter("start"), windows))
