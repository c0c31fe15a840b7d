"""Keeping new connections out of a port that still listens."""

import os
import select
import socket
import sys

import pytest

from undercroft.serving import door

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can")


def caller(listener: socket.socket) -> socket.socket:
    """A client that has begun to connect."""
    client = socket.socket()
    client.setblocking(False)
    client.connect_ex(listener.getsockname())
    return client


def is_connected(client: socket.socket) -> bool:
    return bool(select.select([], [client], [], 0)[1])


def test_who_is_there_is_served_and_nobody_else_comes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, caller(listener) as there:
        assert is_connected(there)
        if not door.shut(listener.getsockname()[1]) and os.geteuid():
            pytest.skip("only root may set socket filters here")
        accepted, _ = listener.accept()
        with accepted, caller(listener) as late:
            there.sendall(b"question")
            assert accepted.recv(100) == b"question"
            accepted.sendall(b"answer")
            assert there.recv(100) == b"answer"
            assert not is_connected(late)


def test_other_ports_stay_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        door.shut(one.getsockname()[1])
        with caller(other) as client:
            assert is_connected(client)
