"""What a project may set in `[tool.dto-handbook]`, and how errors in it are reported."""

from pathlib import Path

import pytest
from cli_runner import DATA, PLAIN, Check, make_check, write

from dto_handbook.linter.config import PRESETS
from dto_handbook.rules.registry import rules

FILE = f"{DATA}/user/types.py"
IDS = [rule.id for rule in rules()]


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    return make_check(tmp_path, monkeypatch, capsys)


def rules_of(check: Check, settings: str) -> set[str]:
    return {rule for _, _, rule in check({FILE: PLAIN}, settings=settings).places}


def test_without_settings_the_default_rules_hold(check: Check) -> None:
    assert rules_of(check, "") == {"DTO201", "DTO401"}


def test_an_empty_table_changes_nothing(check: Check) -> None:
    assert rules_of(check, " ") == {"DTO201", "DTO401"}


def test_a_rule_is_selected_ignored_or_both(check: Check) -> None:
    assert rules_of(check, 'select = ["DTO401"]') == {"DTO401"}
    assert rules_of(check, 'ignore = ["DTO401"]') == {"DTO201"}
    assert rules_of(check, 'select = ["DTO401"]\nignore = ["DTO401"]') == set()


def test_a_rule_that_is_off_is_checked_where_it_is_selected(check: Check) -> None:
    source = PLAIN.replace("str", "dict[str, str]")
    assert check({FILE: source}, settings='select = ["DTO203"]').places == [(FILE, 6, "DTO203")]


def test_a_rule_is_added_to_the_default_rules_or_to_the_selected_ones(check: Check) -> None:
    added = 'extend-select = ["DTO203"]'
    source = PLAIN.replace("str", "dict[str, str]")
    for selected, expected in (
        ('ignore = ["DTO402"]\n', {"DTO201", "DTO203", "DTO401"}),
        ('select = ["DTO201"]\n', {"DTO201", "DTO203"}),
    ):
        found = check({FILE: source}, settings=f"{selected}{added}").places
        assert {rule for _, _, rule in found} == expected
    assert rules_of(check, f'{added}\nignore = ["DTO401"]') == {"DTO201"}


TODAY = 'preset = "backend.ai-2026"'


def imports_of(check: Check, settings: str) -> set[str]:
    source = PLAIN.replace("@dataclass", "@dataclass  # dto: ignore[DTO201] see the ticket", 1)
    done = check({FILE: f"import pydantic\n{source}"}, settings=settings)
    return {rule for _, _, rule in done.places}


def test_a_preset_sets_what_the_table_does_not(check: Check) -> None:
    assert imports_of(check, "") == {"DTO401"}
    everything = {"DTO007", "DTO201", "DTO401"}
    assert everything <= imports_of(check, TODAY)
    assert "DTO401" not in imports_of(check, f'{TODAY}\nignore = ["DTO401"]')
    assert "DTO201" not in imports_of(check, f"{TODAY}\nallow-suppression = true")
    assert "DTO007" not in imports_of(check, f'{TODAY}\nignore = ["DTO007"]')
    assert imports_of(check, f'{TODAY}\nselect = ["DTO201"]') >= {"DTO007", "DTO201"}


@pytest.mark.parametrize("own", ["[]", '["DTO203"]'])
def test_rules_that_a_project_adds_leave_those_of_its_preset(check: Check, own: str) -> None:
    assert "DTO007" in imports_of(check, f"{TODAY}\nextend-select = {own}")


def test_a_preset_may_be_empty(check: Check) -> None:
    assert imports_of(check, 'preset = ""') == {"DTO401"}


def test_a_preset_changes_where_messages_send_a_shared_dto(check: Check) -> None:
    model = "from pydantic import BaseModel\n\n\nclass Status(BaseModel):\n    state: str\n"
    for settings, home in (("", "dto.manager,"), (TODAY, "dto.manager.v2,")):
        assert f"move it to ai.backend.common.{home}" in check({FILE: model}, settings=settings).out


def test_a_preset_names_only_rules_that_are_there() -> None:
    for preset in PRESETS.values():
        assert {*preset.select, *preset.extend_select, *preset.ignore} <= {*IDS}


def test_a_severity_is_the_projects_to_choose(check: Check) -> None:
    out = check({FILE: PLAIN}, settings='select = ["DTO201"]\nseverity = {DTO201 = "info"}').out
    assert " info DTO201 " in out


