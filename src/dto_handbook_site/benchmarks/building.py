"""The cost of building the site, compared with a bare Material site of as many pages and words.

Run `python -m dto_handbook_site.benchmarks.building`. It measures a first build, one with the
outputs of samples cached before, and one after an edit under `mkdocs serve`. Then it measures
how a first build grows with the number of pages and samples. All ratios are of times in one run: a
slow machine makes both sides slow.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep

from lxml import html
from platformdirs import user_cache_path

from dto_handbook_site.execute.execution import SOURCE_ROOT

_PROJECT = SOURCE_ROOT.parent
_CACHE = "dto-handbook"
_OF_BUILDS = {"outputs", "reference", "markdown-pages"}  # In the cache, by builds
_COPIED = ("domains", "guidelines", "migration", "reference", "rules")
_CONFIG = "INHERIT: mkdocs.yml\nstrict: false\nnav: null\n"
_BARE = """
site_name: Bare
theme: {name: material, font: false}
plugins: [search]
"""


def write_project(folder: Path, times: int) -> None:
    """Copy the project, and multiply its pages and samples in the copy, under other names.

    Args:
        folder: Where to write.
        times: The factor by which to multiply the pages, and the samples that they show.
    """
    hidden = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("docs", "src", "mkdocs.yml", "pyproject.toml", "README.md"):
        source = _PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=hidden)
        else:
            shutil.copy(source, folder / name)
    for number in range(2, times + 1):
        shutil.copytree(folder / "src/ai", folder / f"src/ai{number}")
        for name in _COPIED:
            shutil.copytree(folder / "docs" / name, folder / f"docs/more{number}/{name}")
        for path in (folder / f"src/ai{number}").rglob("*.py"):
            path.write_text(_renamed(path.read_text("utf-8"), number), "utf-8")
        for path in (folder / f"docs/more{number}").rglob("*.md"):
            text = _renamed(path.read_text("utf-8"), number)
            # So that no output of another copy's fence is this one's.
            text = re.sub(r"(?m)^( *)```python$", rf"\g<0>\n\1# {number}", text)
            path.write_text(re.sub(r"\]\(\.\./(?!\w+/)", "](../../", text), "utf-8")
    (folder / "benchmark.yml").write_text(_CONFIG, "utf-8")


def _renamed(text: str, number: int) -> str:
    return re.sub(r"\bai\.backend\b", f"ai{number}.backend", text)


def write_bare(folder: Path, site: Path) -> int:
    """Write a Material site whose pages have the words of another site's.

    Args:
        folder: Where to write.
        site: The other site, built.

    Returns:
        How many pages it has.
    """
    pages = 0
    for path in sorted(site.rglob("index.html")):
        for article in html.parse(str(path)).getroot().xpath("//article"):
            pages += 1
            page = folder / "docs" / path.relative_to(site).with_suffix(".md")
            page.parent.mkdir(parents=True, exist_ok=True)
            words = re.sub(r"[^\w\s.,;:]+", " ", article.text_content())
            paragraphs = [" ".join(it.split()) for it in re.split(r"\n\s*\n", words)]
            page.write_text("\n\n".join(filter(None, ["# Page", *paragraphs])), "utf-8")
    (folder / "benchmark.yml").write_text(_BARE, "utf-8")
    return pages


def built(folder: Path, cache: Path) -> float:
    """Build a site, and return how many seconds it took."""
    start = perf_counter()
    with _mkdocs(folder, cache, "build", "--quiet", "--site-dir", "site") as process:
        said = process.communicate()[0]
        if process.returncode:
            raise RuntimeError(said)
    return perf_counter() - start


def rebuilt(folder: Path, cache: Path, page: str) -> float:
    """Serve a site, edit a page, and return how many seconds later the site was built again."""
    with _mkdocs(folder, cache, "serve", "--dev-addr", "127.0.0.1:0") as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        _wait_for("Serving on", lines)
        sleep(3)  # A thread takes the first look at all files; what is edited before is never seen
        with (folder / "docs" / page).open("a", encoding="utf-8") as text:
            text.write("\n\nOne more paragraph.\n")
        start = perf_counter()
        _wait_for("Documentation built", lines)
        took = perf_counter() - start
        process.terminate()
        process.communicate()
    return took


def _wait_for(what: str, lines: Iterator[str]) -> None:
    said = list[str]()
    for line in lines:
        said.append(line)
        if what in line:
            return
    raise RuntimeError("".join(said))


@contextmanager
def _mkdocs(folder: Path, cache: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env |= {"PYTHONPATH": str(folder / "src"), "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-m", "mkdocs", *arguments, "--config-file", "benchmark.yml"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**env, "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process


@contextmanager
def _new_cache() -> Iterator[Path]:
    # What pages fetch to run Python is cached: its download says nothing of a build.
    cached = user_cache_path(_CACHE)
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name)
        (cache / _CACHE).mkdir()
        for path in cached.iterdir() if cached.is_dir() else ():
            if path.name not in _OF_BUILDS:
                (cache / _CACHE / path.name).symlink_to(path)
        yield cache


def measure(times: int, *, is_growth: bool) -> Mapping[str, float]:
    """Measure both sites, one after the other.

    Args:
        times: The factor by which to multiply the project's pages and samples.
        is_growth: Whether to measure first builds only.

    Returns:
        The number of pages, and the seconds of each build by its name.
    """
    with (
        tempfile.TemporaryDirectory() as ours,
        tempfile.TemporaryDirectory() as bare,
        _new_cache() as cache,
    ):
        write_project(Path(ours), times)
        figures = {"first": built(Path(ours), cache)}
        figures["pages"] = write_bare(Path(bare), Path(ours) / "site")
        figures["bare"] = built(Path(bare), cache)
        if not is_growth:
            figures["cached"] = built(Path(ours), cache)
            figures["edit"] = rebuilt(Path(ours), cache, "guidelines/immutability.md")
            page = "guidelines/immutability/index.md"
            figures["bare edit"] = rebuilt(Path(bare), cache, page)
        return figures


def main() -> None:
    """Measure all, and print it."""
    parser = argparse.ArgumentParser(description="Measure what a build of the site costs.")
    parser.add_argument("--times", type=int, nargs="*", default=[2, 4, 8], help="of the growth")
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    one = measure(1, is_growth=False)
    bare = f"{one['pages']:.0f} pages; a bare Material site of as many words"
    print(f"{bare}: {one['bare']:.1f} s, after an edit {one['bare edit']:.1f} s")
    for name, what, other, aim in (
        ("first", "first build", "bare", 6),
        ("cached", "with cached outputs", "bare", 1.8),
        ("edit", "after an edit under serve", "bare edit", 1.5),
    ):
        ratio = one[name] / one[other]
        print(f"  {what:26} {one[name]:6.1f} s   {ratio:.1f} times bare (aim: at most {aim})")
    for times in options.times:
        more = measure(times, is_growth=True)
        growth = more["first"] / one["first"] / (more["pages"] / one["pages"])
        print(
            f"  {more['pages']:4.0f} pages, first build    {more['first']:6.1f} s   {growth:.2f} of"
            f" linear; bare {more['bare']:.1f} s"
        )


if __name__ == "__main__":
    main()
