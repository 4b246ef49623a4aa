"""Tables of the virtual-folder domain."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ai.backend.manager.models.base import Base


class VFolderRow(Base):
    """A virtual folder."""

    __tablename__ = "vfolders"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    host: Mapped[str]
    ownership: Mapped[str]
    owner_id: Mapped[str]
    quota: Mapped[int | None]


class InvitationRow(Base):
    """A permission that an owner gave to another user."""

    __tablename__ = "vfolder_invitations"

    vfolder_id: Mapped[str] = mapped_column(ForeignKey("vfolders.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    permission: Mapped[str]
