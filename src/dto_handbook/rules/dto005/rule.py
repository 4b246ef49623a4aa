"""DTO005: `manager/data` imports a layer above it at run time."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule


class LayerImport(Rule):
    """`manager/data` imports no models, repositories, services or API at run time.

    Why: Every layer imports the DTOs. A DTO that imports a layer closes an import cycle: whichever
    module is imported first, the other one finds it only partly loaded, and the program does not
    start.

    How to fix: If only an annotation needs the name, import it under `if TYPE_CHECKING` and write
    `from __future__ import annotations`. If code needs it, move that code to the layer: a
    repository makes the DTO from a row, and the DTO does not read the row itself.

    Exceptions: An import under `if TYPE_CHECKING` never runs. An import inside a function still
    runs, only later, and is flagged because it hides the cycle.

    Not seen: An import of another module that imports a layer, and an import by name through
    `importlib`.
    """

    id = "DTO005"
    name = "Layer import"
    clauses = ("G5", "Y3", "Y4", "Y5")
    since = "0.1.0"
    follows_names = False

    def check(self, module: Module) -> Iterator[Finding]:
        """Check what each import names, except imports for type checkers."""
        layers = tuple(f"{layer}." for layer in module.settings.layers)
        for node, names in module.imports:
            above = (name for name in names if f"{name}.".startswith(layers))
            if (name := next(above, None)) and node not in module.type_checking_only:
                message = (
                    f"{name} is imported at run time: "
                    "import it under TYPE_CHECKING, or move the code"
                )
                yield self.finding(module, node, "", message)
