"""The development key: its secret is kept in the app's data folder, and stays the same."""

import os
from pathlib import Path

import asyncpg

from ..database.generated import Executor
from ..errors import CannotServe
from .keys import hash_of, is_secret, new_secret
from .queries import WRITE, Keys

NAME = "development"


async def development_key(database: Executor, keys: Keys, data: Path) -> str:
    """The secret of a key in force, the same as last time if that key is still in force."""
    queries = keys.queries(database)
    secret = _kept_secret(data)
    if await queries.find_key(hash_of(secret)) is None:
        await queries.revoke_key(NAME)
        try:
            await queries.create_key(name=NAME, scope=keys.scope(WRITE), hash=hash_of(secret))
        except asyncpg.UniqueViolationError:
            # The kept key was revoked, and stays revoked.
            secret = _kept_secret(data, anew=True)
            await queries.create_key(name=NAME, scope=keys.scope(WRITE), hash=hash_of(secret))
    return secret


async def refuse_in_production(database: Executor, keys: Keys, *, revoke: str) -> None:
    """Raise if the development key is in force; `revoke` is the command that ends it."""
    if any(key.name == NAME and key.revoked_at is None for key in await keys.queries(database).list_keys()):
        raise CannotServe(f"the key {NAME} is in force, which lies in a developer's folder: run {revoke} {NAME}")


def _kept_secret(data: Path, *, anew: bool = False) -> str:
    file = data / "key"
    data.mkdir(exist_ok=True)
    if file.exists() and not anew and is_secret(kept := file.read_text().strip()):
        return kept
    file.unlink(missing_ok=True)
    secret = new_secret()
    # Nobody else may read the file, not even before the secret is in it.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600), "w") as opened:
        opened.write(secret)
    return secret
