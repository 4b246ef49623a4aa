# src/ai/backend/manager/services/session/report.py
"""Bodies that only read, with types that demand more."""

from __future__ import annotations

import typing as t
from collections import defaultdict

from ai.backend.manager.data.session.allocation import SessionResourceAllocation as Allocation
from ai.backend.manager.data.session.metadata import SessionMetadata

Known = dict[str, SessionMetadata]
Lines: t.TypeAlias = "list[str]"


def count(allocations: t.List[Allocation] | None = None) -> int:  # WRONG DTO301@11: optional
    """Count them."""
    allocations = allocations or []
    return len(allocations)


def owners(sessions: set[SessionMetadata]) -> set[str]:  # WRONG DTO301@12: a set
    """Collect who owns them."""
    found = set()
    for session in sessions:
        found.add(session.user_id)  # Changes a set of its own
    return found


def by_project(known: Known) -> dict[str, list[SessionMetadata]]:  # WRONG DTO301@16: an alias
    """Group them."""
    groups = defaultdict(list)
    for session in known.values():
        groups[session.project_id].append(session)
    return dict(groups)


def sorted_lines(
    mixed: list[Allocation | SessionMetadata],  # WRONG DTO301@5: one of two
    batches: list[tuple[str, Allocation]],  # WRONG DTO301@5: inside tuples
) -> Lines:
    """Write a line on each."""
    mixed = [*mixed, *(allocation for _, allocation in batches)]
    mixed.sort(key=repr)  # Of its own copy
    return [repr(one) for one in mixed]


class Report:
    """Lines that were written."""

    async def write(self, sessions: list[SessionMetadata]) -> list[str]:  # WRONG DTO301@27: async
        """Pass the list on to another function that only reads."""
        return self._write(sessions)

    def _write(self, sessions: list[SessionMetadata]) -> list[str]:  # WRONG DTO301@22: private
        def line(index: int, of: list[SessionMetadata]) -> str:  # WRONG DTO301@30: a local function
            return of[index].session_id

        return [line(index, sessions) for index, _ in enumerate(sessions)]
