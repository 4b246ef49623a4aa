"""A model of the current API refuses a deprecated model, although both hold the same data."""

from pydantic import BaseModel, ValidationError

from dto_handbook.rules.dto008 import invalid, valid_instead


class ProjectResponse(BaseModel):
    """A project, as the current API answers."""

    quota: valid_instead.QuotaResponse


old = invalid.QuotaResponse(project_id="p-1", limit_bytes=100)
try:
    print(ProjectResponse.model_validate({"quota": old}))
except ValidationError as error:
    print(f"{type(error).__name__}: {error.errors()[0]['msg']}")
else:
    raise AssertionError("it was accepted")
