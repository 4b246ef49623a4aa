"""What has no annotation is no field: not set, not compared, not shown."""

from dto_handbook.rules.dto403.invalid import DeploymentScaleConfig, EagerScaleConfig

try:
    DeploymentScaleConfig(1, 4, 0.8, cooldown_period=60)  # type: ignore[call-arg] # no field
except TypeError as error:
    print(error)

print(DeploymentScaleConfig(1, 4, 0.8))
try:
    EagerScaleConfig(1, 4)  # type: ignore[call-arg] # the default is none
except TypeError as error:
    print(error)
