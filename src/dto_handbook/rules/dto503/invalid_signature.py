# src/ai/backend/manager/data/deployment/lookup.py
"""Evaluated annotations in a signature, and inside another type."""

import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from ai.backend.manager.services import deployment as services


def first(
    found: "Sequence[str]",
    *others: Sequence[str],  # WRONG DTO503@14: a parameter
) -> services.DeploymentService | None:  # WRONG DTO503@6: the result
    """Return the service of a record; always None."""
    chosen: Sequence[str] = next(iter(others), found)
    del chosen
    return None
