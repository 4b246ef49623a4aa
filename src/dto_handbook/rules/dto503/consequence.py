"""The module does not load; on Python 3.14 and later, code that resolves its types fails."""

from typing import get_type_hints

try:
    from dto_handbook.rules.dto503.invalid import DeploymentRequest

    get_type_hints(DeploymentRequest)
except NameError as error:
    print(f"{type(error).__name__}: {error}")
else:
    raise AssertionError("its types resolve")