@pytest.mark.parametrize(
    "pattern",
    ["types.py", "user/*.py", "user", "src/ai", "src", "data/**", "*/user/types.py", "src/"],
)
def test_a_pattern_excludes_files_and_folders(check: Check, pattern: str, tmp_path: Path) -> None:
    settings = f'exclude = ["{pattern}"]'
    for given in ("src", ".", FILE, str(tmp_path / FILE), str(tmp_path)):
        assert check({FILE: PLAIN}, given, settings=settings).places == []


def test_a_pattern_excludes_nothing_but_what_it_matches(check: Check, tmp_path: Path) -> None:
    # The folders around the project are not its own.
    settings = f'exclude = ["other.py", "use", "{tmp_path.name}"]'
    for given in ("src", str(tmp_path)):
        assert check({FILE: PLAIN}, given, settings=settings).status == 1


def test_names_of_ones_own_take_the_place_of_backend_ais(check: Check) -> None:
    settings = """
component = "acme.core"
internal = "acme.core.data"
shared = "acme.common.dto"
legacy = "acme.core.dto"
layers = ["acme.core.api", "acme.core.models"]
select = ["DTO003", "DTO005", "DTO201", "DTO004"]
"""
    files = {
        "acme/core/data/user.py": f"import acme.core.models.user\n{PLAIN}",
        "acme/core/models/user.py": PLAIN,
        "acme/core/dto/user.py": PLAIN,
        "acme/agent/user.py": "from acme.core.data.user import Plain\n",
        FILE: PLAIN,
    }
    assert set(check(files, settings=settings).places) == {
        ("acme/agent/user.py", 1, "DTO003"),
        ("acme/core/data/user.py", 1, "DTO005"),
        ("acme/core/data/user.py", 5, "DTO201"),
        ("acme/core/dto/user.py", 5, "DTO004"),
    }


@pytest.mark.parametrize(
    "path",
    [
        "acme/core/data/user.py",
        "src/acme/core/data/user.py",
        "acme/src/acme/core/data/user.py",
        "acme/core/data/acme/user.py",
        "src/acme/core/data/core/user.py",
    ],
)
def test_a_module_is_found_in_its_package_whatever_else_has_that_name(
    check: Check, path: str
) -> None:
    settings = 'component = "acme.core"\ninternal = "acme.core.data"\nselect = ["DTO201"]'
    assert check({path: PLAIN}, settings=settings).places == [(path, 4, "DTO201")]


def test_mutable_types_of_ones_own_count_as_mutable(check: Check) -> None:
    files = {
        FILE: "from dataclasses import dataclass\nfrom ai.backend.common.box import Box\n\n\n"
        "@dataclass(frozen=True)\nclass Held:\n    box: Box | None\n",
        "src/ai/backend/common/box.py": "class Box:\n    pass\n",
    }
    only = 'select = ["DTO202"]'
    own = f'{only}\nmutable-types = ["ai.backend.common.box.Box"]'
    assert check(files, settings=only).places == []
    assert check(files, settings=own).places == [(FILE, 7, "DTO202")]


def test_the_settings_are_those_of_the_project_wherever_in_it_the_command_runs(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {FILE: PLAIN, "pyproject.toml": '[tool.dto-handbook]\nselect = ["DTO201"]\n'})
    name = FILE.rpartition("/")[2]
    monkeypatch.chdir((tmp_path / FILE).parent)
    assert check({}).places == check({}, name).places == [(name, 4, "DTO201")]
    write(tmp_path / "src", {"pyproject.toml": "[project]\nname = 'no settings of the tool'\n"})
    assert check({}).places == [(name, 4, "DTO201")]
    write(tmp_path / "src", {"pyproject.toml": '[tool.dto-handbook]\nselect = ["DTO401"]\n'})
    assert [rule for _, _, rule in check({}).places] == ["DTO401"]


def test_the_settings_of_another_project_in_the_working_directory_are_not_used(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "one", {"pyproject.toml": '[tool.dto-handbook]\nselect = ["DTO401"]\n'})
    write(
        tmp_path / "two",
        {FILE: PLAIN, "pyproject.toml": '[tool.dto-handbook]\nselect = ["DTO201"]\n'},
    )
    monkeypatch.chdir(tmp_path / "one")
    assert [rule for _, _, rule in check({}, str(tmp_path / "two")).places] == ["DTO201"]


