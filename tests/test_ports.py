"""Ports for servers that tests start."""

import socket
import sys

import pytest

from tests.ports import free_port


def test_nobody_listens_until_a_server_does() -> None:
    port = free_port()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    with socket.create_server(("127.0.0.1", port)):
        socket.create_connection(("127.0.0.1", port)).close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a server listen on a port that is kept")
def test_the_kernel_gives_it_to_nobody_else() -> None:
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="Address already in use"):
        other.bind(("127.0.0.1", port))
