"""The pages of retired rules, at their old addresses."""

from __future__ import annotations

from collections.abc import Mapping

from dto_handbook.rules.retired import Retired


def retired_page(rule: Retired, registry: Mapping[str, str]) -> str:
    """Write the page of a retired rule.

    Args:
        rule: The rule.
        registry: The published addresses: the anchors of the old page stay.

    Returns:
        Markdown.
    """
    anchors = sorted(
        anchor
        for page, _, anchor in (address.partition("#") for address in registry)
        if page == f"/rules/{rule.id}/" and anchor not in {"", rule.id}
    )
    old_anchors = "".join(f'<span id="{anchor}"></span>' for anchor in anchors)
    links = ", ".join(f"[{id}]({id}.md)" for id in rule.replaced_by)
    instead = f"See {links} instead." if links else "Nothing replaces it."
    return f"""---
description: "{rule.summary()}"
---

# {rule.id}: {rule.name} {{ #{rule.id} }}

{old_anchors}

**This rule is retired.** {instead}
{{ .rule }}

{rule.reason}
"""
