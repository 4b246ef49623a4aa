"""The clauses of the guideline: the ids that pages, rules and tests refer to.

A page states a clause under a heading that carries its id (`data-clause="G2"`).
"""

from __future__ import annotations

from dataclasses import dataclass

_DATA = "ai.backend.manager.data"
_DEPLOYMENT = f"{_DATA}.deployment"
_SESSION = f"{_DATA}.session"


@dataclass(frozen=True)
class Clause:
    """One clause of the guideline.

    Used by the pages' coverage test, and by the rules to name what they enforce.
    """

    id: str
    statement: str
    samples: tuple[str, ...] = ()  # Dotted paths of code that its page shows or links to


CLAUSES: tuple[Clause, ...] = (
    Clause("P1", "DTOs in manager/data are used only inside the Manager."),
    Clause("P2", "They carry service-layer operations.", (f"{_DEPLOYMENT}.scale",)),
    Clause("P3", "They are repository query results.", (f"{_DATA}.user.account",)),
    Clause("P4", "They are domain-specific aggregations.", (f"{_DATA}.user.permission",)),
    Clause("P5", "They carry internal business-logic data flow.", (f"{_SESSION}.lifecycle",)),
    Clause("P6", "They are not exposed to other components through RPC or REST."),
    Clause("O1", "DTOs are organized by domain, one directory each.", (_DATA,)),
    Clause("O2", "The directories are named after the domains.", (_DATA,)),
    Clause("O3", "A directory holds the DTOs of its own domain's internal operations only."),
    Clause("A1", "Add to manager/data what only the service layer uses."),
    Clause("A2", "Add to manager/data what only the repository layer uses."),
    Clause("A3", "Add to manager/data what is an internal business-logic structure."),
    Clause("A4", "Add to manager/data what is a query result from repositories."),
    Clause("A5", "Add to manager/data what no other component references."),
    Clause("A6", "Add to manager/data where a change affects only the Manager."),
    Clause("N1", "Not in manager/data: what REST exposes to external clients."),
    Clause("N2", "Not in manager/data: what RPC to Agent or Storage carries."),
    Clause("N3", "Not in manager/data: what the GraphQL schema has."),
    Clause("N4", "Not in manager/data: what other components need as well."),
    Clause("N5", "Those belong in common/dto, under manager/.", ("ai.backend.common.dto.manager",)),
    Clause("L1", "manager/dto is a legacy module for inter-component communication."),
    Clause("L2", "manager/dto uses Pydantic models for now."),
    Clause("L3", "DTOs of manager/dto migrate step by step to common/dto/manager/."),
    Clause("G1", "Dataclasses for internal DTOs.", (f"{_DEPLOYMENT}.scale",)),
    Clause("G2", "Immutable: frozen, and tuples rather than lists.", (f"{_SESSION}.allocation",)),
    Clause(
        "G3",
        "Parameters accept abstract types, returns are concrete.",
        ("ai.backend.manager.services.session.processing",),
    ),
    Clause("G4", "DTOs are documented.", (f"{_DEPLOYMENT}.revision",)),
    Clause(
        "G4a", "A class docstring gives purpose and usage context.", (f"{_DEPLOYMENT}.revision",)
    ),
    Clause("G4b", "Every field is annotated.", (f"{_DEPLOYMENT}.revision",)),
    Clause("G4c", "Non-obvious fields have a docstring or comment.", (f"{_DEPLOYMENT}.revision",)),
    Clause(
        "G5",
        "Type hints are comprehensive; imports for types only stand under TYPE_CHECKING.",
        (f"{_DEPLOYMENT}.creation",),
    ),
    Clause("G6", "None is checked by identity.", (f"{_SESSION}.filter",)),
    Clause(
        "D1",
        "deployment: scale, revisions, states, access tokens.",
        (
            f"{_DEPLOYMENT}.scale.DeploymentScaleConfig",
            f"{_DEPLOYMENT}.revision.ModelRevisionConfig",
            f"{_DEPLOYMENT}.status.InternalDeploymentStatus",
            f"{_DEPLOYMENT}.access_token.DeploymentAccessToken",
        ),
    ),
    Clause(
        "D1n",
        "Public deployment APIs use common/dto/manager/.",
        ("ai.backend.common.dto.manager.response.DeploymentStatusResponse",),
    ),
    Clause(
        "D2",
        "session: allocation results, lifecycle transitions, metadata.",
        (
            f"{_SESSION}.allocation.SessionResourceAllocation",
            f"{_SESSION}.lifecycle.SessionTransition",
            f"{_SESSION}.metadata.SessionMetadata",
        ),
    ),
    Clause(
        "D3",
        "user: query results, preferences, permission aggregations.",
        (
            f"{_DATA}.user.account.UserData",
            f"{_DATA}.user.preferences.UserPreferences",
            f"{_DATA}.user.permission.UserPermissions",
        ),
    ),
    Clause(
        "D4",
        "notification: dispatch context, channel payloads, internal state.",
        (
            f"{_DATA}.notification.dispatch.NotificationDispatchContext",
            f"{_DATA}.notification.payload.EmailPayload",
            f"{_DATA}.notification.payload.WebhookPayload",
            f"{_DATA}.notification.state.NotificationState",
        ),
    ),
    Clause("D5", "agent: internal agent DTOs.", (f"{_DATA}.agent.status.AgentData",)),
    Clause("D6", "vfolder: virtual-folder DTOs.", (f"{_DATA}.vfolder.folder.VFolderData",)),
    Clause("D7", "auth: internal authentication DTOs.", (f"{_DATA}.auth.keypair.Keypair",)),
    Clause("Y1", "External clients talk REST or GraphQL in common/dto/manager types."),
    Clause(
        "Y2",
        "The API layer converts between API DTOs and internal DTOs.",
        ("ai.backend.manager.api.adapters.deployment",),
    ),
    Clause(
        "Y3",
        "The service layer uses manager/data DTOs.",
        ("ai.backend.manager.services.session.processing.process_sessions",),
    ),
    Clause(
        "Y4",
        "The repository layer returns manager/data DTOs and converts from DB models.",
        ("ai.backend.manager.repositories.deployment.DeploymentRepository",),
    ),
    Clause("Y5", "Database models are at the bottom."),
    Clause("E1", "Good: an internal DTO in its domain's directory.", (f"{_DEPLOYMENT}.scale",)),
    Clause("E2", "Bad: a wire model in manager/data.", ("dto_handbook.rules.dto001.bad",)),
    Clause(
        "E3",
        "Migration: an internal DTO that is to be exposed.",
        (f"{_DEPLOYMENT}.status", "ai.backend.common.dto.manager.response"),
    ),
    Clause("E3n", "The internal DTO can remain for the service layer.", (f"{_DEPLOYMENT}.status",)),
    Clause("S1", "See also: the shared DTOs' guideline."),
    Clause("S2", "See also: the Manager component's overview."),
)
