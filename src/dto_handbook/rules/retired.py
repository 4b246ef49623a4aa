"""The rules that are no more: each keeps its id and its page, and says what replaced it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Retired:
    """A rule that is checked no more; its id is never given to another."""

    id: str
    name: str
    reason: str  # Why it went, in a sentence
    replaced_by: tuple[str, ...] = ()  # Ids of rules

    def summary(self) -> str:
        """Return in one sentence that it is retired."""
        instead = (
            f"see {', '.join(self.replaced_by)}" if self.replaced_by else "nothing replaces it"
        )
        return f"This rule is retired: {instead}."


RETIRED: tuple[Retired, ...] = ()
