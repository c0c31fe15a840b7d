"""Keys as their operator handles them: make one, list them, revoke one."""

import re
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256

import asyncpg

from generated.keys import KeysQueries, ListKeysRow
from generated.models import API_KEYS_NAME_CHECK, API_KEYS_NAME_KEY, KeyScope

from ..database.pool import querying
from ..errors import CommandError, on_constraint

# What would break the lines of the list.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def is_secret(text: str) -> bool:
    """Whether it may be one; asking the database about anything else is of no use."""
    return _SECRET.fullmatch(text) is not None


def hash_of(secret: str) -> bytes:
    """What is stored; the secret cannot be guessed, so a slow hash would protect nothing more."""
    return sha256(secret.encode()).digest()


async def create(database_url: str, name: str, scope: KeyScope) -> str:
    """The secret of a new key, which is not kept anywhere."""
    if _CONTROL.search(name):
        raise CommandError("a key's name is one line, without control characters")
    secret = new_secret()
    meanings = {
        API_KEYS_NAME_KEY: CommandError(f"there is a key named {name} already: revoke it, or choose another name"),
        API_KEYS_NAME_CHECK: CommandError("a key's name has 1 to 200 characters"),
    }
    async with querying(database_url) as connection:
        with on_constraint(meanings), _as_text():
            await KeysQueries(connection).create_key(name=name, scope=scope, hash=hash_of(secret))
    return secret


async def listed(database_url: str) -> list[ListKeysRow]:
    async with querying(database_url) as connection:
        return await KeysQueries(connection).list_keys()


async def revoke(database_url: str, name: str) -> None:
    async with querying(database_url) as connection:
        with _as_text():
            number = await KeysQueries(connection).revoke_key(name)
    if number == 0:
        raise CommandError(f"there is no key in force named {name}")


@contextmanager
def _as_text() -> Generator[None]:
    try:
        yield
    except asyncpg.DataError:
        raise CommandError("a key's name is text in UTF-8") from None
