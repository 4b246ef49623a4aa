"""A plugin for Pants: `pants lint` runs the DTO handbook's checker, once for all files."""

import subprocess
from collections.abc import Iterable

from pants.base.build_environment import get_buildroot
from pants.core.goals.lint import LintFilesRequest, LintResult
from pants.core.util_rules.partitions import Partitions
from pants.engine.rules import collect_rules, rule
from pants.option.option_types import SkipOption
from pants.option.subsystem import Subsystem

COMMAND = ("dto-handbook", "check", "--ci")


class DtoHandbook(Subsystem):
    """The options of the tool."""

    name = "DTO handbook"
    options_scope = "dto-handbook"
    help = "Checks the Manager's DTOs."
    skip = SkipOption("lint")


class DtoHandbookRequest(LintFilesRequest):
    """A request to check the project."""

    tool_subsystem = DtoHandbook


@rule
async def partition(
    request: DtoHandbookRequest.PartitionRequest, options: DtoHandbook
) -> Partitions:
    """Make one partition with one element, so that there is one batch."""
    return Partitions() if options.skip else Partitions.single_partition(request.files[:1])


@rule
async def check(batch: DtoHandbookRequest.Batch) -> LintResult:
    """Check the project where it is: a sandbox has neither all modules nor the history."""
    done = subprocess.run(COMMAND, cwd=get_buildroot(), capture_output=True, text=True, check=False)
    return LintResult(done.returncode, done.stdout, done.stderr, batch.tool_name)


def rules() -> Iterable[object]:
    """Return what Pants loads."""
    return [*collect_rules(), *DtoHandbookRequest.rules()]
