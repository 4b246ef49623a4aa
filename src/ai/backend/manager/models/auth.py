"""Table of the authentication domain."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ai.backend.manager.models.base import Base


class KeypairRow(Base):
    """A user's access key and secret key."""

    __tablename__ = "keypairs"

    access_key: Mapped[str] = mapped_column(primary_key=True)
    secret_key: Mapped[str]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    is_active: Mapped[bool]
    rate_limit: Mapped[int | None]
