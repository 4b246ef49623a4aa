"""Where a DTO goes: one table for the page, its wizard, the rules and `explain`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from dto_handbook.linter.config import Settings


# Named tuples, since rules import this at start, and a dataclass takes eight times as long to make.
class Home(NamedTuple):
    """A place where DTOs belong."""

    setting: Literal["internal", "shared"]  # The project's package that it is in
    below: str
    form: str  # What a DTO is there
    page: str  # How to write one, below `docs`
    clauses: tuple[str, ...]  # The clauses that hold for every DTO there

    def package(self, settings: Settings) -> str:
        """Return its dotted name in a project."""
        return f"{getattr(settings, self.setting)}.{self.below}"

    @property
    def path(self) -> str:
        """Its path as the guideline writes it."""
        return self.package(Settings()).removeprefix("ai.backend.").replace(".", "/") + "/"


class Question(NamedTuple):
    """A question about a DTO, and where the DTO goes if the answer is yes."""

    id: str  # Part of addresses, and the anchor of the answer on the page
    text: str
    clauses: tuple[str, ...]
    home: Home
    example: str  # An existing module of the same kind
    migration: str = ""  # The page for a DTO that is elsewhere today, below `docs`

    @property
    def all_clauses(self) -> tuple[str, ...]:
        """Its own clauses, and those that hold for every DTO in the same place."""
        return (*self.clauses, *self.home.clauses)

    @property
    def template(self) -> str:
        """The module to start from."""
        return f"dto_handbook.guideline.templates.{self.id.replace('-', '_')}"

    def template_text(self, domain: str = "") -> str:
        """Return the source of the template.

        Args:
            domain: The domain of an internal DTO; if empty, `session`.
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

# In order: the first yes decides.
QUESTIONS: tuple[Question, ...] = (
    Question(
        "legacy",
        "Is it in the legacy `manager/dto` today?",
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
DOMAINS: Mapping[str, str] = {  # Directories, each with its spelling in class names
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
    """Return the questions whose answers rest on one of the clauses, such as a rule's."""
    wanted = set(clauses)
    return [question for question in QUESTIONS if wanted.intersection(question.all_clauses)]


def home_of(*clauses: str) -> Home:
    """Return the only place that the clauses name for a DTO.

    Args:
        clauses: Clauses of the guideline.

    Raises:
        ValueError: The clauses name no place, or more than one.
    """
    [home] = {question.home for question in questions_with(*clauses)}
    return home
