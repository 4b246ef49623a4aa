"""Prose: its inline code stands for something that is there, and links where there is an entry."""

import zlib
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from handbook_site import BuiltSite, Page, fail_with, sources
from project_code import ROOT
from prose.accepted_inline_code import ANY, IN_FILE, LISTED
from prose.command_lookup import named_in, takers
from prose.inline_code import Span, in_docstrings, in_pages
from prose.inline_code_kinds import kind_of, known
from prose.surrounding_code import Code, code_of_page, surrounding_code

from dto_handbook_site.generate.symbols import entries, missing, public

COMMAND = "python -m dto_handbook_site generate"
LIST = "tests/prose/accepted_inline_code.py"
# Not what other tests hold, a block of code and a comment for a review, nor mkdocstrings' own words
PROSE = (
    ".//code[not(ancestor::pre or ancestor::p[@class='review']"
    " or ancestor::small[contains(@class, 'doc-label')])]"
)


def problem(where: str, text: str, code: Code) -> str:
    """Say what is wrong with inline code that is of no kind."""
    close = get_close_matches(text, {*code.names, *known()}, n=1)
    meant = f"is it `{close[0]}`? " if close else ""
    written = f", in its package, and run {COMMAND}" if where.startswith("docs/rules/DTO") else ""
    return (
        f"{where}: `{text}` stands for nothing in the code, the tree, the rules, the command line"
        f" or the settings: {meant}Correct it{written}; what is another's, list in {LIST}"
    )


def problems(spans: Iterable[Span], site: BuiltSite) -> Iterator[str]:
    for span in spans:
        code = surrounding_code(span, site)
        if not kind_of(span.text, code):
            yield problem(span.where, span.text, code)


def test_inline_code_in_pages_and_readme_stands_for_something(site: BuiltSite) -> None:
    assert in_pages()
    fail_with(problems(in_pages(), site))


def test_inline_code_in_public_docstrings_stands_for_something(site: BuiltSite) -> None:
    assert in_docstrings()
    fail_with(problems(in_docstrings(), site))


def test_inline_code_that_only_the_built_page_has_stands_for_something(site: BuiltSite) -> None:
    seen = {(span.file, span.text) for span in in_pages()}
    in_code = {span.text for span in in_docstrings()}

    def shown(page: Page) -> Iterator[str]:
        for element in page.article.xpath(PROSE):
            text = " ".join(element.text_content().split())
            if text and text not in in_code and (page.source, text) not in seen:
                yield text

    fail_with(
        problem(page.name, text, code)
        for page in site.pages
        for text in sorted(set(shown(page)))
        if not kind_of(text, code := code_of_page(page))
    )


def test_an_option_belongs_to_the_command_of_its_sentence() -> None:
    """Without a command there, to the last one before it, or the heading's; or one takes all."""

    def takes_none(span: Span) -> str:
        options = [text for text in span.sentence if text.startswith("--") and takers(text)]
        named = frozenset[str]().union(*map(named_in, span.sentence))
        earlier = [*map(named_in, (span.heading.partition(" {")[0], *span.before))]
        named = named or next(filter(None, reversed(earlier)), frozenset())
        if named and not named & takers(span.text):
            return f"{' and '.join(sorted(named))} does not take it"
        if not named and not frozenset.intersection(*map(takers, options)):
            return f"no command takes {', '.join(options)} together"
        return ""

    bare = [it for it in (*in_pages(), *in_docstrings()) if it.text[:2] == "--" and takers(it.text)]
    assert bare
    fail_with(
        f"{span.where}: `{span.text}`: {said}: {', '.join(sorted(takers(span.text)))} takes it:"
        " name that command, or write an option of the one that is named"
        for span in bare
        if (said := takes_none(span))
    )


def test_a_name_that_has_an_entry_links_there_where_a_section_first_has_it() -> None:
    fail_with(
        f"{path.relative_to(ROOT).as_posix()}:{name.line}: `{name.name}` has an entry in the"
        f" reference: write {name.link}, or run {COMMAND}"
        for path in sources()
        for name in missing(path.read_text())
    )


def test_a_name_links_to_the_entry_of_that_name() -> None:
    fail_with(
        f"{span.where}: `{span.text}` links to {span.target}: name what it links to, or link to"
        " what it names"
        for span in in_pages()
        if span.target and not f".{span.target}".endswith(f".{dotted(span.text)}")
    )


def dotted(text: str) -> str:
    return text.removesuffix(".py").strip("/").replace("/", ".")


def test_links_know_the_entries_that_the_inventory_has(site: BuiltSite) -> None:
    inventory = (site.folder / "objects.inv").read_bytes().split(b"\n", 4)[4]
    built = {line.split(" ")[0] for line in zlib.decompress(inventory).decode().splitlines()}
    packages = ("ai.backend", "dto_handbook", "dto_handbook_site")
    shown = built & {name for package in packages for name in public(package)}
    fail_with(
        f"docs/reference: {name} is {'not' if name in entries() else 'only'} in the built site:"
        " build it anew, or fix dto_handbook_site.generate.symbols"
        for name in sorted(entries() ^ shown)
    )


def test_the_list_has_no_entry_that_nothing_needs() -> None:
    needed = {span.text for span in (*in_pages(), *in_docstrings())}
    fail_with(
        f"{LIST}: {text!r} stands in no inline code any more: take it out"
        for text in (*LISTED, *IN_FILE)
        if text not in needed
    )
    fail_with(
        f"{LIST}: {name!r} is made up in no code in prose any more: take it out"
        for name in ANY
        if not any(name in text.replace(".", " ").split() for text in words(needed))
    )
    fail_with(f"{LIST}: {text!r}: say why" for text, why in (LISTED | ANY).items() if not why)


def words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if " " in text:
            yield text.replace(":", " ")
