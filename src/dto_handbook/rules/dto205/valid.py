# src/ai/backend/manager/data/deployment/endpoint.py
"""Changes that are a part of construction, and changes to what is no DTO."""

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
    """A cache is meant to change, and is no DTO."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def remember(self, endpoint: Endpoint) -> None:
        """Change the cache, not the endpoint."""
        self.urls.append(endpoint.url)


def with_port(config: ModelRevisionConfig, port: str) -> ModelRevisionConfig:
    """Change a copy of the dict, and make a copy of the DTO with it."""
    settings = dict(config.runtime_config)
    settings["port"] = port
    settings.update(dtype="float16")
    return replace(config, runtime_config=settings)