ERRORS = [
    ("selects = []", "selects: there is no such key; the keys are address, allow-suppression,"),
    ("mutable_types = []", "mutable_types: there is no such key; the keys are"),
    (
        'preset = "backend.ai-2025"',
        "preset: there is no preset 'backend.ai-2025'; the presets are backend.ai-2026",
    ),
    ("preset = []", "preset: must be a string, not []"),
    ('extend-select = ["DTO999"]', "extend-select: there is no rule DTO999; the rules are"),
    ('allowed-imports = ["a-b"]', "allowed-imports: must be dotted names, not 'a-b'"),
    ("component = 3", "component: must be a string, not 3"),
    ('component = ""', "component: must be a package's dotted name, not ''"),
    ('internal = "a/b"', "internal: must be a package's dotted name, not 'a/b'"),
    ('layers = "a.b"', "layers: must be a list of strings, not 'a.b'"),
    (
        'shared-home = "ai.backend.common.dto.manager.v2"',
        "shared-home: write 'manager.v2', without ai.backend.common.dto in front",
    ),
    ('shared = "acme"\nshared-home = "acme.v2"', "shared-home: write 'v2', without acme in front"),
    ('shared-home = "ai.backend.common.dto"', "shared-home: write 'manager', without"),
    ('typo = 1\nshared-home = "ai.backend.common.dto"', "shared-home: write 'manager', without"),
    ("layers = []", "layers: must name at least one package"),
    ('layers = ["a", "b-c"]', "layers: must be dotted names, not 'b-c'"),
    ("exclude = [1]", "exclude: must be a list of strings, not [1]"),
    ('exclude = [""]', "exclude: must be patterns of paths, such as"),
    ('select = ["DTO999"]', f"select: there is no rule DTO999; the rules are {', '.join(IDS)}"),
    ('ignore = ["dto201"]', "ignore: there is no rule dto201; the rules are"),
    (
        "severity = 1",
        "severity: must be a table of rule ids, each with one of error, warning, info",
    ),
    ('severity = {DTO201 = "bad"}', "DTO201 must be one of error, warning, info, not 'bad'"),
    ('severity = {DTO999 = "info"}', "severity: there is no rule DTO999; the rules are"),
    ("severity = {DTO201 = []}", "severity: DTO201 must be one of error, warning, info, not []"),
]


@pytest.mark.parametrize(("setting", "message"), ERRORS, ids=[setting for setting, _ in ERRORS])
def test_an_error_is_reported_with_its_key_and_what_is_allowed(
    check: Check, setting: str, message: str
) -> None:
    done = check({FILE: PLAIN}, settings=setting)
    assert (done.status, done.out) == (2, "")
    assert "pyproject.toml: tool.dto-handbook." in done.err
    assert message in done.err


def test_all_errors_are_reported_at_once(check: Check) -> None:
    done = check({}, settings='selects = []\ncomponent = 3\nlayers = "a"\nseverity = {A = "b"}')
    keys = [line.split(": ")[2].rpartition(".")[2] for line in done.err.splitlines()]
    assert keys == ["selects", "component", "layers", "severity", "severity"]


@pytest.mark.parametrize(
    "content",
    ["[tool", "tool = 3", "[tool]\ndto-handbook = 3", b"\xff", f"a = {'[' * 9999}"],
)
def test_a_file_that_is_no_toml_or_no_table_is_reported(check: Check, content: str | bytes) -> None:
    done = check({"pyproject.toml": content})
    assert (done.status, done.out) == (2, "")
    assert "pyproject.toml: " in done.err


@pytest.mark.parametrize(
    ("settings", "reported"),
    [
        ('internal = "ai.backend.manager.dta"', "tool.dto-handbook.internal: there is no package"),
        ('component = "ai.backend.manger"', "tool.dto-handbook.component: there is no package"),
    ],
)
def test_a_package_that_is_not_there_is_an_error_that_names_the_setting(
    check: Check, settings: str, reported: str
) -> None:
    done = check({FILE: PLAIN}, settings=settings)
    assert (done.status, done.out) == (2, "")
    assert reported in done.err


@pytest.mark.parametrize("name", ["dto_handbook", "dtohandbook"])
def test_a_table_with_a_name_that_is_almost_right_is_an_error(check: Check, name: str) -> None:
    table = f"[tool.{name}]\nselect = []\n"
    done = check({FILE: PLAIN, "pyproject.toml": table}, "src")
    assert done.status == 2
    assert f"tool.{name}: call the table tool.dto-handbook" in done.err


def test_where_no_package_of_the_settings_is_there_nothing_found_is_an_error(check: Check) -> None:
    done = check({"other/module.py": "VALUE = 1\n"})
    assert done.status == 2
    assert "has none of the packages in the settings" in done.err
