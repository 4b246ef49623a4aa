"""What `check` reports with a baseline, or with a commit to compare with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, partial

from dto_handbook.baseline.checked_scope import CheckedScope, renames_in
from dto_handbook.baseline.comparison import Comparer, Comparison
from dto_handbook.baseline.file import Baseline, described, load
from dto_handbook.baseline.git import Repository
from dto_handbook.baseline.since import Since
from dto_handbook.linter.diagnostics import Outcome
from dto_handbook.workspace import Selection, Workspace

_MOST = 10  # Fixed findings to list one by one


class BaselineFilter:
    """Removes old findings from the outcome of a check.

    Args:
        workspace: The project.
        selection: The files that are checked.
        since: A revision of git; only what changed since then counts.
        with_baseline: Whether findings in the project's baseline are old.
        is_ci: Whether a baseline with fixed findings is a failure.

    Raises:
        BaselineError: The baseline or the revision cannot be used.
    """

    def __init__(
        self,
        workspace: Workspace,
        selection: Selection,
        since: str | None,
        *,
        with_baseline: bool,
        is_ci: bool,
    ) -> None:
        self._workspace = workspace
        self._selection = selection
        self._is_ci = is_ci
        self._since: Since | None = None
        if since is not None:
            repository = Repository(workspace.folder)
            changes = repository.changes(repository.merge_base(since))
            self._since = Since(changes, workspace.files)
        self._baseline: Baseline | None = None
        if with_baseline:
            self._baseline = load(workspace.baseline)
        self._comparison: Comparison | None = None
        # git takes longer than a check of few files, which an editor repeats with each change.
        self._renames = cache(partial(renames_in, workspace))

    def narrowed(self, outcome: Outcome, drafts: Collection[str] = ()) -> Outcome:
        """Return an outcome with the new findings only.

        Args:
            outcome: What the check came to.
            drafts: The paths of files that fixes have changed in memory.
        """
        findings, suppressed = outcome.findings, list(outcome.suppressed)
        if self._baseline is not None:
            comparison = compared(
                self._workspace, self._selection, self._baseline, outcome, self._renames
            )
            # What was fixed just now is no news to who fixes it.
            self._comparison = self._comparison or comparison
            findings, suppressed = list(comparison.new), [*suppressed, *comparison.old]
        if self._since is not None:
            touched = [self._since.touches(finding, drafts) for finding in findings]
            pairs = list(zip(findings, touched, strict=True))
            findings = [finding for finding, is_touched in pairs if is_touched]
            suppressed += [finding for finding, is_touched in pairs if not is_touched]
        return Outcome(findings, outcome.errors, suppressed)

    @property
    def fails(self) -> bool:
        """Whether the baseline has fixed findings, and this is a failure."""
        return self._is_ci and self._comparison is not None and bool(self._comparison.fixed)

    def notes(self) -> Iterator[str]:
        """Yield the notes on the baseline to print after the findings."""
        if (comparison := self._comparison) is None:
            return
        if comparison.old:
            yield f"{len(comparison.old)} more recorded in {self._workspace.settings.baseline}"
        if comparison.moved:
            yield f"{comparison.moved} of them recorded under another path or name"
        if comparison.fixed:
            lines = list(described(comparison.fixed))
            yield from (f"fixed: {line}" for line in lines[:_MOST])
            if len(lines) > _MOST:
                yield f"fixed: and {len(lines) - _MOST} more"
        if comparison.fixed or comparison.moved:
            effect = ": the check fails until then" if self.fails else ""
            yield f"run `dto-handbook baseline --prune`, and commit the file{effect}"


def compared(
    workspace: Workspace,
    selection: Selection,
    baseline: Baseline,
    outcome: Outcome,
    renames: Callable[[], Mapping[str, str]] | None = None,
) -> Comparison:
    """Compare the outcome of a check with a baseline.

    Args:
        workspace: The project, as it was checked last.
        selection: The files that were checked.
        baseline: The baseline.
        outcome: What the check came to.
        renames: Returns the files that were renamed: new paths by old ones; None to ask git.
    """
    scope = CheckedScope(workspace, selection, outcome, baseline, renames)
    comparer = Comparer(baseline, scope.has, scope.is_gone, scope.shapes.of, scope.renames)
    return comparer.compare(outcome.findings)
