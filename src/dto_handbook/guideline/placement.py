"""Where a DTO goes: one table for the page, its wizard, the rules and `explain`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from dto_handbook.linter.config import Settings


# Named tuples, since rules import this at start, and a dataclass takes eight times as long to make.
class Home(NamedTuple):
    """A place for DTOs, or for adapters between them.

    Attributes:
        within: Its dotted name, with a project's packages in braces.
        form: What belongs there.
        page: How to write it, below `docs`.
        clauses: The clauses that apply to everything there.
        question: The question whose answers lead there.
    """

    within: str
    form: str
    page: str
    clauses: tuple[str, ...]
    question: str = ""

    def package(self, settings: Settings) -> str:
        """Return its dotted name in a project."""
        return self.within.format(
            internal=settings.internal,
            shared=settings.shared,
            shared_home=settings.shared_home,
            api=settings.layers[0],
        )

    def place(self, settings: Settings) -> str:
        """Return its path in a project, as the guideline writes paths."""
        return self.package(settings).removeprefix("ai.backend.").replace(".", "/") + "/"

    @property
    def path(self) -> str:
        """Its path as the guideline writes it."""
        return self.place(Settings())


class Case(NamedTuple):
    """A case that may be true of a DTO, and where the DTO then goes.

    Attributes:
        id: Part of addresses, and of the anchor of the answer on the page.
        text: What is true; an answer to the question of its home.
        clauses: The clauses of the guideline that say so.
        home: Where the DTO goes.
        example: An existing module of the same kind.
        migration: The page for a DTO that is elsewhere today, below `docs`.
    """

    id: str
    text: str
    clauses: tuple[str, ...]
    home: Home
    example: str
    migration: str = ""

    @property
    def all_clauses(self) -> tuple[str, ...]:
        """Its own clauses, and those of its place."""
        return (*self.clauses, *self.home.clauses)

    @property
    def template(self) -> str:
        """The module to start from."""
        return f"dto_handbook.guideline.templates.{self.id.replace('-', '_')}"

    def template_text(self, domain: str = "session") -> str:
        """Return the source of the template.

        Args:
            domain: The domain to write it for, by the name of its directory.
        """
        file = Path(__file__).parent / "templates" / f"{self.template.rpartition('.')[2]}.py"
        old, text = TEMPLATE_DOMAIN, file.read_text("utf-8")
        return text.replace(old, domain).replace(class_name(old), class_name(domain))


SHARED = Home(
    "{shared}.{shared_home}",
    form="a Pydantic model",
    page="shared-dtos.md",
    clauses=("N5",),
    question="Who else sees it?",
)
INTERNAL = Home(
    "{internal}.<domain>",
    form="a frozen dataclass",
    page="guidelines/index.md",
    clauses=("P1", "A5", "A6", "O1", "O2", "O3", "Y5"),
    question="What is it inside the Manager?",
)

CASES: tuple[Case, ...] = (
    Case(
        "rest",
        "A client, over REST",
        ("N1", "P6", "Y1"),
        SHARED,
        example="ai.backend.common.dto.manager.session",
        migration="migration/internal-to-shared.md",
    ),
    Case(
        "graphql",
        "A client, in the GraphQL schema",
        ("N3", "Y1"),
        SHARED,
        example="ai.backend.common.dto.manager.response",
        migration="migration/internal-to-shared.md",
    ),
    Case(
        "rpc",
        "Agent or Storage, over RPC",
        ("N2", "P6"),
        SHARED,
        example="ai.backend.common.dto.manager.agent",
        migration="migration/internal-to-shared.md",
    ),
    Case(
        "other-components",
        "Another component that needs the same structure",
        ("N4",),
        SHARED,
        example="ai.backend.common.dto.manager.request",
        migration="migration/internal-to-shared.md",
    ),
    Case(
        "legacy",
        "Code that imports a DTO from the legacy `manager/dto`",
        ("L1", "L2", "L3"),
        SHARED,
        example="ai.backend.manager.dto.agent",
        migration="migration/legacy-to-shared.md",
    ),
    Case(
        "query-result",
        "The result of a repository's query",
        ("A4", "P3", "Y4"),
        INTERNAL,
        example="ai.backend.manager.data.user.account",
    ),
    Case(
        "repository-layer",
        "A structure that only the repository layer uses",
        ("A2", "Y4"),
        INTERNAL,
        example="ai.backend.manager.data.session.filter",
    ),
    Case(
        "service-layer",
        "A structure that only the service layer uses",
        ("A1", "P2", "Y3"),
        INTERNAL,
        example="ai.backend.manager.data.auth.token",
    ),
    Case(
        "business-logic",
        "A structure of the business logic",
        ("A3", "P4", "P5"),
        INTERNAL,
        example="ai.backend.manager.data.deployment.scale",
    ),
)

ADAPTER = Case(
    "adapter",
    "Two DTOs, one in each place",
    ("Y2",),
    Home(
        "{api}.adapters",
        form="a function that converts the one to the other",
        page="migration/internal-to-shared.md",
        clauses=(),
    ),
    example="ai.backend.manager.api.adapters.deployment",
)
"""The adapter that two DTOs need, if a case of each place is true."""

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
"""The domain that the templates are written for."""


def class_name(domain: str) -> str:
    """Return a domain's name as in the names of its classes, in CamelCase."""
    return DOMAINS.get(domain) or "".join(word.capitalize() for word in domain.split("_"))


def cases_with(*clauses: str) -> list[Case]:
    """Return the cases with one of the clauses, such as those of a rule."""
    wanted = set(clauses)
    return [case for case in CASES if wanted.intersection(case.all_clauses)]


def home_of(*clauses: str) -> Home:
    """Return the only place that the clauses name for a DTO.

    Args:
        clauses: Clauses of the guideline.

    Raises:
        ValueError: The clauses name no place, or more than one.
    """
    [home] = {case.home for case in cases_with(*clauses)}
    return home
