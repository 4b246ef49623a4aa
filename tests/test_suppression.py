"""What a comment in the code suppresses, and what it does not."""

import json
from pathlib import Path

import pytest
from cli_runner import DATA, Check, make_check

FILE = f"{DATA}/user/types.py"
ONLY = 'select = ["DTO201", "DTO202"]'
HEAD = "from dataclasses import dataclass\n\n\n"


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    return make_check(tmp_path, monkeypatch, capsys)


def found(check: Check, body: str, settings: str = ONLY) -> list[tuple[int, str]]:
    """Return the lines, counted in the body, and rules of what is reported."""
    places = check({FILE: HEAD + body}, settings=settings).places
    return [(line - HEAD.count("\n"), rule) for _, line, rule in places]


CLASS = "class Plain:\n    name: str\n"
IGNORE = "# dto: ignore[DTO201] the scheduler counts it up"
LIST = "@dataclass(frozen=True)\nclass Plain:\n    names: list[str]"


def test_without_a_comment_all_is_reported(check: Check) -> None:
    assert found(check, f"@dataclass\n{CLASS}") == [(1, "DTO201")]
    assert found(check, LIST) == [(3, "DTO202")]


@pytest.mark.parametrize(
    "body",
    [
        f"@dataclass  {IGNORE}\n{CLASS}",
        f"@dataclass\nclass Plain:  {IGNORE}\n    name: str\n",
        f"{IGNORE}\n@dataclass\n{CLASS}",
        f"{IGNORE}\n# and more about it\n\n@dataclass\n{CLASS}",
        f"@dataclass\n{IGNORE}\n{CLASS}",
        f"@dataclass  # noqa: X  {IGNORE}\n{CLASS}",
        f"@dataclass  {IGNORE}  # noqa\n{CLASS}",
        f"@dataclass  #dto:ignore[DTO201]: a reason\n{CLASS}",
        f"@dataclass  # dto: ignore [ DTO201 , ] a reason\n{CLASS}",
        f"@dataclass  # dto: ignore[DTO201] \u00e4lter als die Regel\n{CLASS}",
        f"A = '\u6570\u2028'; B = 1\n\f\n@dataclass  {IGNORE}\n{CLASS}",
        f"if True:\n    @dataclass  {IGNORE}\n    class Plain:\n        name: str\n",
        f"{LIST}  # dto: ignore[DTO202] it is emptied later\n",
        f"@dataclass  {IGNORE}\n{CLASS}\nif True:\n    A = 1\n  \\\n\n",
        f"@dataclass {IGNORE}\nclass Plain:\n    a: set[str]  # dto: ignore[DTO202] why\n",
        f"@dataclass(\n    repr=True,  {IGNORE}\n)\n{CLASS}",
        f"@dataclass\nclass Plain(\n    Base,\n    Other,\n):  {IGNORE}\n    name: str\n",
        f"{LIST} = (\n        EMPTY  # dto: ignore[DTO202] why\n    )",
        f"{LIST} = field(\n        # dto: ignore[DTO202] why\n        repr=False,\n    )",
        f'{LIST} = """a\n    b"""  # dto: ignore[DTO202] why',
        f"@dataclass  # dto: ignore[DTO201] #1234\n{CLASS}",
        f"@dataclass  # dto: ignore[DTO201] BA-1234\n{CLASS}",
        f"@dataclass  # dto: ignore[DTO201] https://example.org/1#a  # noqa\n{CLASS}",
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_comment_with_a_reason_suppresses_a_finding(check: Check, body: str, ends: str) -> None:
    assert found(check, body.replace("\n", ends)) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (f"@dataclass  # dto: ignore[DTO201]\n{CLASS}", "gives no reason"),
        (f"@dataclass  # dto: ignore[DTO201] ...\n{CLASS}", "gives no reason"),
        (f"@dataclass  # dto: ignore[DTO201]  # a reason\n{CLASS}", "gives no reason"),
        (f"@dataclass  # dto: ignore[DTO201] # #1234\n{CLASS}", "gives no reason"),
        (f"@dataclass  # dto: ignore a reason\n{CLASS}", "names no rule"),
        (f"@dataclass  # dto: ignore[] a reason\n{CLASS}", "names no rule"),
        (f"@dataclass  # dto: ignore[dto201] a reason\n{CLASS}", "no rule dto201: write DTO201"),
        (f"@dataclass  # dto: ignore[DTO999, DTO1] a reason\n{CLASS}", "no rule DTO999, DTO1"),
        (f"@dataclass  # dto: ignore[DTO202] a reason\n{CLASS}", "DTO202 has no finding here"),
        (f"@dataclass\nclass Plain:\n    name: str  {IGNORE}\n", "DTO201 has no finding here"),
        (f"@dataclass\n{CLASS}\n{IGNORE}\nA = 1\n", "DTO201 has no finding here"),
        (f"@dataclass\nclass Plain:\n    {IGNORE}\n    name: str\n", "DTO201 has no finding here"),
    ],
)
def test_a_comment_that_does_not_fit_suppresses_nothing_and_is_reported(
    check: Check, body: str, message: str
) -> None:
    places = check({FILE: HEAD + body}, settings=ONLY)
    assert {rule for _, _, rule in places.places} == {"DTO201", "DTO901"}
    assert message in places.out


