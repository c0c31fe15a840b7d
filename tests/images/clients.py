"""Clients that send one request after the other until the service is gone, and count what was answered."""

import json
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Event, Thread


class Client:
    """Makes users, on one connection for as long as the server keeps it."""

    def __init__(self, number: int, port: int, key: str) -> None:
        self.made = 0
        self.lost: list[str] = []
        self.has_begun = Event()
        self._number = number
        self._port = port
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._thread = Thread(target=self._call)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _call(self) -> None:
        emails = (f"{self._number}-{each}@example.org" for each in count())
        while True:
            connection = HTTPConnection("127.0.0.1", self._port, timeout=10)
            try:
                connection.connect()
            except OSError:
                return
            try:
                while self._make(connection, next(emails)):
                    self.has_begun.set()
            except (OSError, HTTPException) as error:
                self.lost.append(repr(error))
            finally:
                connection.close()

    def _make(self, connection: HTTPConnection, email: str) -> bool:
        """Make a user, and say whether the connection stays open."""
        connection.request("POST", "/users", json.dumps({"email": email, "name": "Ada"}), self._headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 201:
            self.lost.append(f"status {answer.status}")
        self.made += answer.status == 201
        return answer.headers["Connection"] != "close"
