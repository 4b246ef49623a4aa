# src/ai/backend/manager/data/deployment/policy.py
"""Every other way to make a DTO without a dataclass."""

import dataclasses
from typing import TypedDict

import pydantic

RolloutStep = dataclasses.make_dataclass(  # WRONG DTO101@1: no checker knows its fields
    "RolloutStep", [("name", str), ("seconds", int)], frozen=True
)
RolloutWindow = TypedDict("RolloutWindow", {"from": int, "to": int})  # WRONG DTO101@1: a dict


class RolloutOptions(TypedDict):  # WRONG DTO101@1: a dict, which anyone can change
    """How a deployment is rolled out (internal)."""

    force: bool


@pydantic.dataclasses.dataclass(frozen=True)
class RolloutPolicy:  # WRONG DTO101@1: validates again, and is no plain dataclass
    """When a deployment is rolled out (internal)."""

    batch_size: int
