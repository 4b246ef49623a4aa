"""The columns that the cells of a built table name."""

import re

from dto_handbook_site.build.table_heads import with_heads


def table(head: str, *rows: str) -> str:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def named(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<td(?: data-head="([^"]*)")?[^>]*>(.*?)</td>', html)


THREE = "<th>Rule</th><th style='a'>Checked <code>by</code></th><th>\"Where\"</th>"


def test_each_cell_but_a_row_s_first_names_its_column() -> None:
    rows = "<td>a</td><td>b</td><td id='c'>c</td>", "<td>d</td><td></td><td>f</td>"
    assert named(with_heads(table(THREE, *rows))) == [
        ("", "a"),
        ("Checked by", "b"),
        ("&quot;Where&quot;", "c"),
        ("", "d"),
        ("Checked by", ""),
        ("&quot;Where&quot;", "f"),
    ]


def test_a_table_that_is_read_as_pairs_names_none() -> None:
    pairs = table("<th>Option</th><th>Meaning</th>", "<td>a</td><td>b</td>")
    assert with_heads(pairs) == pairs


def test_a_page_may_be_finished_again() -> None:
    once = with_heads(table(THREE, "<td>a</td><td>b</td><td>c</td>"))
    assert with_heads(once) == once
