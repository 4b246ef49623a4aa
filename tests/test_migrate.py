"""The migration helper: what it drafts runs, and what it cannot draft it leaves alone."""

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runner import write
from in_memory import check
from project_code import ROOT, SRC

from ai.backend.common.dto.manager.response import DeploymentStatusResponse
from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
from dto_handbook.cli.main import main
from dto_handbook.migrate.draft import Draft, draft
from dto_handbook.rules.registry import rules
from dto_handbook.workspace import Workspace
from dto_handbook_site.demos.api_types import Carried, carried

STATUS = "ai.backend.manager.data.deployment.status"
DATA = "src/team/manager/data/jobs/job.py"
SHARED = "src/team/common/dto/job.py"
SETTINGS = """\
[tool.dto-handbook]
component = "team.manager"
internal = "team.manager.data"
shared = "team.common.dto"
legacy = "team.manager.dto"
layers = ["team.manager.api", "team.manager.services"]
"""
HEAD = """\
from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Dict, Final, Literal
from typing import Optional, Tuple, Union
from uuid import UUID

from team.common.dto.owner import Owner
from team.common.types import Colour

if TYPE_CHECKING:
    from team.manager.repositories import JobRepository

Names = tuple[str, ...]


class Status(enum.StrEnum):
    READY = "ready"


class Level(int, enum.Enum):
    HIGH = 2


class Odd(enum.Enum):
    ONE = 1.5


@dataclass(frozen=True)
class Inner:
    name: str


"""


def line(text: str) -> int:
    """Return the line of the internal module in which a string stands."""
    return HEAD[: HEAD.index(text)].count("\n") + 1


PROJECT = {
    "pyproject.toml": SETTINGS,
    "src/team/common/dto/owner.py": (
        "from pydantic import BaseModel\n\n\nclass Owner(BaseModel):\n    name: str\n"
    ),
    "src/team/common/types.py": "import enum\n\n\nclass Colour(enum.Enum):\n    RED = 1.5\n",
    "src/team/manager/repositories.py": "class JobRepository:\n    pass\n",
    "src/broken.py": "def (:\n",
}


