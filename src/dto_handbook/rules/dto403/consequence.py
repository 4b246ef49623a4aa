"""An attribute without an annotation is not set, not compared and not shown."""

from dto_handbook.rules.dto403.invalid import DeploymentScaleConfig, EagerScaleConfig

try:
    DeploymentScaleConfig(1, 4, 0.8, cooldown_period=60)  # type: ignore[call-arg] # not a field
except TypeError as error:
    print(error)
else:
    raise AssertionError("it is a field")

print(DeploymentScaleConfig(1, 4, 0.8))
try:
    EagerScaleConfig(1, 4)  # type: ignore[call-arg] # not a default
except TypeError as error:
    print(error)
else:
    raise AssertionError("it has a default")
