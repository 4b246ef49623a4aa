# src/ai/backend/manager/data/session/endpoint.py
"""How to reach a session, with every way to write a dataclass that is not frozen."""

import dataclasses
from dataclasses import dataclass


@dataclass()  # WRONG DTO201@2: called without arguments
class SessionHost:
    """The host that a session runs on (internal).

    Made by the scheduler, read by the session service.
    """

    address: str


@dataclasses.dataclass(slots=True)  # WRONG DTO201@2: with another argument
class SessionPort:
    """A port that a session listens on (internal)."""

    number: int


@dataclass(frozen=False)  # WRONG DTO201@2: with the wrong value
class SessionName:
    """The name that a session is reached by (internal)."""

    text: str


@dataclass(  # WRONG DTO201@2: over several lines
    slots=True,
    # Ports of one host are sorted.
    order=True,
)
class SessionRoute:
    """The way to a session (internal)."""

    host: str
    port: int


@dataclass  # WRONG DTO201@2: the base
class SessionAddress:
    """Where a session is (internal)."""

    host: str


@dataclass  # WRONG DTO201@2: the derived class; freeze both or neither
class SessionSocket(SessionAddress):
    """Where a session listens (internal)."""

    port: int
