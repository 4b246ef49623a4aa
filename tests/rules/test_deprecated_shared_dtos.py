"""DTO008: the package for new shared DTOs is the project's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dto_handbook.linter.config import Settings
from dto_handbook.rules.registry import rule_package
from dto_handbook.workspace import Workspace

RULES = [rule_package(id).rule for id in ("DTO001", "DTO008")]
MODEL = b"from pydantic import BaseModel\nclass Quota(BaseModel):\n    limit: int\n"
COMMON = "src/ai/backend/common/dto"


def messages(path: str, home: str) -> list[str]:
    settings = replace(Settings(), shared_home=home)
    outcome = Workspace(None, settings, RULES).check([path], {path: MODEL})
    return [it.message for it in outcome.findings]


@pytest.mark.parametrize("home", ["manager.v2", "manager.v3", "manager.api.v2"])
def test_a_model_elsewhere_goes_where_other_rules_send_a_shared_dto(home: str) -> None:
    package = f"ai.backend.common.dto.{home}"
    [message] = messages(f"{COMMON}/manager/quota.py", home)
    assert message == f"Quota is in a deprecated package: define it in {package}"
    [message] = messages("src/ai/backend/manager/data/vfolder/quota.py", home)
    assert f"move it to {package}," in message
    assert messages(f"{COMMON}/{home.replace('.', '/')}/quota.py", home) == []


def test_an_older_version_is_deprecated_too() -> None:
    assert len(messages(f"{COMMON}/manager/v2/quota.py", "manager.v3")) == 1


@pytest.mark.parametrize("package", ["agent", "storage", "manager_plugins"])
def test_the_shared_dtos_of_other_components_are_not_reported(package: str) -> None:
    assert messages(f"{COMMON}/{package}/quota.py", "manager.v2") == []


def test_a_home_without_a_version_deprecates_nothing() -> None:
    assert messages(f"{COMMON}/manager/quota.py", Settings().shared_home) == []
