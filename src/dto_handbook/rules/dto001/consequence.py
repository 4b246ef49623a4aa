"""A wire model among internal DTOs sends what a service adds to it."""

from dto_handbook.rules.dto001.invalid import DeploymentStatusResponse


class StatusForService(DeploymentStatusResponse):
    """What a colleague makes of it, for the service alone."""

    internal_notes: str


status = StatusForService(
    deployment_id="d-1", state="running", replicas=2, internal_notes="customer is in arrears"
)
print("sent to the client:", status.model_dump_json())
status.replicas = -1
print("no service may change it, yet it says:", status.replicas)
