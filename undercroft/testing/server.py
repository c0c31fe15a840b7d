"""One server for a run: the process that a person started finds it, and pytest-xdist's workers ask that process."""

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from threading import Lock, Thread
from typing import Any, Protocol

import msgspec

from .databases import ConnectError, sweep
from .nearest_postgres import Found, container, embedded, find, named


class Server(Protocol):
    """The server of a run, looked for at the first use."""

    run: str
    """The names of the run's databases begin with it: other runs may use the same server at the same time."""

    def url(self) -> str:
        """Raise LookupError if there is no server."""
        ...


class Owned:
    """The server, in the process that ends it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.run = f"test_{secrets.token_hex(4)}"
        self._environment = environment
        self._lock = Lock()
        self._found: Found | LookupError | None = None
        self._listener: Listener | None = None
        self._key = secrets.token_bytes()

    def found(self) -> Found:
        with self._lock:
            if self._found is None:
                try:
                    self._found = find(self._environment, (named, container, embedded))
                except LookupError as error:
                    self._found = error
        if isinstance(self._found, LookupError):
            raise self._found
        return self._found

    def url(self) -> str:
        return self.found().url

    def lend(self) -> tuple[str, str, str]:
        """What a worker needs to ask for the server."""
        if self._listener is None:
            self._listener = Listener(family="AF_UNIX", backlog=64, authkey=self._key)
            Thread(target=self._serve, args=[self._listener], daemon=True).start()
        return self.run, str(self._listener.address), self._key.hex()

    def _serve(self, listener: Listener) -> None:
        while True:
            try:
                with listener.accept() as asking:
                    self._answer(asking)
            except (AuthenticationError, ConnectionError, EOFError):
                continue  # a worker that has ended
            except OSError:
                return  # closed

    def _answer(self, asking: "Connection[Any, Any]") -> None:
        try:
            answer = {"url": self.url()}
        except LookupError as error:
            answer = {"error": str(error)}
        asking.send_bytes(msgspec.json.encode(answer))

    def close(self) -> None:
        if self._listener:
            self._listener.close()
        with self._lock:
            if isinstance(self._found, Found):
                with suppress(*ConnectError):
                    asyncio.run(sweep(self._found.url, self.run))
                self._found.close()


class Borrowed:
    """The server, in a worker."""

    def __init__(self, run: str, address: str, key: str) -> None:
        self.run = run
        self._address = address
        self._key = bytes.fromhex(key)

    def url(self) -> str:
        with Client(self._address, authkey=self._key) as owner:
            answer = msgspec.json.decode(owner.recv_bytes(), type=dict[str, str])
        if "error" in answer:
            raise LookupError(answer["error"])
        return answer["url"]
