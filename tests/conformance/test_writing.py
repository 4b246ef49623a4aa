"""Writing: pages, public docstrings and the rules' messages keep one tone and one spelling."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from handbook_site import fail_with
from prose.prose_extraction import Prose, prose
from prose.style import ACCEPTED, LONGEST, STYLE
from spellchecker import SpellChecker

LIST = "tests/prose/style.py"


@cache
def dictionary() -> SpellChecker:
    return SpellChecker(language="en", distance=1)


@cache
def british() -> Mapping[str, str]:
    """Return British spellings by the American ones."""
    text = files("codespell_lib").joinpath("data/dictionary_en-GB_to_en-US.txt").read_text("utf-8")
    pairs = [line.rstrip(",").split("->") for line in text.splitlines()]
    return {other.strip(): ours for ours, others in pairs for other in others.split(",")}


@cache
def is_accepted(word: str) -> bool:
    """Return whether the list has a word, its singular, or either with a small first letter."""
    return bool(listed(word))


def listed(word: str) -> str:
    """Return the entry of the list that accepts a word; empty where none does."""
    singulars = [word.removesuffix("es"), word.removesuffix("s"), word]
    forms = [it for form in singulars for it in (form[:1].lower() + form[1:], form)]
    return next((form for form in reversed(forms) if form in ACCEPTED), "")


def is_spelled(word: str) -> bool:
    lower = word.lower()
    if is_accepted(word) or lower in british().values():
        return True
    return lower not in british() and lower in dictionary().word_frequency.dictionary


def instead(word: str) -> str:
    lower = word.lower()
    if lower in british():
        return f"write {british()[lower]!r}, as British spelling has it"
    near = dictionary().candidates(lower) or set()
    meant = f"write {sorted(near - {lower})[0]!r}, or " if near - {lower} else "correct it, or "
    return f"{meant}`code`, where it is a name; a word that is right goes into {LIST}"


def paragraphs() -> Iterator[Prose]:
    assert prose()
    yield from prose()


def test_every_word_is_spelled_as_the_dictionary_or_the_list_has_it() -> None:
    fail_with(
        f"{part.where(at)}: {word!r} is in no dictionary: {instead(word)}"
        for part in paragraphs()
        for at, word in part.words()
        if not is_spelled(word)
    )


def test_the_list_of_accepted_words_has_none_that_nothing_needs() -> None:
    needed = {listed(word) for part in paragraphs() for _, word in part.words()}
    known = dictionary().word_frequency.dictionary
    fail_with(
        f"{LIST}: {word!r} {why}: take it out"
        for word in ACCEPTED
        for why in [
            "stands in no prose any more" * (word not in needed)
            or "is in the dictionary" * (word in known and word not in british())
        ]
        if why
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