@pytest.mark.parametrize(
    "comment",
    [
        "# DTO: ignore[DTO201] why",
        "# Dto: Ignore[DTO201] why",
        "# dto : ignore[DTO201] why",
        "# dto = ignore[DTO201] why",
        "# dto ignore[DTO201] why",
        "# dto-ignore[DTO201] why",
        "# dto-handbook: ignore[DTO201] why",
        "# dto_handbook: DTO201",
        "# dto_ignore: DTO201",
        "# dto: ignore DTO201 why",
        "# dto: ignore: DTO201 why",
        "# dto: ignore(DTO201) why",
        "# dto: ignore[DTO201 why",
        "# dto: ignored[DTO201] why",
        "# dto: ignores[dto201] why",
        "# dto: omit[DTO201] why",
        "# dto: disable=DTO201",
        "# dto: noqa[DTO201]",
        "# dto: DTO201 why",
        "# dto: [DTO201] why",
        "# ignore[DTO201] why",
        "# noqa: DTO201",  # Another tool's comment, as data
        "# type: ignore[DTO201]",  # Another tool's comment, as data
        "# pylint: disable=DTO201",
        "# fine  # dto:ignore DTO201 # noqa",
    ],
)
def test_a_comment_in_another_form_is_reported_with_the_right_one(
    check: Check, comment: str
) -> None:
    for body in (f"@dataclass  {comment}\n{CLASS}", f"{comment}\n@dataclass\n{CLASS}"):
        done = check({FILE: HEAD + body}, settings=ONLY)
        assert sorted(rule for _, _, rule in done.places) == ["DTO201", "DTO901"], comment
        assert "suppresses nothing: write # dto: ignore[DTO201] reason" in done.out


@pytest.mark.parametrize("comment", ["# dto: ignored", "# dto-ignore", "# DTO: Ignore why"])
def test_a_comment_in_another_form_and_without_a_rule_is_reported(
    check: Check, comment: str
) -> None:
    done = check({FILE: f"{HEAD}@dataclass  {comment}\n{CLASS}"}, settings=ONLY)
    assert "the comment names no rule: write # dto: ignore[DTO201] reason" in done.out


@pytest.mark.parametrize("comment", ["# dto: ignore-file[DTO201] why", "# dto: skip-file"])
def test_no_comment_suppresses_a_whole_file(check: Check, comment: str) -> None:
    done = check({FILE: f"{comment}\n{HEAD}@dataclass\n{CLASS}"}, settings=ONLY)
    assert "a comment cannot suppress a whole file: write one at each finding" in done.out
    assert "DTO201" in [rule for _, _, rule in done.places]


