# src/ai/backend/manager/data/deployment/endpoint.py
"""Changes during construction, and changes to objects that are not DTOs."""

from dataclasses import dataclass, replace

from ai.backend.manager.data.deployment.revision import ModelRevisionConfig


@dataclass(frozen=True)
class Endpoint:
    """A deployment's address."""

    url: str
    path: str = ""

    def __post_init__(self) -> None:
        """Complete a field from another one."""
        object.__setattr__(self, "path", self.url.partition("/")[2])


class EndpointCache:
    """A cache is meant to change, and is not a DTO."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def remember(self, endpoint: Endpoint) -> None:
        """Change the cache, not the endpoint."""
        self.urls.append(endpoint.url)


def with_port(config: ModelRevisionConfig, port: str) -> ModelRevisionConfig:
    """Change a copy of the dict, and copy the DTO with the new dict."""
    settings = dict(config.runtime_config)
    settings["port"] = port
    settings.update(dtype="float16")
    return replace(config, runtime_config=settings)
