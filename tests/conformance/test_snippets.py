"""What is to be copied and is no Python: files under their schemas, commands under their parser."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from importlib.metadata import entry_points
from io import StringIO
from pathlib import Path

import pytest
from handbook_site import BuiltSite, fail_with
from mkdocs.__main__ import cli as mkdocs
from pre_commit.clientlib import (  # type: ignore[import-untyped] # has none
    InvalidConfigError,
    InvalidManifestError,
    load_config,
    load_manifest,
)
from project_code import ROOT

from dto_handbook.cli.main import parser
from dto_handbook.linter.config import SettingsError, load_settings
from dto_handbook.rules import ids

CI = ROOT / "docs" / "use" / "ci"
EDITOR = ROOT / "docs" / "use" / "editor"
HOSTS = ROOT / "docs" / "publish"
README = ROOT / "README.md"
SETTINGS = ROOT / "docs" / "use" / "settings.toml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTION = ROOT / ".github" / "actions" / "dto-handbook" / "action.yml"
WORKFLOWS = [
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
    *(CI / f"{name}.yml" for name in ("github", "github-sarif", "reviewdog")),
]
SCHEMAS = {
    **dict.fromkeys(WORKFLOWS, "vendor.github-workflows"),
    CI / "gitlab.yml": "vendor.gitlab-ci",
    HOSTS / "gitlab.yml": "vendor.gitlab-ci",
    ACTION: "vendor.github-actions",
}
SERVERS = [HOSTS / name for name in ("Caddyfile", "nginx.conf")]  # tests/test_hosts.py starts them
PANTS = ROOT / "docs" / "use" / "pants" / "pants.toml"  # tests/test_pants.py runs it
CHECKED = {*SCHEMAS, *SERVERS, PANTS, CI / "pre-commit.yaml", HOOKS, SETTINGS, *EDITOR.iterdir()}
CALL = re.compile(r"(?<![\w/-])(?:dto-handbook|python3? -m dto_handbook) +[a-z][^|>&#\n]*")
SHOWN = re.compile(r"^```(?P<language>\S*)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@contextmanager
def failing_on(*errors: type[Exception]) -> Iterator[None]:
    """Fail with what an error says, which names its file, and with nothing else."""
    try:
        yield
    except errors as error:
        said = " ".join(str(error).split()).replace(f"{ROOT}/", "")
        raise pytest.fail.Exception(said, pytrace=False) from None


# Files


def test_every_file_that_a_page_shows_is_checked_here(site: BuiltSite) -> None:
    fail_with(
        f"{page.name}: shows {path}, which no schema or parser checks: add it to {named(here)}"
        for here in [Path(__file__)]
        for page in site.pages
        for path in page.article.xpath("//div/@data-file")
        if ROOT / path not in CHECKED and not path.endswith(".py")  # Which ruff and mypy check
    )
    unknown = [
        *CI.iterdir(),
        *EDITOR.iterdir(),
        *HOSTS.iterdir(),
        *(ROOT / ".github").rglob("*.yml"),
    ]
    fail_with(f"{named(path)}: nothing checks it" for path in unknown if path not in CHECKED)


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        *((schema, file) for file, schema in SCHEMAS.items()),
        *(("custom.github-workflows-require-timeout", file) for file in WORKFLOWS),
    ],
    ids=lambda it: named(it) if isinstance(it, Path) else it,
)
def test_a_file_for_a_host_is_valid_under_its_schema(schema: str, file: Path) -> None:
    # Takes a second to import, which no other test needs; and it has no types.
    from check_jsonschema import main as check_jsonschema  # type: ignore[import-untyped]

    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said), pytest.raises(SystemExit) as end:
        check_jsonschema(["--builtin-schema", schema, str(file)])
    fail_with([f"{named(file)}: {said.getvalue().strip()}"] if end.value.code else [])


def test_files_for_pre_commit_are_valid() -> None:
    with failing_on(InvalidConfigError, InvalidManifestError):
        [hook] = load_manifest(str(HOOKS))
        [repository] = load_config(str(CI / "pre-commit.yaml"))["repos"]
    fail_with(
        f"{named(CI / 'pre-commit.yaml')}: the hook {it['id']} is {hook['id']} in {HOOKS.name}"
        for it in repository["hooks"]
        if it["id"] != hook["id"]
    )


def test_the_settings_on_the_page_are_taken() -> None:
    table = tomllib.loads(SETTINGS.read_text())["tool"].get("dto-handbook")
    assert table, f"{named(SETTINGS)}: write a table [tool.dto-handbook]"
    with failing_on(SettingsError):
        settings = load_settings(SETTINGS, ids())
    for key, value in table.items():
        taken = getattr(settings, key.replace("-", "_"))
        assert (dict(taken) if key == "severity" else taken) == (
            tuple(value) if isinstance(value, list) else value
        ), f"{named(SETTINGS)}: {key} is taken as {taken}"


def editor_commands() -> Iterator[tuple[str, str]]:
    """Yield the commands that editors are configured to start, each with its file."""
    for path in EDITOR.glob("*.json"):
        for task in json.loads(path.read_text())["tasks"]:
            yield named(path), shlex.join([task["command"], *task["args"]])
    for path in EDITOR.glob("*.lua"):
        for cmd in re.findall(r"cmd = \{ (.*?) \}", path.read_text()):
            yield named(path), shlex.join(json.loads(f"[{cmd}]"))
    for path in EDITOR.glob("*.el"):
        for cmd in re.findall(r' \. \((".*?")\)', path.read_text()):
            yield named(path), cmd.replace('"', "")


# Commands


def commands() -> Iterator[tuple[str, str]]:
    """Yield each call of the checker that a file holds, with its place."""
    yield from editor_commands()
    for path in (path for path in CHECKED if path.parent != EDITOR):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            yield from ((f"{named(path)}:{number}", call) for call in CALL.findall(line))


def said_by_the_parser(call: str) -> str:
    words = shlex.split(call)
    is_module = words[0].startswith("python")
    if not is_module and words[0] != "dto-handbook":
        return f"the command is dto-handbook, not {words[0]}"
    arguments = words[3:] if is_module else words[1:]
    said = StringIO()
    try:
        with redirect_stderr(said):
            parser().parse_args(arguments)
    except SystemExit:
        return said.getvalue().strip().splitlines()[-1]
    return ""


def test_every_call_of_the_checker_is_one_that_it_takes() -> None:
    calls = list(commands())
    assert len(calls) >= 7, f"the calls of the files to copy are no longer found: {calls}"
    fail_with(
        f"{place}: `{call.strip()}` is no command: {said}"
        for place, call in calls
        if (said := said_by_the_parser(call))
    )


def test_the_lines_of_the_readme_run_what_the_project_brings() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    scripts = {script.name for script in entry_points(group="console_scripts")} | {"python3"}
    problems = []
    for block in SHOWN.finditer(README.read_text()):
        line = README.read_text()[: block.start()].count("\n") + 2
        if block["language"] != "console":
            problems.append(f"README.md:{line}: a block that is no console block: nothing runs it")
        for command in re.split(r" && |\n", block["text"].strip()):
            program, *words = shlex.split(command)
            if program.removeprefix(".venv/bin/") not in scripts:
                problems.append(f"README.md:{line}: {program} is no program that is installed")
            if program.endswith("/pip"):
                problems += [
                    f"README.md:{line}: pyproject.toml has no extra {extra}"
                    for word in words
                    for extra in re.findall(r"\.\[(.+)\]", word)
                    if extra not in extras
                ]
            if program.endswith("/mkdocs") and words[0] not in mkdocs.commands:
                problems.append(f"README.md:{line}: mkdocs has no command {words[0]}")
    fail_with(problems)