class Run:
    """Runs the command in a project of its own, whose internal DTO has the given fields."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        write(folder, PROJECT)

    def __call__(self, fields: str, *arguments: str, to: str | None = None) -> int:
        body = "".join(f"    {line}\n" for line in fields.splitlines())
        text = f"{HEAD}@dataclass(frozen=True)\nclass InternalJobData:\n{body}"
        write(self.folder, {DATA: text})
        self.before = self.files()
        command = ["migrate", "team.manager.data.jobs.job:InternalJobData", *arguments]
        status = main([*command, *(["--to", to] if to else [])])
        self.out, self.err = self._capsys.readouterr()
        self.line = text.count("\n")
        return status

    def files(self) -> dict[str, str]:
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): path.read_text() for path in files}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    return Run(tmp_path, capsys)


# The guideline's own example


@pytest.fixture(scope="module", params=[STATUS, str(SRC.joinpath(*STATUS.split("."))) + ".py"])
def drafted(request: pytest.FixtureRequest) -> Draft:
    dropped = ["internal_notes"]
    return draft(Workspace(ROOT), request.param, "InternalDeploymentStatus", dropped)


def test_the_draft_of_the_shared_dto_is_the_handbooks_own(drafted: Draft) -> None:
    names: dict[str, type[DeploymentStatusResponse]] = {}
    exec(drafted.shared, names)
    made = names["DeploymentStatusResponse"]
    assert {name: field.annotation for name, field in made.model_fields.items()} == {
        name: field.annotation for name, field in DeploymentStatusResponse.model_fields.items()
    }
    assert made.__doc__ == DeploymentStatusResponse.__doc__
    assert made.__bases__ == DeploymentStatusResponse.__bases__
    assert drafted.shared_module == DeploymentStatusResponse.__module__


def test_the_draft_of_the_adapter_is_the_handbooks_own(drafted: Draft) -> None:
    own = SRC.joinpath(*drafted.adapter_module.split(".")).with_suffix(".py").read_text()

    def code(text: str) -> list[str]:
        tree = ast.parse(text)
        [function] = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        del function.body[0]  # Its docstring
        return [ast.dump(node) for node in tree.body]

    assert code(drafted.adapter) == code(own)


def test_the_adapter_converts(drafted: Draft) -> None:
    names: dict[str, Callable[..., DeploymentStatusResponse]] = {}
    exec(drafted.adapter, names)
    status = InternalDeploymentStatus("d-1", "running", 2, internal_notes="in arrears")
    response = names["to_deployment_status_response"](status)
    assert response == DeploymentStatusResponse(deployment_id="d-1", state="running", replicas=2)


def test_the_draft_is_clean_under_every_default_rule_at_its_place(drafted: Draft) -> None:
    modules = {
        drafted.shared_module: drafted.shared,
        drafted.adapter_module: drafted.adapter,
        STATUS: SRC.joinpath(*STATUS.split(".")).with_suffix(".py").read_text(),
    }
    files = {f"src/{module.replace('.', '/')}.py": text for module, text in modules.items()}
    assert check(files, [rule for rule in rules() if rule.is_default]) == []


# Types

TYPES = {
    "str": "str",
    "int | None": "int | None",
    "'bytes | None'": "bytes | None",
    "Optional[float]": "float | None",
    "Union[bool, str]": "bool | str",
    "dt.date": "date",
    "datetime": "datetime",
    "UUID": "UUID",
    "Final[Decimal]": "Decimal",
    "Annotated[int, 'seconds']": "int",
    "Literal['a', 1, None]": "Literal['a', 1, None]",
    "Tuple[str, ...]": "tuple[str, ...]",
    "tuple[int, str]": "tuple[int, str]",
    "frozenset[UUID]": "frozenset[UUID]",
    "Dict[str, int]": "dict[str, int]",
    "Mapping[str, tuple[Decimal, ...]]": "Mapping[str, tuple[Decimal, ...]]",
    "Owner": "Owner",
    "tuple[Owner, ...]": "tuple[Owner, ...]",
    "Colour": "Colour",
    "Status": "str  # Value of Status",
    "Level | None": "int | None  # Value of Level",
}


def test_every_type_that_a_shared_dto_can_hold_is_taken_over(run: Run) -> None:
    fields = [f"field_{number}: {type_}" for number, type_ in enumerate(TYPES)]
    assert run("\n".join(fields), to=SHARED) == 0, run.err
    text = Path(SHARED).read_text()
    expected = [f"    field_{number}: {type_}" for number, type_ in enumerate(TYPES.values())]
    assert [line for line in text.splitlines() if line.startswith("    field_")] == expected


NOTES = {
    "bytes": "GraphQL has no bytes",
    "timedelta": "GraphQL has no timedelta",
    'Literal["done"]': "GraphQL has no Literal",
    "int | str": "GraphQL has unions of object types only",
    "tuple[str, int]": "GraphQL makes every item one of the first item's type",
    "frozenset[str]": "GraphQL has no frozenset",
    "dict[str, str]": "GraphQL has no dict",
    "Mapping[str, str]": "GraphQL has no Mapping",
    "Colour": "GraphQL sends the member's name, REST its value",
}
WITHOUT_NOTE = ("int of 3 GiB", "datetime")  # One value of many, and the same in another form


@pytest.mark.parametrize("row", list(carried()), ids=lambda row: row.name)
def test_a_draft_notes_what_graphql_does_not_send_as_rest_does(row: Carried, run: Run) -> None:
    if row.name in WITHOUT_NOTE:
        return
    kinds = {"an enum": "Colour", "a shared DTO": "Owner"}
    type_ = kinds.get(row.name.partition(",")[0], row.name.partition(" of ")[0])
    assert run(f"odd: {type_}") == 0, run.err
    noted = [line for line in run.out.splitlines() if line.startswith("    # GraphQL")]
    if type_ == "Colour" or not row.is_same:
        assert noted == [f"    # {NOTES[type_]}"]
    else:
        assert noted == []


SUPPORTED_VALUES = """
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from team.common.dto.owner import Owner
from team.common.types import Colour
from team.manager.api.adapters.jobs import to_job_response
from team.manager.data.jobs.job import InternalJobData, Level, Status

