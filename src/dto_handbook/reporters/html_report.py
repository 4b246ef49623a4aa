"""The numbers of a report as a self-contained page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from dto_handbook.reporters.counts import Numbers, Row

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2628; --soft: #4f5b5e; --line: #d8dedd; --paper: #fff;
  --bar: #0f5c63; --was: #b9c6c6; --good: #1f6f43; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e2e9e8; --soft: #aab7b8; --line: #303c41; --paper: #12181b;
    --bar: #7ad3c8; --was: #3d4c51; --good: #7fd6a2; --bad: #ff9c90; } }
* { box-sizing: border-box; }
body { background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
  margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem; }
h1 { font-size: 1.4rem; margin: 0; }
.total { font-size: 4.5rem; font-weight: 700; letter-spacing: -.03em; line-height: 1.1; margin: 0; }
.lead, footer { color: var(--soft); margin: 0 0 2rem; }
table { border-collapse: collapse; margin: 0 0 2.5rem; width: 100%; }
caption { font-size: 1.15rem; font-weight: 650; padding: 0 0 .5rem; text-align: left; }
th, td { border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums;
  padding: .4rem .5rem; text-align: right; }
th { font-weight: 600; }
thead th { color: var(--soft); font-size: .8rem; }
th:first-child { padding-left: 0; text-align: left; width: 28%; }
th span { color: var(--soft); font-weight: 400; }
.bars { padding-right: 0; width: 42%; }
.bar { background: var(--bar); border-radius: .15rem; display: block; height: .7rem;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bar + .bar { background: var(--was); height: .3rem; margin-top: .15rem; }
.fewer { color: var(--good); } .more { color: var(--bad); }
.key .bar { display: inline-block; margin: 0 .35rem 0 0; width: 1.5rem; }
.key .was { background: var(--was); height: .3rem; margin-left: .8rem; vertical-align: middle; }
.key { color: var(--soft); font-size: .85rem; margin: 0 0 1.5rem; }
@media (max-width: 36rem) {
  .bars, .key { display: none; } .total { font-size: 3.2rem; } }
@media print { body { max-width: none; padding: 0; } tr { break-inside: avoid; }
  :root { color-scheme: light; --ink: #000; --soft: #333; --line: #bbb; --paper: #fff;
    --bar: #0f5c63; --was: #b9c6c6; --good: #1f6f43; --bad: #b3261e; } }
"""


def page(numbers: Numbers, today: date) -> str:
    """Write a page that needs no script and no other file.

    Args:
        numbers: The numbers to show.
        today: The date to put on it.
    """
    total = numbers.total
    tables = "".join(
        _table(caption, head, rows, with_baseline=total.before is not None)
        for caption, head, rows in (
            ("By rule", "Rule", numbers.by_rule()),
            ("By domain", "Domain", numbers.by_domain()),
        )
        if rows
    )
    noun = "finding" if total.now == 1 else "findings"
    lead = f"{noun} today{_beside(total)}"
    if numbers.suppressed:
        lead += f" {numbers.suppressed} more suppressed by comments in the code."
    key = (
        '<p class="key"><span class="bar" aria-hidden="true"></span>today'
        '<span class="bar was" aria-hidden="true"></span>baseline</p>'
        if total.before is not None
        else ""
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DTO findings: {total.now}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>DTO findings</h1>
<p class="total">{total.now}</p>
<p class="lead">{lead}</p>
{key}{tables}</main>
<footer><time datetime="{today.isoformat()}">{today.isoformat()}</time></footer>
</body>
</html>
"""


def _beside(total: Row) -> str:
    if total.before is None:
        return "."
    difference = total.now - total.before
    if not difference:
        return f", as many as in the baseline ({total.before})."
    word = "more" if difference > 0 else "fewer"
    return f", {abs(difference)} {word} than in the baseline ({total.before})."


def _table(caption: str, head: str, rows: Sequence[Row], *, with_baseline: bool) -> str:
    most = max(max(row.now, row.before or 0) for row in rows) or 1
    heads = ["Today", *(["Baseline", "Change"] if with_baseline else [])]
    columns = "".join(f'<th scope="col">{it}</th>' for it in heads)
    body = "".join(_row(row, most) for row in rows)
    return (
        f'<table>\n<caption>{caption}</caption>\n<thead><tr><th scope="col">{head}</th>{columns}'
        '<td class="bars" aria-hidden="true"></td></tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>\n"
    )


def _row(row: Row, most: int) -> str:
    name = f" <span>{escape(row.name)}</span>" if row.name else ""
    cells = f"<td>{row.now}</td>"
    bars = _bar(row.now, most)
    if row.before is not None:
        kind = "fewer" if row.now < row.before else "more" if row.now > row.before else "same"
        cells += f'<td>{row.before}</td><td class="{kind}">{row.change}</td>'
        bars += _bar(row.before, most)
    return (
        f'<tr><th scope="row">{escape(row.label)}{name}</th>{cells}'
        f'<td class="bars" aria-hidden="true">{bars}</td></tr>\n'
    )


def _bar(number: int, most: int) -> str:
    width = f"max(2px, {100 * number / most:.1f}%)" if number else "0"
    return f'<span class="bar" style="width: {width}"></span>'
