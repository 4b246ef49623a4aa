"""A schema that names an internal DTO sends the DTO's internal notes."""

from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
from dto_handbook.rules.dto002.invalid import DeploymentAnswer, get_status

status = InternalDeploymentStatus("d-1", "running", 2, internal_notes="customer is in arrears")
print("sent by the model:  ", DeploymentAnswer(name="vision", status=status).model_dump_json())
print("sent by hand:       ", get_status(status))
published = DeploymentAnswer.model_json_schema()["$defs"]["InternalDeploymentStatus"]
print("promised to clients:", ", ".join(published["properties"]))
assert status.internal_notes in get_status(status)
assert "internal_notes" in published["properties"]
