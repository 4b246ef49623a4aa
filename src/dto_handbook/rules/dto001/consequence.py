"""A schema model among internal DTOs sends every field that a service adds to it."""

from dto_handbook.rules.dto001.invalid import DeploymentStatusResponse


class StatusForService(DeploymentStatusResponse):
    """A status with a field for the service layer only."""

    internal_notes: str


status = StatusForService(
    deployment_id="d-1", state="running", replicas=2, internal_notes="customer is in arrears"
)
sent = status.model_dump_json()
print("sent to the client:", sent)
assert status.internal_notes in sent
status.replicas = -1
print("a service may not change it, but it is now:", status.replicas)
assert status.replicas == -1
