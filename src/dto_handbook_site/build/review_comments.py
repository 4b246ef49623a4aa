"""Puts the comments that a reviewer copies into a page."""

from __future__ import annotations

import re
from html import escape

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.review_comment import clause_comment, rule_comment
from dto_handbook.rules.registry import rule_package

_HEADING = re.compile(r'(<(h[1-6]) [^>]*\bdata-(rule|clause)="([^"]+)"[^>]*)>(.*?)</\2>', re.DOTALL)
_PLACE = '<span class="review__actions"></span>'
_OLD = re.compile(' data-review="[^"]*"')
_ID = re.compile(r'\bid="([^"]+)"')


def with_comments(html: str, address: str) -> str:
    """Add the review comments to the headings of rules and clauses, and the address to shown ones.

    Args:
        html: The page.
        address: The page's own address, absolute.

    Returns:
        The page, with a `data-review` on these headings, which `review.js` turns into a button.
    """

    def with_comment(heading: re.Match[str]) -> str:
        start, tag, kind, ids, text = heading.groups()
        anchor = _ID.search(start)
        link = f"{address}#{anchor[1]}" if anchor else address
        if kind == "rule":
            # A rule's own page is named without an anchor: the shorter link.
            link = address if address.endswith(f"/{ids}/") else link
            comment = "\n".join(rule_comment(rule_package(id).rule, link) for id in ids.split())
        else:
            stated = [clause for clause in CLAUSES if clause.id in ids.split()]
            comment = "\n".join(clause_comment(clause, link) for clause in stated)
        return f'{start} data-review="{escape(comment)}">{text}{_PLACE}</{tag}>'

    new = _HEADING.sub(with_comment, _OLD.sub("", html.replace(_PLACE, "")))
    return re.sub(r"\]\(rules/DTO\d+/\)", f"]({address})", new)
