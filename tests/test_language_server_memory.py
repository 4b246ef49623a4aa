"""How much memory the language server needs over a day of work."""

from pathlib import Path

import pytest
from cli_runner import DATA, write
from editor_client import Editor, started

FILES = 300
EDITED = f"{DATA}/part7/types.py"
MEGABYTE = 1024  # In the unit of Linux


@pytest.mark.thorough
async def test_memory_does_not_grow_with_each_save(tmp_path: Path) -> None:
    write(tmp_path, {f"{DATA}/part{it}/types.py": module(it, 3) for it in range(FILES)})
    write(tmp_path, {EDITED: (text := module(7, 70)), "pyproject.toml": "[tool.dto-handbook]\n"})
    async with started(tmp_path) as editor:
        await editor.open(EDITED, text)
        early = await after_saves(editor, text, 5)
        late = await after_saves(editor, text, 45)
    # The index and Python's allocator come to rest later than after five saves, some 15 megabytes
    # higher. The trees of 45 checks, if they stayed, would be more than 35.
    assert late - early < 25 * MEGABYTE


def module(number: int, classes: int) -> str:
    other = f"Data{(number + 1) % FILES}_0"
    head = f"from ai.backend.manager.data.part{(number + 1) % FILES}.types import {other}\n"
    body = "".join(
        f"\n\n@dataclass\nclass Data{number}_{it}:\n    name: str | None\n    other: {other}\n\n"
        "    def is_named(self) -> bool:\n        return bool(self.name)\n"
        for it in range(classes)
    )
    return f"from dataclasses import dataclass\n\n{head}{body}"


async def after_saves(editor: Editor, text: str, saves: int) -> int:
    """Change and save a number of times; return the memory in kilobytes."""
    for number in range(saves):
        changed = f"{text}# {number}\n"
        editor.change(EDITED, changed)
        editor.save(EDITED, changed)
        assert await editor.diagnostics(EDITED)
    status = Path(f"/proc/{editor.process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])
