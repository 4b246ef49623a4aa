"""Pydantic adds a slash to a URL, so the URL no longer equals the original string.

Nor can the URL be written as JSON.
"""

import json
from dataclasses import asdict

from pydantic import HttpUrl

from dto_handbook.rules.dto007.invalid import DeploymentEndpoint

address = "https://models.example.org"
endpoint = DeploymentEndpoint("d-1", HttpUrl(address))
found = {address: "d-1"}.get(str(endpoint.url))
print(f"looked up under {endpoint.url}: {found}")
assert found is None
try:
    print(json.dumps(asdict(endpoint)))
except TypeError as error:
    print("TypeError:", error)
else:
    raise AssertionError("it was written as JSON")
