"""For a DTO without a docstring, `help` and the editor repeat the constructor."""

import inspect

from ai.backend.manager.data.session.metadata import SessionMetadata as Documented
from dto_handbook.rules.dto401.invalid import DetailedSummary, SessionMetadata

print("without:", inspect.getdoc(SessionMetadata))
assert str(inspect.getdoc(SessionMetadata)).startswith("SessionMetadata(session_id")
print("with:", inspect.getdoc(Documented))
print("a derived one:", inspect.getdoc(DetailedSummary))
