"""The clauses of the guideline: the ids that pages, rules and tests refer to.

A page states a clause under a heading that carries its id (`data-clause="G2"`).
"""

from __future__ import annotations

from dataclasses import dataclass

_DATA = "ai.backend.manager.data"
_DEPLOYMENT = f"{_DATA}.deployment"
_SESSION = f"{_DATA}.session"

_MEANING = "What a DTO carries is a matter of meaning: its code does not show it."
_DOMAIN = "The developers who know a domain decide which DTOs it needs."
_PAGE = "It refers to a page, so no code can break it."


@dataclass(frozen=True)
class Clause:
    """One clause of the guideline.

    Used by the pages' coverage test, and by the rules to name what they enforce.
    """

    id: str
    statement: str
    fix: str  # How to fix code that breaks it, for a review comment
    samples: tuple[str, ...] = ()  # Dotted paths of code that its page shows or links to
    gap: str = ""  # Why no rule checks it; empty if one does


CLAUSES: tuple[Clause, ...] = (
    Clause(
        "P1",
        "DTOs in manager/data are used only inside the Manager.",
        "Use the DTO inside the Manager only, or move it to common/dto/manager.",
    ),
    Clause(
        "P2",
        "Internal DTOs carry service-layer operations.",
        "Write a frozen dataclass for the operation, and let the service take it.",
        (f"{_DEPLOYMENT}.scale",),
        gap=_MEANING,
    ),
    Clause(
        "P3",
        "Internal DTOs are repository query results.",
        "Let the repository return a frozen dataclass instead of the row.",
        (f"{_DATA}.user.account",),
        gap=_MEANING,
    ),
    Clause(
        "P4",
        "Internal DTOs are domain-specific aggregations.",
        "Combine values that are needed together in one DTO of their domain.",
        (f"{_DATA}.user.permission",),
        gap=_MEANING,
    ),
    Clause(
        "P5",
        "Internal DTOs carry internal business-logic data flow.",
        "Pass a DTO from step to step instead of a dictionary or a list of arguments.",
        (f"{_SESSION}.lifecycle",),
        gap=_MEANING,
    ),
    Clause(
        "P6",
        "Internal DTOs are not exposed to other components through RPC or REST.",
        "Convert the DTO in an adapter to a model of common/dto/manager.",
    ),
    Clause(
        "O1",
        "DTOs are organised by domain, one directory each.",
        "Move the DTO into the directory of its domain below manager/data.",
        (_DATA,),
    ),
    Clause(
        "O2",
        "The directories are named after the domains.",
        "Name the directory after the domain.",
        (_DATA,),
    ),
    Clause(
        "O3",
        "A directory holds the DTOs of its own domain's internal operations only.",
        "Move the DTO to the domain whose operations use it.",
    ),
    Clause(
        "A1",
        "Add to manager/data what only the service layer uses.",
        "Write a frozen dataclass in the directory of its domain.",
    ),
    Clause(
        "A2",
        "Add to manager/data what only the repository layer uses.",
        "Write a frozen dataclass in the directory of its domain, and make it in the repository.",
    ),
    Clause(
        "A3",
        "Add to manager/data what is an internal business-logic structure.",
        "Write a frozen dataclass in the directory of its domain.",
    ),
    Clause(
        "A4",
        "Add to manager/data what is a query result from repositories.",
        "Return a frozen dataclass from the directory of its domain, not a row.",
    ),
    Clause(
        "A5",
        "Add to manager/data what no other component references.",
        "Keep the DTO in the directory of its domain while no other component needs it.",
    ),
    Clause(
        "A6",
        "Add to manager/data where a change affects only the Manager.",
        "Keep the DTO in the directory of its domain while only the Manager has to change with it.",
        gap=(
            "How far a change reaches is visible in its history, not in the code. The rule "
            "for A5 finds what other components reference."
        ),
    ),
    Clause(
        "N1",
        "Not in manager/data: what REST exposes to external clients.",
        "Write a Pydantic model in common/dto/manager, and convert to it in an adapter.",
    ),
    Clause(
        "N2",
        "Not in manager/data: what RPC to Agent or Storage carries.",
        "Write a Pydantic model in common/dto/manager, which both sides import.",
    ),
    Clause(
        "N3",
        "Not in manager/data: what the GraphQL schema has.",
        "Define the type in the API layer, and convert to it from the internal DTO.",
    ),
    Clause(
        "N4",
        "Not in manager/data: what other components need as well.",
        "Write a Pydantic model in common/dto/manager, which all of them import.",
    ),
    Clause(
        "N5",
        "Such DTOs belong in common/dto, under manager/.",
        "Move the DTO to common/dto/manager.",
        ("ai.backend.common.dto.manager",),
    ),
    Clause(
        "L1",
        "manager/dto is a legacy module for inter-component communication.",
        "Add nothing there: write the new DTO in common/dto/manager.",
    ),
    Clause(
        "L2",
        "manager/dto uses Pydantic models for now.",
        "Leave the model a Pydantic model until it moves.",
    ),
    Clause(
        "L3",
        "DTOs of manager/dto migrate step by step to common/dto/manager/.",
        "Move the model to common/dto/manager when you touch it.",
    ),
    Clause(
        "G1",
        "Dataclasses for internal DTOs.",
        "Write `@dataclass(frozen=True)` above a plain class with annotated fields.",
        (f"{_DEPLOYMENT}.scale",),
    ),
    Clause(
        "G2",
        "Immutable: frozen, and tuples rather than lists.",
        "Write `@dataclass(frozen=True)`, and `tuple[...]` instead of `list[...]`.",
        (f"{_SESSION}.allocation",),
    ),
    Clause(
        "G3",
        "Parameters accept abstract types, returns are concrete.",
        "Accept an `Iterable` or `Sequence`, and declare the `list` or `tuple` that is returned.",
        ("ai.backend.manager.services.session.processing",),
    ),
    Clause(
        "G4",
        "DTOs are documented.",
        "Write a class docstring, annotate each field, and comment fields that are not obvious.",
        (f"{_DEPLOYMENT}.revision",),
        gap="It has three parts, G4a, G4b and G4c, and a rule checks each.",
    ),
    Clause(
        "G4a",
        "A class docstring gives purpose and usage context.",
        "Write one sentence on what the DTO is, and one on which code makes it and which uses it.",
        (f"{_DEPLOYMENT}.revision",),
    ),
    Clause(
        "G4b",
        "Every field is annotated.",
        "Annotate each attribute with its type.",
        (f"{_DEPLOYMENT}.revision",),
    ),
    Clause(
        "G4c",
        "Non-obvious fields have a docstring or comment.",
        "Write a comment or a docstring that says what the field holds.",
        (f"{_DEPLOYMENT}.revision",),
    ),
    Clause(
        "G5",
        "Type hints are comprehensive; imports for types only are under TYPE_CHECKING.",
        "Annotate everything, and import names that only annotations use under `if TYPE_CHECKING`.",
        (f"{_DEPLOYMENT}.creation",),
    ),
    Clause(
        "G6",
        "None is checked by identity.",
        "Write `is None` or `is not None`.",
        (f"{_SESSION}.filter",),
    ),
    Clause(
        "D1",
        "deployment: scale, revisions, states, access tokens.",
        "Put these DTOs into manager/data/deployment.",
        (
            f"{_DEPLOYMENT}.scale.DeploymentScaleConfig",
            f"{_DEPLOYMENT}.revision.ModelRevisionConfig",
            f"{_DEPLOYMENT}.status.InternalDeploymentStatus",
            f"{_DEPLOYMENT}.access_token.DeploymentAccessToken",
        ),
        gap=_DOMAIN,
    ),
    Clause(
        "D1n",
        "Public deployment APIs use common/dto/manager/.",
        "Convert to the shared model in the deployment's adapter.",
        ("ai.backend.common.dto.manager.response.DeploymentStatusResponse",),
        gap=(
            "The code does not say which API is public. The rule for P6 finds any API that "
            "names an internal DTO."
        ),
    ),
    Clause(
        "D2",
        "session: allocation results, lifecycle transitions, metadata.",
        "Put these DTOs into manager/data/session.",
        (
            f"{_SESSION}.allocation.SessionResourceAllocation",
            f"{_SESSION}.lifecycle.SessionTransition",
            f"{_SESSION}.metadata.SessionMetadata",
        ),
        gap=_DOMAIN,
    ),
    Clause(
        "D3",
        "user: query results, preferences, permission aggregations.",
        "Put these DTOs into manager/data/user.",
        (
            f"{_DATA}.user.account.UserData",
            f"{_DATA}.user.preferences.UserPreferences",
            f"{_DATA}.user.permission.UserPermissions",
        ),
        gap=_DOMAIN,
    ),
    Clause(
        "D4",
        "notification: dispatch context, channel payloads, internal state.",
        "Put these DTOs into manager/data/notification.",
        (
            f"{_DATA}.notification.dispatch.NotificationDispatchContext",
            f"{_DATA}.notification.payload.EmailPayload",
            f"{_DATA}.notification.payload.WebhookPayload",
            f"{_DATA}.notification.state.NotificationState",
        ),
        gap=_DOMAIN,
    ),
    Clause(
        "D5",
        "agent: internal agent DTOs.",
        "Put these DTOs into manager/data/agent.",
        (f"{_DATA}.agent.status.AgentData",),
        gap=_DOMAIN,
    ),
    Clause(
        "D6",
        "vfolder: virtual-folder DTOs.",
        "Put these DTOs into manager/data/vfolder.",
        (f"{_DATA}.vfolder.folder.VFolderData",),
        gap=_DOMAIN,
    ),
    Clause(
        "D7",
        "auth: internal authentication DTOs.",
        "Put these DTOs into manager/data/auth.",
        (f"{_DATA}.auth.keypair.Keypair",),
        gap=_DOMAIN,
    ),
    Clause(
        "Y1",
        "External clients use REST or GraphQL, in common/dto/manager types.",
        "Answer with a model of common/dto/manager.",
        ("ai.backend.client.manager.ManagerClient",),
        gap=(
            "Clients are other components, outside the Manager. The rule for P1 finds any "
            "that imports an internal DTO."
        ),
    ),
    Clause(
        "Y2",
        "The API layer converts between API DTOs and internal DTOs.",
        "Convert in an adapter of the API layer.",
        ("ai.backend.manager.api.adapters.deployment",),
    ),
    Clause(
        "Y3",
        "The service layer uses manager/data DTOs.",
        "Let the service take and return DTOs of manager/data.",
        ("ai.backend.manager.services.session.processing.process_sessions",),
    ),
    Clause(
        "Y4",
        "The repository layer returns manager/data DTOs and converts from DB models.",
        "Make the DTO before the repository returns.",
        ("ai.backend.manager.repositories.deployment.DeploymentRepository",),
    ),
    Clause("Y5", "Database models are at the bottom.", "Import models in repositories only."),
    Clause(
        "E1",
        "Good: an internal DTO in its domain's directory.",
        "Write the DTO as manager/data/deployment/scale.py does.",
        (f"{_DEPLOYMENT}.scale",),
        gap="It is an example to follow. The rules for O1, G1 and G2 check what it shows.",
    ),
    Clause(
        "E2",
        "Bad: a schema model in manager/data.",
        "Move the model to common/dto/manager.",
        ("dto_handbook.rules.dto001.invalid",),
    ),
    Clause(
        "E3",
        "Migration: an internal DTO that is to be exposed.",
        "Write a shared model, convert to it in an adapter, and expose the shared model.",
        (f"{_DEPLOYMENT}.status", "ai.backend.common.dto.manager.response"),
        gap="It describes a change, and the checker sees the code either before it or after it.",
    ),
    Clause(
        "E3n",
        "The internal DTO can remain for the service layer.",
        "Leave the DTO where it is, and convert in the API layer.",
        (f"{_DEPLOYMENT}.status",),
        gap="It permits something, so no code can break it.",
    ),
    Clause(
        "S1",
        "See also: the shared DTOs' guideline.",
        "Read the guideline before you write a DTO that leaves the Manager.",
        gap=_PAGE,
    ),
    Clause(
        "S2",
        "See also: the Manager component's overview.",
        "Read the overview to find the layer that the code belongs to.",
        gap=_PAGE,
    ),
)
