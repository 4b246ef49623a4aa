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
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_comment_with_a_reason_takes_a_finding_back(check: Check, body: str, ends: str) -> None:
    assert found(check, body.replace("\n", ends)) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (f"@dataclass  # dto: ignore[DTO201]\n{CLASS}", "gives no reason"),
        (f"@dataclass  # dto: ignore[DTO201] ...\n{CLASS}", "gives no reason"),
        (f"@dataclass  # dto: ignore[DTO201]  # a reason\n{CLASS}", "gives no reason"),
        (f"@dataclass  # dto: ignore a reason\n{CLASS}", "names no rule"),
        (f"@dataclass  # dto: ignore[] a reason\n{CLASS}", "names no rule"),
        (f"@dataclass  # dto: ignore[dto201] a reason\n{CLASS}", "no rule dto201"),
        (f"@dataclass  # dto: ignore[DTO999, DTO1] a reason\n{CLASS}", "no rule DTO999, DTO1"),
        (f"@dataclass  # dto: ignore[DTO202] a reason\n{CLASS}", "DTO202 is not found here"),
        (f"@dataclass\nclass Plain:\n    name: str  {IGNORE}\n", "DTO201 is not found here"),
        (f"@dataclass\n{CLASS}\n{IGNORE}\nA = 1\n", "DTO201 is not found here"),
    ],
)
def test_a_comment_that_does_not_fit_suppresses_nothing_and_is_reported(
    check: Check, body: str, message: str
) -> None:
    places = check({FILE: HEAD + body}, settings=ONLY)
    assert {rule for _, _, rule in places.places} == {"DTO201", "DTO901"}
    assert message in places.out


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


def test_a_comment_cannot_take_back_what_is_said_about_comments(check: Check) -> None:
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
