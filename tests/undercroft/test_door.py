"""Keeping new connections out of a port that still listens."""

import select
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import pytest

from undercroft.serving import door

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can")


def caller(address: tuple[str, int]) -> socket.socket:
    """A client that has begun to connect."""
    client = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
    client.setblocking(False)
    client.connect_ex(address)
    return client


def is_connected(client: socket.socket) -> bool:
    return bool(select.select([], [client], [], 0)[1])


def has_ipv6() -> bool:
    with suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return True
    return False


@pytest.mark.parametrize("ignore", [door.ignore_by_flag, door.ignore_by_hops])
@pytest.mark.parametrize(
    ("bound", "called"),
    [
        pytest.param("127.0.0.1", "127.0.0.1", id="IPv4"),
        pytest.param("::", "::1", id="IPv6"),
        pytest.param("::", "127.0.0.1", id="IPv4 to a port of both"),
    ],
)
def test_who_is_there_is_served_and_nobody_else_comes(
    ignore: Callable[[socket.socket], None], bound: str, called: str
) -> None:
    if ":" in bound and not has_ipv6():
        pytest.skip("this machine has no IPv6")
    family = socket.AF_INET6 if ":" in bound else socket.AF_INET
    with socket.create_server((bound, 0), family=family, dualstack_ipv6=":" in bound) as listener:
        address = (called, listener.getsockname()[1])
        with caller(address) as there:
            assert is_connected(there)
            try:
                ignore(listener)
            except PermissionError:
                pytest.skip("only root may set socket filters here")
            accepted, _ = listener.accept()
            with accepted, caller(address) as late:
                there.sendall(b"question")
                assert accepted.recv(100) == b"question"
                accepted.sendall(b"answer")
                assert there.recv(100) == b"answer"
                assert not is_connected(late)


def test_a_port_is_shut() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        door.shut(listener.getsockname()[1])
        with caller(listener.getsockname()) as late:
            assert not is_connected(late)


def test_other_ports_stay_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        door.shut(one.getsockname()[1])
        with caller(other.getsockname()) as client:
            assert is_connected(client)
