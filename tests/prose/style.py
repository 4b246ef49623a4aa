"""The handbook's style: few rules, each with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 28
"""Words of a sentence: what is longer is read twice."""


@dataclass(frozen=True)
class Kind:
    """A kind of words that the handbook does without."""

    name: str
    look: re.Pattern[str]
    instead: str


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


STYLE = [
    # It praises, where a reader wants to know what a thing does.
    Kind(
        "a marketing word",
        _words(
            "amazing", "awesome", "best-in-class", "blazing(?:ly)?", "cutting[- ]edge",
            "delightful(?:ly)?", "effortless(?:ly)?", "empower\\w*", "first-class",
            "game-chang\\w+", "leverag\\w+", "lightning[- ]fast", "powerful(?:ly)?",
            "robust(?:ly)?", "seamless(?:ly)?", "state-of-the-art", "supercharge\\w*", "turn-?key",
            "unleash\\w*", "world-class",
        ),
        "say what it does, with a number or a sample",
    ),
    # It adds a word and no meaning; to whom a thing is not easy, it is rude.
    Kind(
        "filler",
        _words(
            "actually", "basically", "clearly,", "easily", "essentially", "in order to",
            "it is important to", "it should be noted", "it is worth", "just", "kind of a",
            "note that", "obviously", "of course", "quite", "really", "simply",
        ),
        "leave it out",
    ),
    # A longer word for a short one.
    Kind(
        "a long word for a short one",
        _words(
            "utili[sz]\\w+", "prior to", "subsequent to", "due to the fact that", "facilitat\\w+",
            "in the event that", "commence\\w*", "with regards? to", "delve\\w*",
        ),
        "write use, before, after, because, help, if, begin, about or look",
    ),
    # Half of the readers mix these up.
    Kind(
        "Latin",
        re.compile(r"\b(?:e\.g\.|i\.e\.|etc\b\.?|viz\.|cf\.|via\b)", re.IGNORECASE),
        "write such as, that is, and so on, see, or through",
    ),
    # The page speaks calmly, and a screen reader reads the picture's name out.
    Kind(
        "no letter of ours",
        re.compile(r"[\u2600-\u27bf\u2b50-\u2b55\U0001f000-\U0001faff]|(?<=\w)!(?=\s|$)"),
        "write it in words, and end with a full stop",
    ),
    # A typing error that no dictionary finds.
    Kind(
        "written twice",
        re.compile(r"\b([a-z]+)\s+\1\b", re.IGNORECASE),
        "take one out",
    ),
]  # fmt: skip
