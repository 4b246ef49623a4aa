"""The policy of a page: it may load and run only what belongs to the site."""

from __future__ import annotations

import base64
import hashlib
import re

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
_META = '\n    <meta http-equiv="Content-Security-Policy" content="{}">'
_OLD = re.compile(re.escape(_META).replace(r"\{\}", '[^"]*'))
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    # A worker made from a blob is bound by this policy; one loaded from an address is not.
    "worker-src": "'self' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}


def with_policy(html: str, *, is_served: bool) -> str:
    """Put a Content-Security-Policy into a page, as static hosts send no headers.

    Args:
        html: The page.
        is_served: Whether `mkdocs serve` will add a script of its own, which has no known hash.

    Returns:
        The page, with the policy before everything that it restricts.
    """
    html = _OLD.sub("", html)
    allowed = ["'unsafe-inline'"] if is_served else _hashes(html)
    rules = {**_POLICY, "script-src": " ".join([_POLICY["script-src"], *allowed])}
    content = "; ".join(f"{name} {sources}" for name, sources in rules.items())
    return html.replace("<head>", f"<head>{_META.format(content)}", 1)


def _hashes(html: str) -> list[str]:
    """Name the inline scripts, which are the theme's."""
    scripts = {
        script["text"]
        for script in _SCRIPT.finditer(html)
        if "src=" not in script["attributes"] and "json" not in script["attributes"]
    }
    digests = (hashlib.sha256(text.encode()).digest() for text in scripts)
    return sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
