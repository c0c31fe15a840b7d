"""Keys as their operator handles them: create one, list them, revoke one."""

import re
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256

import asyncpg

from ..database.generated import Executor
from ..errors import CommandError, on_constraint
from .queries import KeyQueries, Keys

# These would break the lines of the list.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def is_secret(text: str) -> bool:
    """Whether the text has a secret's form; the database knows nothing of any other."""
    return _SECRET.fullmatch(text) is not None


def hash_of(secret: str) -> bytes:
    """What is stored; nobody can guess a secret, so a slow hash would protect nothing more."""
    return sha256(secret.encode()).digest()


async def create(database: Executor, keys: Keys, name: str, scope: str) -> str:
    """Create a key; its secret is returned, and stored nowhere."""
    if _CONTROL.search(name):
        raise CommandError("a key's name is one line, without control characters")
    secret = new_secret()
    meanings = {
        keys.unique_name: CommandError(f"there is a key named {name} already: revoke it, or choose another name"),
        keys.valid_name: CommandError("a key's name has 1 to 200 characters"),
    }
    with on_constraint(meanings), _as_text():
        await keys.queries(database).create_key(name=name, scope=keys.scope(scope), hash=hash_of(secret))
    return secret


async def revoke(queries: KeyQueries, name: str) -> None:
    with _as_text():
        number = await queries.revoke_key(name)
    if number == 0:
        raise CommandError(f"there is no key in force named {name}")


@contextmanager
def _as_text() -> Generator[None]:
    try:
        yield
    except asyncpg.DataError:
        raise CommandError("a key's name is text in UTF-8") from None
