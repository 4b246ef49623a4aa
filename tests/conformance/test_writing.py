"""Writing: pages, public docstrings and the rules' messages keep one tone and one spelling."""

import re
from collections.abc import Iterator
from importlib.resources import files

from handbook_site import fail_with
from prose.prose_extraction import Prose, prose
from prose.style import LONGEST, STYLE

# Taken for American: they are British for software, for what is built and for a tale.
BRITISH_TOO = frozenset({"artifact", "program", "stories", "story"})


def paragraphs() -> Iterator[Prose]:
    assert prose()
    yield from prose()


def test_every_word_is_spelled_as_in_britain() -> None:
    list_of_both = files("codespell_lib").joinpath("data/dictionary_en-GB_to_en-US.txt")
    pairs = [line.split("->") for line in list_of_both.read_text("utf-8").splitlines()]
    british = {other.strip(): ours for ours, others in pairs for other in others.split(",")}
    fail_with(
        f"{part.where(at)}: {word!r}: write {british[word.lower()]!r}, as British spelling has it"
        for part in paragraphs()
        for at, word in part.words()
        if word.lower() in british and word.lower() not in BRITISH_TOO
    )


def test_no_word_is_of_the_kinds_that_the_style_does_without() -> None:
    fail_with(
        f"{part.where(found.start())}: {found[0]!r} is {kind.name}: {kind.instead}"
        for part in paragraphs()
        for kind in STYLE
        for found in kind.look.finditer(part.text)
    )


def test_no_sentence_is_longer_than_a_busy_reader_holds() -> None:
    fail_with(
        f"{part.where(at)}: {length} words from {sentence[:40]!r} on: make two sentences of it,"
        f" of at most {LONGEST} words each"
        for part in paragraphs()
        for at, sentence in part.sentences()
        if (length := len(re.findall(r"\S*\w\S*", sentence))) > LONGEST
    )
