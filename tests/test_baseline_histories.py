"""A baseline through generated histories: what is new is reported, what was known is not."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from cli_runner import DATA
from git_repository import Tree

BASELINE = "dto-handbook-baseline.txt"
SETTINGS = '[tool.dto-handbook]\nselect = ["DTO201"]\n'
FILES = [f"{DATA}/{domain}/{name}.py" for domain in ("user", "session") for name in ("a", "b", "c")]


@dataclass(frozen=True)
class Record:
    """A class that is not frozen, unless it is fixed."""

    path: str
    name: str
    body: str
    is_fixed: bool = False

    @property
    def text(self) -> str:
        frozen = "(frozen=True)" if self.is_fixed else ""
        return f"@dataclass{frozen}\nclass {self.name}:\n    {self.body}: str\n"

    def is_known_by(self, entry: Record) -> bool:
        same = self.path == entry.path, self.name == entry.name, self.body == entry.body
        return sum(same) >= 2


@dataclass
class Project:
    """Classes by their numbers, and what a baseline knows of them."""

    classes: dict[int, Record] = field(default_factory=dict)
    baseline: dict[int, Record] = field(default_factory=dict)
    _numbers: list[int] = field(default_factory=lambda: list(range(1, 1000)))

    def new(self, chance: random.Random, files: list[str]) -> None:
        number = self._numbers.pop(0)
        self.classes[number] = Record(chance.choice(files), f"Class{number}", f"field{number}")

    def change(self, chance: random.Random, files: list[str]) -> None:
        """Do what a colleague does to code, in some of its files."""
        numbers = [it for it, record in self.classes.items() if record.path in files]
        kind = chance.choice(["new", "path", "name", "body", "fix", "remove", "file"])
        if kind == "new" or not numbers:
            self.new(chance, files)
            return
        number = chance.choice(numbers)
        record = self.classes[number]
        if kind == "remove":
            del self.classes[number]
        elif kind == "fix":
            self.classes[number] = replace(record, is_fixed=True)
        elif kind == "file":  # All that is in it goes to another file
            path = chance.choice(files)
            for other in numbers:
                if self.classes[other].path == record.path:
                    self.classes[other] = replace(self.classes[other], path=path)
        elif kind == "path":
            self.classes[number] = replace(record, path=chance.choice(files))
        elif kind == "name":
            self.classes[number] = replace(record, name=f"{record.name}x")
        else:
            self.classes[number] = replace(record, body=f"{record.body}x")

    def write(self, tree: Tree) -> None:
        texts = dict.fromkeys(FILES, "from dataclasses import dataclass\n")
        for record in self.classes.values():
            texts[record.path] += f"\n\n{record.text}"
        tree.write(dict(texts))

    def record(self) -> None:
        found = {it: one for it, one in self.classes.items() if not one.is_fixed}
        self.baseline = found

    def prune(self) -> None:
        self.baseline = {
            it: one for it, one in self.classes.items() if it in self.baseline and self.knows(it)
        }

    def knows(self, number: int) -> bool:
        record = self.classes[number]
        return not record.is_fixed and record.is_known_by(self.baseline[number])

    def expect(self, tree: Tree) -> None:
        """Expect what a check reports, and whether it finds the baseline too long."""
        found = {it for it, record in self.classes.items() if not record.is_fixed}
        known = {it for it in found if it in self.baseline and self.knows(it)}
        done = tree.check("--ci", "--output-format", "concise")
        reported = sorted(line.split("DTO201 ")[1].split()[0] for line in done.out.splitlines())
        assert reported == sorted(self.classes[it].name for it in found - known)
        assert ("fixed: " in done.err) == bool(self.baseline.keys() - known), done.err


@pytest.fixture
def tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tree:
    tree = Tree(tmp_path, monkeypatch, capsys)
    tree.write({"pyproject.toml": SETTINGS})
    return tree


def started(tree: Tree, chance: random.Random) -> Project:
    project = Project()
    for _ in range(8):
        project.new(chance, FILES)
    project.write(tree)
    assert tree.run("baseline").status == 0
    project.record()
    return project


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(12))
def test_through_changes_on_one_branch(tree: Tree, seed: int) -> None:
    chance = random.Random(seed)
    project = started(tree, chance)
    for _ in range(15):
        project.change(chance, FILES)
        project.write(tree)
        project.expect(tree)
        if chance.random() < 0.2:
            tree.run("baseline", "--prune")
            project.prune()
            project.expect(tree)


@pytest.mark.thorough
@pytest.mark.parametrize("way", ["merge", "squash", "rebase"])
@pytest.mark.parametrize("seed", range(4))
def test_through_two_branches_that_come_together(tree: Tree, way: str, seed: int) -> None:
    chance = random.Random(seed)
    project = started(tree, chance)
    tree.commit()
    sides = FILES[:3], FILES[3:]
    branches = [copy.deepcopy(project) for _ in sides]
    for name, files, branch in zip("ab", sides, branches, strict=True):
        tree.git("checkout", "-q", "-b", name, "main")
        branch._numbers = [it + 100 * (ord(name) - 96) for it in branch._numbers]
        for _ in range(4):
            branch.change(chance, files)
            branch.write(tree)
            if chance.random() < 0.5:
                tree.run("baseline", "--prune")
                branch.prune()
            tree.commit()
    has_conflict = False
    if way == "rebase":
        has_conflict = together(tree, "rebase", "-q", "a")
    else:
        tree.git("checkout", "-q", "main")
        for name in "ab":
            options = ["--squash"] if way == "squash" else []
            has_conflict |= together(tree, "merge", "-q", *options, name)
            tree.commit()
    merged = Project()
    for files, branch in zip(sides, branches, strict=True):
        for part in ("classes", "baseline"):
            own = {
                it: record
                for it, record in getattr(branch, part).items()
                if project.baseline.get(it, record).path in files
            }
            getattr(merged, part).update(own)
    if has_conflict:  # As its message says: keep the entries of both sides, and prune
        tree.run("baseline", "--prune")
        merged.prune()
    merged.expect(tree)


def together(tree: Tree, *command: str) -> bool:
    """Let git bring branches together; where it cannot, keep the lines of both sides.

    Returns:
        Whether git could not.
    """
    try:
        tree.git(*command)
    except AssertionError:
        while True:
            file = tree.folder / BASELINE
            marks = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
            lines = [it for it in file.read_text().splitlines() if not it.startswith(marks)]
            tree.write({BASELINE: "".join(f"{it}\n" for it in lines)})
            tree.git("add", BASELINE)
            if command[0] != "rebase":
                return True
            try:
                tree.git("-c", "core.editor=true", "rebase", "--continue")
            except AssertionError:
                continue
            return True
    return False
