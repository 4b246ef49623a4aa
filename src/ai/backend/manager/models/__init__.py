"""Tables of the Manager's database, and the connection to it."""

# A table exists for SQLAlchemy once its module was imported.
from ai.backend.manager.models import agent, auth, deployment, notification, session, user, vfolder

__all__ = ["agent", "auth", "deployment", "notification", "session", "user", "vfolder"]
