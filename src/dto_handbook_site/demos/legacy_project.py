"""An old code base for pages: files, a history in git, and the command line run in it."""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from difflib import unified_diff
from pathlib import Path
from textwrap import dedent

from dto_handbook.cli.main import main

_ALONE = {  # Git as it is on any machine, whoever runs it there
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "commit.gpgsign",
    "GIT_CONFIG_VALUE_0": "false",
    **{f"GIT_{who}_NAME": "A. U. Thor" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "author@example.org" for who in ("AUTHOR", "COMMITTER")},
}
DATA = "src/ai/backend/manager/data"
FILES = {
    "pyproject.toml": """
        [tool.dto-handbook]
        ignore = ["DTO401"]
        """,
    f"{DATA}/session/info.py": '''
        """A session, as the service sees it."""

        from dataclasses import dataclass


        @dataclass
        class SessionInfo:
            """A session."""

            session_id: str
            tags: list[str]
        ''',
    f"{DATA}/user/account.py": '''
        """A user's account."""

        from dataclasses import dataclass


        @dataclass
        class UserRecord:
            """A user."""

            user_id: str
        ''',
    f"{DATA}/user/search.py": '''
        """The conditions of a search for users."""

        from dataclasses import dataclass


        @dataclass(frozen=True)
        class UserSearch:
            """A search."""

            name: str | None = None


        def conditions(search: UserSearch) -> str:
            """Write a condition."""
            return "any" if search.name == None else f"name = {search.name}"
        ''',
}


class OldTree:
    """A working tree in a temporary folder.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._has_printed = False

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text).lstrip("\n"), "utf-8")

    def edit(self, path: str, before: str, after: str) -> None:
        """Replace a string in a file, and print the changed lines."""
        file = self._folder / path
        old = file.read_text("utf-8")
        if before not in old:
            raise ValueError(f"{path} does not hold {before!r}")
        new = old.replace(before, after)
        file.write_text(new, "utf-8")
        lines = unified_diff(old.splitlines(), new.splitlines(), path, path, n=0, lineterm="")
        shown = (line for line in lines if not line.startswith(("@@", "+++ ")))
        self._print("\n".join(shown))

    def show(self, path: str) -> None:
        """Print a file.

        Args:
            path: Its path in the tree.

        Raises:
            FileNotFoundError: There is no such file; the error names those that are there.
        """
        file = self._folder / path
        if not file.is_file():
            names = sorted(it.name for it in file.parent.iterdir() if it.is_file())
            raise FileNotFoundError(f"there is no {path}, but there is {', '.join(names)}")
        self._print(f"$ cat {path}\n{file.read_text('utf-8').rstrip()}")

    def commit(self) -> None:
        """Commit everything."""
        self._git("add -A")
        self._git("commit -q -m Step")

    def git(self, command: str) -> None:
        """Run git, and print the command."""
        self._print(f"$ git {command}")
        self._git(command)

    def _git(self, command: str) -> None:
        subprocess.run(["git", *command.split()], cwd=self._folder, check=True, capture_output=True)

    def run(self, command: str) -> int:
        """Run `dto-handbook`; print the command, its output and exit status; return the status."""
        said = io.StringIO()
        with chdir(self._folder), redirect_stdout(said), redirect_stderr(said):
            status = main(command.split())
        self._print(f"$ dto-handbook {command}\n{said.getvalue()}(exit status {status})")
        return status

    def _print(self, text: str) -> None:
        print(f"\n{text}" if self._has_printed else text)
        self._has_printed = True


@contextmanager
def old_tree(*, recorded: bool = False) -> Iterator[OldTree]:
    """Make a tree of code that is older than the rules, with one commit.

    Args:
        recorded: Whether its findings are in a baseline already.

    Yields:
        The tree; it is gone afterwards.
    """
    before = dict(os.environ)
    for name in [name for name in before if name.startswith("GIT_") or name == "CI"]:
        del os.environ[name]
    os.environ.update(_ALONE)
    try:
        with tempfile.TemporaryDirectory() as folder:
            tree = OldTree(Path(folder))
            for path, text in FILES.items():
                tree.write(path, text)
            tree._git("init -q -b main")
            if recorded:
                with redirect_stdout(io.StringIO()):
                    OldTree(Path(folder)).run("baseline")
            tree.write(".gitignore", ".dto-handbook-cache/\n")
            tree.commit()
            yield tree
    finally:
        os.environ.clear()
        os.environ.update(before)
