"""`dto-handbook report`: how many findings there are, as a table and as a page."""

from pathlib import Path

import pytest
from cli_runner import DATA, PLAIN
from git_repository import Tree
from lxml import html

FILES: dict[str, str | bytes] = {
    "pyproject.toml": '[tool.dto-handbook]\nselect = ["DTO006", "DTO201", "DTO602"]\n',
    f"{DATA}/user/types.py": f"{PLAIN}\n\n@dataclass\nclass B:\n    b: str\n",
    f"{DATA}/session/__init__.py": PLAIN,
    f"{DATA}/bare.py": PLAIN,
    "src/ai/backend/manager/services/user.py": "def f(x: int) -> bool:\n    return x == None\n",
    "scripts/a.py": "def f(x: int) -> bool:\n    return x == None or x == None\n",
}


@pytest.fixture
def tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tree:
    tree = Tree(tmp_path, monkeypatch, capsys)
    tree.write(FILES)
    return tree


def rows(text: str) -> dict[str, list[str]]:
    """Return the numbers of the tables by the first word of each line."""
    lines = [line.split() for line in text.splitlines() if line]
    return {words[0]: [word for word in words[1:] if word.strip("+-").isdigit()] for words in lines}


def test_findings_are_counted_by_rule_and_by_domain(tree: Tree) -> None:
    done = tree.run("report")
    assert done.status == 0
    assert rows(done.out) == {
        "Rule": [],
        "DTO006": ["1"],
        "DTO201": ["4"],
        "DTO602": ["3"],
        "Domain": [],
        "(no": ["2"],
        "session": ["1"],
        "user": ["2"],
        "(services)": ["1"],
        "(elsewhere)": ["2"],
        "Total": ["8"],
    }


def test_beside_a_baseline_the_difference_is_reported(tree: Tree) -> None:
    tree.run("baseline")
    tree.write({f"{DATA}/user/types.py": PLAIN, f"{DATA}/user/new.py": f"{PLAIN}    a: int\n"})
    tree.write({"scripts/a.py": ""})
    found = rows(tree.run("report").out)
    assert found["DTO201"] == ["4", "4", "0"]
    assert found["DTO602"] == ["1", "3", "-2"]
    assert found["user"] == ["2", "2", "0"]
    assert found["(elsewhere)"] == ["0", "2", "-2"]
    assert found["Total"] == ["6", "8", "-2"]
    assert rows(tree.run("report", f"{DATA}/user").out)["Total"] == ["2", "2", "0"]


def test_what_was_moved_counts_where_it_is_now(tree: Tree) -> None:
    tree.run("baseline")
    tree.commit()
    tree.git("mv", f"{DATA}/user", f"{DATA}/account")
    found = rows(tree.run("report").out)
    assert found["account"] == ["2", "2", "0"]
    assert "user" not in found


def test_what_comments_take_back_is_counted_apart(tree: Tree) -> None:
    reason = "@dataclass  # dto: ignore[DTO201] counted up"
    tree.write({f"{DATA}/session/__init__.py": PLAIN.replace("@dataclass", reason)})
    out = tree.run("report").out
    assert rows(out)["DTO201"] == ["3"]
    assert "Suppressed by comments in the code: 1\n" in out


def test_nothing_found_is_said_in_words(tree: Tree) -> None:
    assert tree.run("report", f"{DATA}/user/none").status == 2
    tree.write({"clean/a.py": ""})
    assert tree.run("report", "clean") == (0, "No findings.\n", "")
    assert tree.run("report", "clean", "--html", "a.html").status == 0
    assert "0" in html.parse("a.html").getroot().text_content()


def test_the_page_reports_the_same_and_needs_nothing_else(tree: Tree) -> None:
    tree.run("baseline")
    tree.write({"scripts/a.py": "", f"{DATA}/<b>/x.py": PLAIN})
    table = tree.run("report").out
    assert tree.run("report", "--html", "page.html") == (0, "", "page.html: written\n")
    page = html.parse("page.html").getroot()
    shown = {
        row.cssselect("th")[0].text_content().split()[0]: [
            cell.text_content() for cell in row.cssselect("td:not([aria-hidden])")
        ]
        for row in page.cssselect("tbody tr")
    }
    reported = rows(table)
    assert shown == {name: reported[name] for name in shown}
    assert len(shown) == len(reported) - 3, "all but two heads and the total"
    assert [shown[name] for name in ("<b>",)] == [["1", "0", "+1"]]
    assert "7" in page.cssselect(".total")[0].text_content()
    assert page.cssselect("html[lang] main h1")
    assert all(table.cssselect("caption") for table in page.cssselect("table"))
    assert not page.xpath("//script | //link | //img | //@src | //@href")
    style = page.cssselect("style")[0].text_content()
    assert "url(" not in style
    assert "@import" not in style
    assert "prefers-color-scheme: dark" in style


def test_a_bar_is_as_long_as_its_number(tree: Tree) -> None:
    tree.run("report", "--html", "page.html")
    widths = {
        row.cssselect("th")[0].text_content().split()[0]: row.cssselect(".bar")[0].get("style")
        for row in html.parse("page.html").getroot().cssselect("tbody tr")
    }
    assert widths["DTO201"] == "width: max(2px, 100.0%)"
    assert widths["DTO006"] == "width: max(2px, 25.0%)"


def test_a_page_that_cannot_be_written_is_reported(tree: Tree) -> None:
    done = tree.run("report", "--html", "no/such/page.html")
    assert (done.status, done.out) == (2, "")
    assert "no/such/page.html: not written" in done.err


def test_a_file_that_does_not_parse_is_named_because_it_is_not_counted(tree: Tree) -> None:
    tree.write({"scripts/b.py": "def (:\n"})
    done = tree.run("report")
    assert rows(done.out)["Total"] == ["8"]
    assert "scripts/b.py:1: invalid syntax" in done.err
    assert "a file that does not parse is not counted" in done.err
