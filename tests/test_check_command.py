"""What the command line promises: statuses, streams, formats, and which files it takes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runner import DATA, PLAIN, Check, make_check, write
from project_code import SRC

from dto_handbook.cli.main import main

CLEAN = 'VALUE = "nothing to say"\n'
FILE = f"{DATA}/user/types.py"
ONLY = 'select = ["DTO201"]'


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    return make_check(tmp_path, monkeypatch, capsys)


def process(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dto_handbook", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_found_ends_with_status_0_and_nothing_on_standard_output(check: Check) -> None:
    assert check({FILE: CLEAN}) == (0, "", "0 findings in 1 file\n")


def test_findings_end_with_status_1_and_only_they_are_on_standard_output(check: Check) -> None:
    done = check({FILE: PLAIN}, settings=ONLY)
    assert done.status == 1
    assert done.places == [(FILE, 4, "DTO201")]
    assert done.err == "1 finding in 1 file\n"


def test_a_path_that_does_not_exist_ends_with_status_2_and_the_rest_is_checked(
    check: Check,
) -> None:
    done = check({FILE: PLAIN}, "missing.py", "src", settings=ONLY)
    assert done.status == 2
    assert done.places == [(FILE, 4, "DTO201")]
    assert "missing.py: not checked: there is no such file or folder" in done.err


@pytest.mark.thorough
def test_the_process_ends_with_the_same_statuses(tmp_path: Path) -> None:
    write(tmp_path, {FILE: PLAIN, "clean.py": CLEAN})
    statuses = {
        arguments: process(tmp_path, "check", *arguments).returncode
        for arguments in [("clean.py",), ("src",), ("missing.py",), ("--no-such-option",)]
    }
    assert list(statuses.values()) == [0, 1, 2, 2]


@pytest.mark.parametrize("number", ["0", "-2"])
def test_a_number_of_processes_below_one_is_refused(check: Check, number: str) -> None:
    assert check({FILE: CLEAN}, f"--jobs={number}") == (
        2,
        "",
        "dto-handbook: --jobs must be 1 or more\n",
    )


@pytest.mark.thorough
def test_many_files_are_checked_alike_by_one_process_and_by_two(check: Check) -> None:
    files = {f"{DATA}/d{number}/types.py": PLAIN for number in range(20)}
    one = check(files, "--jobs", "1", settings=ONLY)
    assert check({}, "--no-cache", "--jobs", "2") == one
    assert check({}, "--no-cache", "--jobs", "30") == one
    assert len(one.places) == 20


ROOTS = ["src", "", "a/src", "b/src", "a/a/src"]
"""Where the same module may stand, in the order in which Python would look for it."""


@pytest.mark.thorough
@pytest.mark.parametrize("first", range(len(ROOTS)))
def test_of_two_modules_with_one_name_the_one_that_python_would_import_counts_for_all_others(
    check: Check, first: int
) -> None:
    model = "from pydantic import BaseModel\n\nclass Base(BaseModel): ...\n"
    base = "ai/backend/manager/data/base.py"
    places = [f"{root}/{base}".lstrip("/") for root in ROOTS[first:]]
    user = "src/ai/backend/manager/data/user.py"
    use = "from ai.backend.manager.data.base import Base\n\nclass A(Base): ...\n"
    files = dict.fromkeys(places[1:], CLEAN) | {places[0]: model, user: use}
    one = check(files, "--jobs", "1", settings='select = ["DTO001"]')
    assert sorted(place[0] for place in one.places) == sorted([user, places[0]])
    swapped = dict.fromkeys(places[1:], model) | {places[0]: CLEAN, user: use}
    other = check(swapped, "--jobs", "1")
    assert sorted(place[0] for place in other.places) == sorted(places[1:]), "each sees itself"
    for number in range(2, 5):
        assert check({}, "--no-cache", "--jobs", str(number)) == other


def test_the_three_formats_report_the_same_findings(check: Check) -> None:
    files: dict[str, str | bytes] = {FILE: PLAIN, f"{DATA}/user/b.py": PLAIN}
    concise = check(files)
    as_json = json.loads(check({}, "--output-format", "json").out)["findings"]
    full = check({}, "--output-format", "full").out
    assert [(found["path"], found["line"], found["rule"]) for found in as_json] == concise.places
    for line in concise.out.splitlines():
        assert line.partition(" (dto-handbook explain")[0] in full


def test_json_says_where_each_finding_begins_and_ends(check: Check) -> None:
    [found] = json.loads(check({FILE: PLAIN}, "--output-format", "json", settings=ONLY).out)[
        "findings"
    ]
    assert {key: found[key] for key in found if key not in ("message", "fix")} == {
        "rule": "DTO201",
        "severity": "error",
        "path": FILE,
        "line": 4,
        "column": 2,
        "end_line": 4,
        "end_column": 11,
        "symbol": "Plain",
        "url": None,
    }
    assert "Plain is not frozen" in found["message"]


def test_json_of_a_clean_run_is_an_empty_list(check: Check) -> None:
    assert json.loads(check({FILE: CLEAN}, "--output-format", "json").out)["findings"] == []


@pytest.mark.parametrize("before", ["x", "ü", "数", "\U0001d4b3", "e\u0301"])
def test_columns_count_characters(check: Check, before: str) -> None:
    source = f'def same(x: object) -> bool:\n    return "{before}", x == None\n'
    out = check({"a.py": source}, "--output-format", "json", settings='select = ["DTO602"]').out
    [found] = json.loads(out)["findings"]
    first = source.splitlines()[1].index("x == None") + 1
    assert (found["line"], found["column"]) == (2, first)
    assert (found["end_line"], found["end_column"]) == (2, first + len("x == None"))


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_count_as_python_counts_them(check: Check, ends: str) -> None:
    # Neither a form feed nor a line separator ends a line of Python.
    source = f'A = "ä\u2028"{ends}\f{ends}def same(x: object) -> bool:{ends}    return x == None\n'
    done = check({"a.py": source}, "--output-format", "full", settings='select = ["DTO602"]')
    assert done.out.startswith("a.py:4:12:")
    assert "  4 |     return x == None\n" in done.out


def test_paths_are_relative_to_the_working_directory_however_they_are_given(
    check: Check, tmp_path: Path
) -> None:
    write(tmp_path, {FILE: PLAIN})
    for given in ("src", str(tmp_path / "src"), FILE, f"./{FILE}", str(tmp_path / FILE)):
        assert check({}, given, settings=ONLY).places == [(FILE, 4, "DTO201")]


def test_a_file_given_more_than_once_is_checked_once(check: Check, tmp_path: Path) -> None:
    done = check({FILE: PLAIN}, FILE, "src", f"./{FILE}", str(tmp_path / FILE), settings=ONLY)
    assert done.places == [(FILE, 4, "DTO201")]
    assert done.err == "1 finding in 1 file\n"


def test_modules_have_their_names_inside_of_the_package_too(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {FILE: PLAIN})
    monkeypatch.chdir(tmp_path / "src/ai/backend/manager")
    assert ("data/user/types.py", 4, "DTO201") in check({}, "data").places


def test_folders_that_hold_no_code_of_the_project_are_left_out(check: Check) -> None:
    folders = (".venv", "__pycache__", "node_modules", "lib/site-packages")
    files: dict[str, str | bytes] = {f"{folder}/src/{FILE}": PLAIN for folder in folders}
    assert check({**files, FILE: CLEAN}) == (0, "", "0 findings in 1 file\n")
    assert check({}, ".venv/src", settings=ONLY).places == [(f".venv/src/{FILE}", 4, "DTO201")]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("empty", "there is no Python file in this folder"),
        ("notes.ipynb", "it is not a Python file; .ipynb files are not checked"),
        ("facts.json", "it is not a Python file; .json files are not checked"),
        ("notes.txt", "it is not a Python file; .txt files are not checked"),
        (
            "Makefile",
            "it is not a Python file: it has neither the suffix .py nor a first line that",
        ),
        ("nowhere", "there is no such file or folder"),
    ],
)
def test_a_path_with_no_python_ends_with_status_2_and_the_rest_is_checked(
    check: Check, tmp_path: Path, path: str, reason: str
) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path, dict.fromkeys(["notes.ipynb", "facts.json", "notes.txt", "Makefile"], PLAIN))
    done = check({FILE: PLAIN}, path, "src", settings=ONLY)
    assert (done.status, done.places) == (2, [(FILE, 4, "DTO201")])
    assert f"{path}: not checked: {reason}" in done.err


@pytest.mark.parametrize("pattern", ["src", "src/**", "*.py"])
def test_a_folder_with_only_excluded_files_ends_with_status_2(check: Check, pattern: str) -> None:
    settings = f"exclude = ['{pattern}']\n"
    for path in ("src", "."):
        done = check({FILE: PLAIN}, path, settings=settings)
        assert (done.status, done.places) == (2, [])
        assert "not checked: the setting exclude leaves out every Python file" in done.err
    # A hook names files, and does not know which of them are excluded.
    assert check({FILE: PLAIN}, FILE, settings=settings) == (0, "", "0 findings in 0 files\n")


def test_a_script_without_an_ending_is_checked_where_its_first_line_names_python(
    check: Check,
) -> None:
    script = "#!/usr/bin/env python3\nA = 1 == None\n"
    done = check({"tool": script}, "tool", settings='select = ["DTO602"]')
    assert (done.status, done.places) == (1, [("tool", 2, "DTO602")])


def test_a_path_chooses_what_is_reported_and_names_are_resolved_in_the_whole_project(
    check: Check,
) -> None:
    derived = "from ai.backend.manager.errors import Model\n\nclass A(Model): ...\n"
    model = "from pydantic import BaseModel as Model\n"
    files: dict[str, str | bytes] = {FILE: derived, "src/ai/backend/manager/errors.py": model}
    assert check(files, FILE, settings='select = ["DTO001"]').places == [(FILE, 3, "DTO001")]


def test_modules_of_the_project_that_are_missing_are_named_once(check: Check) -> None:
    source = "from ai.backend.manager.a import A\nfrom ai.backend.manager.a import B\n"
    files: dict[str, str | bytes] = {f"{DATA}/user/{name}.py": source for name in "xy"}
    done = check(files, settings=ONLY)
    assert (done.status, done.out) == (0, "")
    [summary, note] = done.err.splitlines()
    assert summary == "0 findings in 2 files"
    assert note == (
        "dto-handbook: the checked files import ai.backend.manager.a, which the project lacks:"
        " these rules may miss findings: DTO201"
    )
    by_name = 'select = ["DTO501"]\nignore = ["DTO901"]'  # A rule that looks at one module alone
    assert "lacks" not in check(files, settings=by_name).err
    assert "lacks" not in check({"src/ai/backend/manager/a.py": "A = B = 1\n"}).err


def test_a_link_is_the_file_that_it_leads_to(check: Check, tmp_path: Path) -> None:
    write(tmp_path, {FILE: PLAIN})
    (tmp_path / "link.py").symlink_to(FILE)
    (tmp_path / "linked").symlink_to("src")
    for given in ("link.py", f"linked/{FILE.removeprefix('src/')}", "linked"):
        assert check({}, given, settings=ONLY).places == [(FILE, 4, "DTO201")]


def test_explaining_an_unknown_rule_ends_with_status_2_and_names_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "DTO999"]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert "DTO999" in said.err
    assert "DTO201" in said.err


def test_explain_says_what_a_file_that_does_not_parse_needs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "DTO000"]) == 2
    assert "DTO000 is not a rule: the file does not parse." in capsys.readouterr().err


@pytest.mark.thorough
def test_a_file_name_that_is_no_unicode_is_reported_as_well_as_can_be(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / DATA / "user")
    write(tmp_path, {f"{DATA}/user/__init__.py": ""})
    with open(folder + b"/od\xff.py", "w") as file:  # noqa: PTH123 # a name in bytes
        file.write(PLAIN)
    for form in ("concise", "full", "json"):
        done = process(tmp_path, "check", "--output-format", form)
        assert done.returncode == 1, done.stderr
        assert "Plain is not frozen" in done.stdout


def test_nothing_is_reported_of_what_python_warns_about_in_the_checked_files(
    tmp_path: Path,
) -> None:
    write(tmp_path, {FILE: 'A = "\\d"\nB: "list[\'\\d\']" = 1 is 1\n'})
    assert process(tmp_path, "check", "--output-format", "json").stderr == "0 findings in 1 file\n"


def test_standard_input_is_checked_as_the_file_that_it_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, text in ((FILE, CLEAN),):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    def check(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "dto_handbook", "check", "--output-format", "concise"]
        done = subprocess.run(
            [*command, *arguments], cwd=tmp_path, input=PLAIN, capture_output=True, text=True
        )
        return done.returncode, done.stdout or done.stderr

    status, out = check("-", "--stdin-filename", FILE)
    assert status == 1
    assert out.startswith(f"{FILE}:4:2: error DTO201 Plain is not frozen")
    assert (tmp_path / FILE).read_text() == CLEAN
    status, out = check("-", "--stdin-filename", FILE, "--diff", "--unsafe-fixes")
    assert "+@dataclass(frozen=True)" in out
    for arguments in (("-",), (FILE, "--stdin-filename", FILE), ("-", FILE)):
        assert check(*arguments)[0] == 2
    status, out = check("-", "--stdin-filename", FILE, "--fix")
    assert (status, "use --diff" in out) == (2, True)


@pytest.mark.thorough
def test_from_a_zip_file_it_says_what_to_do_and_does_not_find_all_well(tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "tool"), "zip", SRC, "dto_handbook")
    write(tmp_path, {FILE: PLAIN})
    done = process(tmp_path, "check", PYTHONPATH=archive)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "dto-handbook: it cannot run from a zip file: install it with pip\n"
