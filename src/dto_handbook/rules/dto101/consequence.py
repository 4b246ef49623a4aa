"""A NamedTuple equals any tuple with the same values, and a loop over it yields single values."""

from typing import NamedTuple

from dto_handbook.rules.dto101.invalid import DeploymentScaleConfig


class Retry(NamedTuple):
    """A record with another meaning."""

    first_delay: int
    last_delay: int
    factor: float
    timeout: int


config = DeploymentScaleConfig(1, 8, 0.7, 300)
retry: object = Retry(1, 8, 0.7, 300)
print("equals a record with another meaning:", config == retry)
assert config == retry
print("one config in a list becomes:", [value for configs in (config,) for value in configs])
low, high, *_ = config._replace(max_replicas=0)
print("unpacked by position, with invalid limits:", low, high)
assert low > high
