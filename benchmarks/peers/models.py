"""The tables as SQLAlchemy's declarative models, for the peers that use it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import asyncpg
from sqlalchemy import DateTime
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from .serving import POOL_SIZE, database_url


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True)}


class User(Base):
    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


# The URL names a socket, which asyncpg reads itself.
engine = create_async_engine(
    "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(database_url()), pool_size=POOL_SIZE, max_overflow=0
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
