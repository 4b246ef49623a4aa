"""Files as fixes leave them: in memory first, then in place of what was there."""

from __future__ import annotations

import io
import os
import re
import tokenize
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fixes import Fix, apply, fitting
from dto_handbook.linter.source_files import FileError, UnreadableError, parse, read

PASSES = 10
"""How often to fix what a fix has uncovered."""


class Drafts:
    """The files that fixes change, held in memory until they are written.

    Attributes:
        contents: The changed files by their paths, as findings name them.
        errors: Why files were left unchanged.
    """

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.errors: list[FileError] = []
        self._originals: dict[str, bytes] = {}
        self._fixed: dict[str, int] = {}

    @property
    def fixed(self) -> int:
        """How many findings are fixed in the drafts that there are."""
        return sum(self._fixed[path] for path in self.contents)

    def fix(
        self, findings: Sequence[Finding], *, unsafe: bool, others: Sequence[Finding] = ()
    ) -> bool:
        """Apply the fixes that findings carry, as far as they do not overlap.

        Args:
            findings: The findings of the files as they are in the drafts now.
            unsafe: Whether to apply what may change the code's meaning, too.
            others: What is found as well and stays, such as what a comment suppresses. A fix that
                is not safe beside it is not applied.

        Returns:
            Whether anything changed.
        """
        left_out = {error.path for error in self.errors}
        by_path: dict[str, list[Fix]] = defaultdict(list)
        for finding, fix in applicable(findings, unsafe=unsafe, others=others):
            if finding.path not in left_out:
                by_path[finding.path].append(fix)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What Python thinks of the fixed files
            changes = [self._change(path, fitting(fixes)) for path, fixes in by_path.items()]
        return any(changes)

    def write(self) -> bool:
        """Write the drafts in place of the files, each as a whole or not at all.

        Returns:
            Whether all files were written. `errors` says why a file was not.
        """
        before = len(self.errors)
        for path, content in list(self.contents.items()):
            try:
                _replace(Path(path), self._originals[path], content)
            except UnreadableError as error:
                self._give_up(path, error.file_error.reason)
            except OSError as error:
                self._give_up(path, error.strerror or str(error))
        return len(self.errors) == before

    def diff(self) -> str:
        """Return what the drafts change, as a unified diff."""
        import difflib  # Costs start-up time that a check does not need

        parts = list[str]()
        for path, content in sorted(self.contents.items()):
            before, after = _lines(self._originals[path]), _lines(content)
            for line in difflib.unified_diff(before, after, f"a/{path}", f"b/{path}"):
                whole = line.endswith("\n")
                parts.append(line if whole else f"{line}\n\\ No newline at end of file\n")
        return "".join(parts)

    def _change(self, path: str, fixes: Sequence[Fix]) -> bool:
        try:
            old = self.contents.get(path)
            if old is None:
                old = self._originals[path] = read(Path(path), path)
            _, text = parse(old, path)
            encoding = _encoding(old)
            if text.encode(encoding) != old:
                raise ValueError(f"its bytes are not those that {encoding} writes")
            new = apply(text, fixes).encode(encoding)
        except UnreadableError as error:
            self._give_up(path, error.file_error.reason)
            return False
        except (IndexError, ValueError) as error:
            self._give_up(path, str(error))
            return False
        if new == old:
            return False
        try:
            parse(new, path)
        except UnreadableError as error:
            self._give_up(path, f"the fixed text would not parse: {error.file_error.reason}")
            return False
        self.contents[path] = new
        self._fixed[path] = self._fixed.get(path, 0) + len(fixes)
        return True

    def _give_up(self, path: str, reason: str) -> None:
        self.contents.pop(path, None)
        self.errors.append(FileError(path, 1, 1, f"left as it was: {reason}", is_syntax=False))


def applicable(
    findings: Sequence[Finding], *, unsafe: bool, others: Sequence[Finding] = ()
) -> Iterator[tuple[Finding, Fix]]:
    """Yield the findings that would be fixed, with their fixes.

    Args:
        findings: The findings that are to go away.
        unsafe: Whether fixes that may change the code's meaning count.
        others: All other findings of the check.
    """
    blocked = _classes_by_rule([*findings, *others])
    for finding in findings:
        fix = finding.fix
        if fix is not None:
            name = finding.symbol.rpartition(".")[2]
            is_blocked = any(name in blocked.get(rule, ()) for rule in fix.unless)
            if unsafe or (fix.is_safe and not is_blocked):
                yield finding, fix


def _classes_by_rule(findings: Iterable[Finding]) -> Mapping[str, set[str]]:
    # The names of the classes whose attributes findings are about.
    found: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        found[finding.rule].add(finding.symbol.rpartition(".")[0].rpartition(".")[2])
    return found


def _replace(path: Path, original: bytes, content: bytes) -> None:
    # A link stays one: what it leads to is replaced.
    target = path.resolve()
    status = target.stat()
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError(0, "it is read-only")
    now = read(target, str(path))
    if now == content:  # Written already, by another of its names
        return
    if now != original:
        raise OSError(0, "it was changed meanwhile")
    import tempfile  # Costs start-up time that a check without fixes does not need

    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.getuid(), os.getgid()):
            os.chown(name, status.st_uid, status.st_gid)
        Path(name).chmod(status.st_mode & 0o7777)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _encoding(content: bytes) -> str:
    return tokenize.detect_encoding(io.BytesIO(content).readline)[0]


def _lines(content: bytes) -> list[str]:
    text = content.decode(_encoding(content))
    return re.findall(r"[^\n]*\n|[^\n]+", text)