job = InternalJobData(
    Status.READY, (Status.READY,), Level.HIGH, Colour.RED, Owner(name="mina"), {"a": UUID(int=1)},
    Decimal("1.5"), datetime(2026, 3, 1, tzinfo=UTC), None,
)
print(to_job_response(job).model_dump_json())
"""


def test_what_is_written_runs_and_is_formatted_and_needs_nothing_internal(run: Run) -> None:
    fields = (
        "status: Status\nothers: tuple[Status, ...]\nlevel: Level\ncolour: Colour\nowner: Owner\n"
        "ids: Mapping[str, UUID]\nprice: Decimal\nat: datetime\nnote: Optional[str]\n"
        "repository: JobRepository = None"
    )
    assert run(fields, "--drop", "repository", to=SHARED) == 0, run.err
    write(run.folder, {"src/team/manager/api/adapters/jobs.py": run.out})
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["format", "--check"], ["check", "--isolated", "--select", "E,F,I"]):
        files = [SHARED, "src/team/manager/api/adapters/jobs.py"]
        line = [*ruff, *command, "--line-length", "100", *files]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "team.manager" not in Path(SHARED).read_text()
    done = subprocess.run(
        [sys.executable, "-c", SUPPORTED_VALUES],
        cwd=run.folder / "src", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == (
        '{"status":"ready","others":["ready"],"level":2,"colour":1.5,"owner":{"name":"mina"},'
        '"ids":{"a":"00000000-0000-0000-0000-000000000001"},"price":"1.5",'
        '"at":"2026-03-01T00:00:00Z","note":null}\n'
    ), done.stderr


UNSUPPORTED = {
    "JobRepository": "JobRepository is not supported: a draft",
    "Callable[[], str]": "Callable[[], str] is not supported",
    "Any": "Any is not supported",
    "tuple[Any, ...]": "Any is not supported",
    "list[str]": "list[str] is not supported",
    "tuple": "tuple is not supported",
    "dict": "dict is not supported",
    "Literal[Status.READY]": "is not supported",
    "Missing": "Missing is not supported",
    "'a b'": "is not supported",
    "1": "1 is not supported",
    "Names": "Names is an alias: write the type itself here",
    "Inner": "Inner is an internal DTO, too",
    "Odd": "Odd is the Manager's own",
}


@pytest.mark.parametrize("to", [None, SHARED], ids=["printed", "written"])
@pytest.mark.parametrize("type_", UNSUPPORTED)
def test_an_unsupported_type_is_reported_with_its_place_and_nothing_is_written(
    type_: str, to: str | None, run: Run
) -> None:
    assert run(f"name: str\nodd: {type_}", to=to) == 2
    assert run.err.startswith(f"dto-handbook: {DATA}:{run.line}: odd: ")
    assert UNSUPPORTED[type_] in run.err
    assert "--drop odd" in run.err
    assert run.out == ""
    assert run.files() == run.before


def test_all_unsupported_fields_are_reported_at_once(run: Run) -> None:
    assert run("name: Any\n_hidden: str\nother: Inner") == 2
    assert [line.split(": ")[2] for line in run.err.splitlines()] == ["name", "_hidden", "other"]


# Fields


def test_comments_go_along_and_defaults_stay(run: Run) -> None:
    fields = (
        "# Seconds; 0: never\nlimit: int | None = None  # None: unlimited\n"
        "kind: ClassVar[str] = 'job'\nsecret: str = field(default='', repr=False)"
    )
    assert run(f"a: str\n{fields}", "--drop", "a", "--drop", "secret", to=SHARED) == 0
    assert (
        Path(SHARED)
        .read_text()
        .endswith(
            '    """Job exposed through API."""\n\n'
            "    # Seconds; 0: never\n    limit: int | None  # None: unlimited\n"
            "    # a removed - not exposed externally\n"
            "    # secret removed - not exposed externally\n"
        )
    )


def test_fields_of_a_base_come_first(run: Run) -> None:
    base = "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Base:\n"
    sub = "from .base import Base\n\n\n@dataclass(frozen=True)\nclass Sub(Base):\n    b: int\n"
    folder = "src/team/manager/data/jobs"
    write(run.folder, {f"{folder}/base.py": f"{base}    a: str\n    hidden: str\n"})
    write(run.folder, {f"{folder}/sub.py": f"from dataclasses import dataclass\n{sub}"})
    assert main(["migrate", f"{folder}/sub.py:Sub", "--drop", "hidden", "--to", SHARED]) == 0
    assert "    a: str\n    b: int\n" in Path(SHARED).read_text()


def test_the_teams_code_is_not_imported(run: Run) -> None:
    text = "raise SystemExit('imported')\n" + HEAD.replace("from __future__", "from __past__")
    write(run.folder, {DATA: text})
    assert main(["migrate", f"{DATA}:Inner"]) == 0


# Invalid requests


@pytest.mark.parametrize(
    ("subject", "dropped", "message"),
    [
        (f"{DATA}:Nothing", (), f"{DATA}:1: there is no class Nothing; the module has Inner"),
        (
            f"{DATA}:Status",
            (),
            f"{DATA}:{line('class Status')}: Status is not a dataclass in team.manager.data",
        ),
        ("src/team/common/dto/owner.py:Owner", (), "owner.py:4: Owner is not a dataclass in"),
        ("team.nowhere:Job", (), "team.nowhere: there is no such module"),
        ("src/nowhere.py:Job", (), "src/nowhere.py: there is no such module"),
        ("src/broken.py:Job", (), "src/broken.py:1: invalid syntax"),
        ("Job", (), "Job: add the module: write MODULE:CLASS"),
        (
            f"{DATA}:Inner",
            ("nothing",),
            f"{DATA}:{line('class Inner')}: Inner has no field nothing; it has name",
        ),
        (
            f"{DATA}:Inner",
            ("name",),
            f"{DATA}:{line('class Inner')}: Inner has no field left: drop fewer",
        ),
    ],
)
def test_what_is_not_there_is_reported_with_its_place(
    subject: str,
    dropped: tuple[str, ...],
    message: str,
    run: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(run.folder, {DATA: HEAD})
    before = run.files()
    drop = ["--drop", *dropped] if dropped else []
    assert main(["migrate", subject, "--to", SHARED, *drop]) == 2
    out, err = capsys.readouterr()
    assert err.startswith("dto-handbook: ")
    assert message in err
    assert out == ""
    assert run.files() == before


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("src/team/common/dto/owner.py", "the file exists already"),
        ("src/team/common/dto/nowhere/job.py", "not written: there is no folder "),
        ("src/team/manager/data/jobs/shared.py", "belongs in a module of team.common.dto"),
        ("src/team/common/dto/job.txt", "belongs in a module of team.common.dto"),
    ],
)
def test_a_target_that_will_not_do_is_left_as_it_is(to: str, message: str, run: Run) -> None:
    assert run("name: str", to=to) == 2
    assert run.err.startswith(f"dto-handbook: {to}: ")
    assert message in run.err
    assert run.out == ""
    assert run.files() == run.before


def test_a_file_that_appears_meanwhile_is_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def appears(path: Path, target: str) -> None:
        path.write_text("another's")
        original(path, target)

    original = Path.hardlink_to
    monkeypatch.setattr(Path, "hardlink_to", appears)
    assert run("name: str", to=SHARED) == 2
    assert f"{SHARED}: not written: File exists" in run.err
    assert run.files() == {**run.before, SHARED: "another's"}