@pytest.mark.parametrize(
    "comment",
    [
        "# about dto: ignored",
        "# DTO ignores the case of a name",
        "# the DTO: ignore it",
        "# dto_ignore = 1",
        "# DTO: frozen, see DTO201",
        "# DTO: see DTO201",
        "# noqa: D101",  # Another tool's comment, as data
        "# type: ignore[attr-defined]",  # Another tool's comment, as data
        "# we ignore DTO201 in this module",
    ],
)
def test_a_sentence_about_dtos_is_no_suppression(check: Check, comment: str) -> None:
    assert found(check, f"@dataclass  {comment}\n{CLASS}") == [(1, "DTO201")]


SIGNATURE = """from collections.abc import Sequence
{above}
def f(
    first: "list[Plain]",{first}
    second: "list[Plain]",{second}
) -> "Sequence[Plain]":{after}
    return [*first, *second]

@dataclass(frozen=True)
class Plain:
    name: str
"""


@pytest.mark.parametrize(
    ("place", "lines"),
    [("first", [5, 6]), ("second", [4, 6]), ("after", []), ("above", [])],
)
def test_a_comment_at_a_parameter_is_about_that_one_and_at_the_header_about_all(
    check: Check, place: str, lines: list[int]
) -> None:
    rules = "DTO301" if place in ("first", "second") else "DTO301, DTO302"
    comments = dict.fromkeys(("first", "second", "after", "above"), "")
    comments[place] = f"  # dto: ignore[{rules}] why"
    body = SIGNATURE.format(**comments)
    reported = found(check, body, 'select = ["DTO301", "DTO302"]')
    assert [line for line, _ in reported] == lines


def test_a_comment_at_a_parameter_suppresses_what_the_function_as_a_whole_lacks(
    check: Check,
) -> None:
    body = "def f(\n    a: str,\n    b,  # dto: ignore[DTO501] why\n) -> None:\n    a == b\n"
    assert found(check, body, 'select = ["DTO501"]') == []


def test_a_comment_at_a_header_suppresses_nothing_in_the_body(check: Check) -> None:
    body = f"@dataclass(frozen=True)  # dto: ignore[DTO202] why\n{CLASS}    names: list[str]\n"
    assert found(check, body) == [(1, "DTO901"), (4, "DTO202")]


def test_the_reason_of_a_comment_explains_a_field_unless_it_suppresses_that_finding(
    check: Check,
) -> None:
    body = "@dataclass(frozen=True)\nclass Plain:\n    it: dict[str, str]"
    only = 'select = ["DTO402"]'
    assert found(check, f"{body}  # By name", only) == []
    assert found(check, f"{body}  # dto: ignore[DTO402] why", only) == []
    assert found(check, f"{body}  # dto: ignore[DTO203] By name, from the agent", only) == []


def test_what_a_comment_has_too_much_is_reported_and_the_rest_of_it_holds(check: Check) -> None:
    body = f"@dataclass  # dto: ignore[DTO201, DTO202, DTO298] a reason\n{CLASS}"
    assert found(check, body) == [(1, "DTO901"), (1, "DTO901")]


def test_a_second_comment_that_says_the_same_is_not_needed(check: Check) -> None:
    assert found(check, f"@dataclass  {IGNORE}\nclass Plain:  {IGNORE}\n    name: str\n") == [
        (2, "DTO901")
    ]


@pytest.mark.parametrize(
    "text",
    [
        f'A = "{IGNORE}"\n@dataclass\n{CLASS}',
        f'@dataclass\nclass Plain:\n    """Text.\n\n    {IGNORE}\n    """\n',
        f"@dataclass  # about dto: ignored\n{CLASS}",
    ],
)
def test_a_text_that_reads_like_one_is_no_comment(check: Check, text: str) -> None:
    assert [rule for _, rule in found(check, text)] == ["DTO201"]


