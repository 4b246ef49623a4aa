"""The column of each cell in a table: a phone shows it beside the cell, for lack of a head."""

from __future__ import annotations

import re
from itertools import count

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEAD = re.compile(r"<th(?: [^>]*)?>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL = re.compile(r'<td(?: data-head="[^"]*")?(?=[ >])')
_TAG = re.compile(r"<[^>]*>")


def with_heads(html: str) -> str:
    """Name the column in each cell of a table, where the first cell does not say enough.

    With two columns, the second one is what the first one means. No cell of the first column is
    named: it is what the row is about.

    Args:
        html: A page, which may have been through this before.
    """
    return _TABLE.sub(_with_heads, html)


def _with_heads(table: re.Match[str]) -> str:
    heads = [_TAG.sub("", head).strip().replace('"', "&quot;") for head in _HEAD.findall(table[0])]
    if len(heads) < 3:
        return table[0]

    def in_row(row: re.Match[str]) -> str:
        number = count()
        return _CELL.sub(lambda _: cell(next(number)), row[0])

    def cell(column: int) -> str:
        return f'<td data-head="{heads[column]}"' if 0 < column < len(heads) else "<td"

    return _ROW.sub(in_row, table[0])
