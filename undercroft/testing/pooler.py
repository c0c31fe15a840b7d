"""A pooler between the tests and their server, if TEST_POOLER_URL names one, such as postgresql://127.0.0.1:6432."""

import os
from urllib.parse import urlsplit

# The URLs that lead to the server itself, by those that lead through the pooler.
_direct: dict[str, str] = {}


def is_between() -> bool:
    return "TEST_POOLER_URL" in os.environ


def through(url: str) -> str:
    """The URL of the same database, by way of the pooler if there is one."""
    if not is_between():
        return url
    parts = urlsplit(url)
    user, at, _ = parts.netloc.rpartition("@")
    host = urlsplit(os.environ["TEST_POOLER_URL"]).netloc
    pooled = parts._replace(netloc=f"{user}{at}{host}", query="").geturl()
    _direct[pooled] = url
    return pooled


def past(url: str) -> str:
    """The URL that leads to the server itself."""
    return _direct.get(_without_query(url), url)


def variables(url: str) -> dict[str, str]:
    """The settings that tell a service of the pooler, if this URL leads through it."""
    return {"POOLER": "transaction", "DIRECT_DATABASE_URL": past(url)} if _without_query(url) in _direct else {}


def _without_query(url: str) -> str:
    """As `through` made it: a test may have added parameters."""
    return urlsplit(url)._replace(query="").geturl()
