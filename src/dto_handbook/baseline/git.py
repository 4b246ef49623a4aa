"""What git reports about a working tree: renamed files, and lines changed since a commit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dto_handbook.baseline.errors import BaselineError

_FILES = "*.py"
# What a user's configuration may not change about a diff that is read by a program.
_PLAIN = [
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--text",
    "--ignore-submodules=all",
    "-M",
]
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_BLAMED = re.compile(rb"([0-9a-f]{40,}) \d+ \d+")
_ESCAPE = re.compile(rb'\\([abtnvfr"\\]|[0-7]{3})')
_ESCAPED = dict(zip(b'abtnvfr"\\', b'\a\b\t\n\v\f\r"\\', strict=True))


@dataclass
class Changes:
    """What changed in one file: its lines count from 1."""

    lines: set[int] = field(default_factory=set)  # Those that are new or different
    gaps: set[int] = field(default_factory=set)  # Lines below which something was taken out


class Repository:
    """A git repository with a working tree.

    Args:
        here: The working directory, which paths are relative to.

    Raises:
        BaselineError: git is not installed, or the directory is not in a repository.
    """

    def __init__(self, here: Path) -> None:
        self._here = here
        self._root = here
        try:
            answer = self._ask("rev-parse", "--show-toplevel")
        except OSError:  # Not found, or not to be run
            raise BaselineError("git is not installed, or not on the PATH") from None
        if answer.returncode:
            reason = os.fsdecode(answer.stderr).strip().removeprefix("fatal: ")
            raise BaselineError(f"{here}: no git repository with a working tree: {reason}")
        self._root = Path(os.fsdecode(answer.stdout).removesuffix("\n"))

    def merge_base(self, revision: str) -> str:
        """Return the last common commit of the working tree and a revision.

        Raises:
            BaselineError: There is no such revision, or no common commit.
        """
        commit = self.commit(revision)
        if commit is None:
            raise BaselineError(f"--since: there is no revision {revision}{self._shallow_hint()}")
        answer = self._ask("merge-base", commit, "HEAD")
        if answer.returncode:
            if self.commit("HEAD") is None:
                raise BaselineError("--since: HEAD has no commit yet")
            raise BaselineError(f"--since: no common commit with {revision}{self._shallow_hint()}")
        return os.fsdecode(answer.stdout).strip()

    def commit(self, revision: str) -> str | None:
        """Return the commit that a revision names; None if there is none."""
        answer = self._ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        return None if answer.returncode else os.fsdecode(answer.stdout).strip()

    def last_changes(self, file: Path) -> Iterator[tuple[str, str]]:
        """Yield the lines of a file that is committed, each with the commit that last changed it.

        Args:
            file: The file. A line that no commit has comes with HEAD.
        """
        name = str(self._here / file)
        answer = self._ask("blame", "--porcelain", "--ignore-revs-file=", "--", name)
        commit = ""
        for line in answer.stdout.split(b"\n"):
            if line.startswith(b"\t"):
                yield commit, line[1:].decode("utf-8", "surrogateescape").removesuffix("\r")
            elif start := _BLAMED.match(line):
                commit = start[1].decode() if start[1].strip(b"0") else "HEAD"

    @property
    def is_shallow(self) -> bool:
        """Whether the repository holds only the end of its history."""
        return self._ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    @property
    def absent(self) -> frozenset[str]:
        """The files that a sparse checkout leaves out of the working tree."""
        answer = self._run({}, "ls-files", "-t", "-z", "--", _FILES)
        lines = answer.split(b"\0")
        return frozenset(self._shown(line[2:]) for line in lines if line.startswith(b"S "))

    def renames(self, commit: str) -> Mapping[str, str]:
        """Return the files that were moved since a commit: new paths by old ones."""
        with self._with_untracked() as environment:
            names = "diff", "--name-status", "-z", "--diff-filter=R", "-l0", *_PLAIN, commit
            answer = self._run(environment, *names, "--", _FILES)
        parts = answer.split(b"\0")
        return {
            self._shown(old): self._shown(new)
            for old, new in zip(parts[1::3], parts[2::3], strict=False)
        }

    def changes(self, commit: str) -> Mapping[str, Changes]:
        """Return what changed since a commit, by path, in tracked and untracked files."""
        with self._with_untracked() as environment:
            form = ("-U0", "--inter-hunk-context=0", "--src-prefix=a/", "--dst-prefix=b/")
            answer = self._run(environment, "diff", *_PLAIN, *form, commit, "--", _FILES)
        found, current = dict[str, Changes](), Changes()
        lines = iter(answer.split(b"\n"))
        for line in lines:
            if line.startswith(b"+++ "):
                current = found.setdefault(self._shown(_path(line[4:])[2:]), Changes())
            elif hunk := _HUNK.match(line):
                gone, first, new = int(hunk[1] or 1), int(hunk[2]), int(hunk[3] or 1)
                current.lines.update(range(first, first + new))
                if not new:
                    current.gaps.add(first)
                for _ in range(gone + new):  # Whatever is in them
                    next(lines, None)
        return found

    @contextmanager
    def _with_untracked(self) -> Iterator[Mapping[str, str]]:
        """Yield an environment in which git sees untracked files; the index stays as it is."""
        index = self._root / os.fsdecode(self._ask("rev-parse", "--git-path", "index").stdout[:-1])
        untracked = self._run({}, "ls-files", "--others", "--exclude-standard", "-z", "--", _FILES)
        with tempfile.TemporaryDirectory() as folder:
            environment = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            if index.is_file():
                # With its time: by that, git knows which files may have changed within a tick.
                shutil.copy2(index, environment["GIT_INDEX_FILE"])
            if untracked:
                command = ("--literal-pathspecs", "add", "--intent-to-add")
                names = ("--pathspec-from-file=-", "--pathspec-file-nul")
                self._run(environment, *command, *names, given=untracked)
            yield environment

    def _run(self, environment: Mapping[str, str], *command: str, given: bytes = b"") -> bytes:
        answer = self._ask(*command, environment=environment, given=given)
        if answer.returncode:
            raise BaselineError(f"git {command[0]}: {os.fsdecode(answer.stderr).strip()}")
        return answer.stdout

    def _ask(
        self, *command: str, environment: Mapping[str, str] | None = None, given: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["git", "-c", "core.quotePath=off", *command],
            cwd=self._root,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", **(environment or {})},
            input=given,
            capture_output=True,
            check=False,
        )

    def _shallow_hint(self) -> str:
        hint = "; this clone is shallow: fetch the history, for example with git fetch --unshallow"
        return hint if self.is_shallow else ""

    def _shown(self, path: bytes) -> str:
        below = os.path.join(self._here, "")  # noqa: PTH118 - of strings
        return str(self._root / os.fsdecode(path)).removeprefix(below).replace(os.sep, "/")


def _path(text: bytes) -> bytes:
    if not text.startswith(b'"'):
        return text.removesuffix(b"\t")

    def plain(escape: re.Match[bytes]) -> bytes:
        one = escape[1]
        return bytes([int(one, 8) if len(one) == 3 else _ESCAPED[one[0]]])

    return _ESCAPE.sub(plain, text.strip()[1:-1])