def test_of_a_rule_that_is_not_checked_a_comment_is_not_unused(check: Check) -> None:
    body = f"@dataclass(frozen=True)  {IGNORE}\n{CLASS}"
    assert found(check, body, 'select = ["DTO202"]') == []
    assert found(check, body, 'select = ["DTO201"]') == [(1, "DTO901")]
    assert found(check, body, 'ignore = ["DTO201", "DTO401"]') == []
    assert found(check, body, 'select = ["DTO201"]\nignore = ["DTO901"]') == []


def test_a_finding_about_a_comment_cannot_be_suppressed(check: Check) -> None:
    body = f"# dto: ignore[DTO901] we know\n@dataclass  # dto: ignore[DTO201]\n{CLASS}"
    assert found(check, body) == [(1, "DTO901"), (2, "DTO201"), (2, "DTO901")]


def test_a_project_may_forbid_it(check: Check) -> None:
    body = f"@dataclass  {IGNORE}\n{CLASS}"
    assert found(check, body, f"{ONLY}\nallow-suppression = false") == [
        (1, "DTO201"),
        (1, "DTO901"),
    ]
    assert found(check, f"@dataclass\n{CLASS}", f"{ONLY}\nallow-suppression = false") == [
        (1, "DTO201")
    ]
    settings_error = check({}, settings='allow-suppression = "no"\nbaseline = ""')
    assert settings_error.status == 2
    assert "allow-suppression: must be true or false, not 'no'" in settings_error.err
    assert "baseline: must be a file's path, not ''" in settings_error.err


def test_the_cache_and_other_processes_come_to_the_same(check: Check) -> None:
    body = f"@dataclass  {IGNORE}\n{CLASS}\n\n@dataclass\n{CLASS}"
    files = {f"{DATA}/d{number}/types.py": HEAD + body for number in range(4)}
    first = check(files, settings=ONLY)
    assert len(first.places) == 4
    assert check({}) == check({}, "--no-cache", "--jobs", "2") == first
    reason = body.replace(" the scheduler counts it up", "")
    assert len(check({FILE: HEAD + reason}).places) == 4 + 3


def test_what_is_suppressed_is_not_fixed(check: Check, tmp_path: Path) -> None:
    body = f"@dataclass  {IGNORE}\n{CLASS}\n\n@dataclass\n{CLASS.replace('Plain', 'Other')}"
    done = check({FILE: HEAD + body}, "--fix", settings=ONLY)
    assert done.status == 0
    text = (tmp_path / FILE).read_text()
    assert f"@dataclass  {IGNORE}\nclass Plain" in text
    assert "@dataclass(frozen=True)\nclass Other" in text


def test_a_fix_that_is_not_safe_beside_what_is_suppressed_is_not_applied(
    check: Check, tmp_path: Path
) -> None:
    change = "def rename(it: Plain) -> None:\n    it.name = ''"
    text = f"{HEAD}@dataclass\n{CLASS}"
    other = f"from ai.backend.manager.data.user.types import Plain\n\n{change}"
    files = {
        FILE: text,
        "src/ai/backend/manager/services/user.py": f"{other}  # dto: ignore[DTO205] why\n",
    }
    for _ in range(2):  # The second time from the cache
        done = check(files, "--fix", settings='select = ["DTO201", "DTO205"]')
        assert done.places == [(FILE, 4, "DTO201")]
        assert (tmp_path / FILE).read_text() == text


def test_json_has_only_what_is_reported(check: Check) -> None:
    out = check({FILE: f"{HEAD}@dataclass  {IGNORE}\n{CLASS}"}, "--output-format", "json").out
    assert [found["rule"] for found in json.loads(out)["findings"]] == ["DTO401"]
