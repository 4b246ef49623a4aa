"""Where a DTO goes: the one table that the page, its wizard, the rules and `explain` read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from dto_handbook.linter.config import Settings


# Named tuples, since rules import this at start, and a dataclass takes eight times as long to make.
class Home(NamedTuple):
    """A place where DTOs belong."""

    setting: Literal["internal", "shared"]  # Which of a project's packages it is in
    below: str
    form: str  # What a DTO is there
    page: str  # How to write one, below `docs`
    clauses: tuple[str, ...]  # What holds for every DTO there

    def package(self, settings: Settings) -> str:
        """Return its dotted name in a project."""
        return f"{getattr(settings, self.setting)}.{self.below}"

    @property
    def path(self) -> str:
        """Its path as the guideline writes it."""
        return self.package(Settings()).removeprefix("ai.backend.").replace(".", "/") + "/"


class Question(NamedTuple):
    """A question about a DTO, and what follows from a yes."""

    id: str  # Stands in addresses, and is the anchor of what the page says about it
    text: str
    clauses: tuple[str, ...]
    home: Home
    example: str  # A module that is there already, of the same kind
    migration: str = ""  # The page for a DTO that stands elsewhere today, below `docs`

    @property
    def all_clauses(self) -> tuple[str, ...]:
        """Its own clauses, and those that hold for all that is in the same place."""
        return (*self.clauses, *self.home.clauses)

    @property
    def template(self) -> str:
        """The module to begin with."""
        return f"dto_handbook.guideline.templates.{self.id.replace('-', '_')}"

    def template_text(self, domain: str = "") -> str:
        """Return the text to begin with.

        Args:
            domain: The domain to write it for, where it is internal; else it is for `session`.
        """
        file = Path(__file__).parent / "templates" / f"{self.template.rpartition('.')[2]}.py"
        text = file.read_text("utf-8")
        if not domain or self.home is not INTERNAL:
            return text
        old, new = TEMPLATE_DOMAIN, domain
        return text.replace(old, new).replace(DOMAINS[old], DOMAINS[new])


SHARED = Home(
    "shared",
    "manager",
    form="a Pydantic model",
    page="shared-dtos.md",
    clauses=("N5",),
)
INTERNAL = Home(
    "internal",
    "<domain>",
    form="a frozen dataclass",
    page="guidelines/index.md",
    clauses=("P1", "A5", "A6", "O1", "O2", "O3"),
)

# In the order of the questions: the first yes decides.
QUESTIONS: tuple[Question, ...] = (
    Question(
        "legacy",
        "Does it stand in the legacy `manager/dto` today?",
        ("L1", "L2", "L3"),
        SHARED,
        example="ai.backend.manager.dto.agent",
        migration="migration/legacy-to-shared.md",
    ),
    Question(
        "rest",
        "Does a client send or read it over REST?",
        ("N1", "P6", "Y1"),
        SHARED,
        example="ai.backend.common.dto.manager.session",
        migration="migration/internal-to-shared.md",
    ),
    Question(
        "graphql",
        "Is it part of the GraphQL schema?",
        ("N3", "Y1"),
        SHARED,
        example="ai.backend.common.dto.manager.response",
        migration="migration/internal-to-shared.md",
    ),
    Question(
        "rpc",
        "Does RPC carry it to Agent or Storage?",
        ("N2", "P6"),
        SHARED,
        example="ai.backend.common.dto.manager.agent",
        migration="migration/internal-to-shared.md",
    ),
    Question(
        "other-components",
        "Does another component need the same structure?",
        ("N4",),
        SHARED,
        example="ai.backend.common.dto.manager.request",
        migration="migration/internal-to-shared.md",
    ),
    Question(
        "query-result",
        "Does a repository return it?",
        ("A4", "P3", "Y4"),
        INTERNAL,
        example="ai.backend.manager.data.user.account",
    ),
    Question(
        "repository-layer",
        "Does only the repository layer use it?",
        ("A2", "Y4"),
        INTERNAL,
        example="ai.backend.manager.data.session.filter",
    ),
    Question(
        "service-layer",
        "Does only the service layer use it?",
        ("A1", "P2", "Y3"),
        INTERNAL,
        example="ai.backend.manager.data.auth.token",
    ),
    Question(
        "business-logic",
        "Is it a structure of the Manager's business logic?",
        ("A3", "P4", "P5"),
        INTERNAL,
        example="ai.backend.manager.data.deployment.scale",
    ),
)

DOMAIN_QUESTION = "Which domain's operations need it?"
DOMAINS: Mapping[str, str] = {  # Directories, each with its name in a class's name
    "deployment": "Deployment",
    "session": "Session",
    "user": "User",
    "agent": "Agent",
    "vfolder": "VFolder",
    "notification": "Notification",
    "auth": "Auth",
}
TEMPLATE_DOMAIN = "session"
"""The domain that the templates of internal DTOs are written for."""


def questions_with(*clauses: str) -> list[Question]:
    """Return the questions whose answers rest on one of some clauses, such as a rule's."""
    wanted = set(clauses)
    return [question for question in QUESTIONS if wanted.intersection(question.all_clauses)]


def home_of(*clauses: str) -> Home:
    """Return the one place to which clauses send a DTO.

    Args:
        clauses: Clauses of the guideline.

    Raises:
        ValueError: They send it nowhere, or to more than one place.
    """
    [home] = {question.home for question in questions_with(*clauses)}
    return home
