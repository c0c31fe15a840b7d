"""Keeps new connections out, while those that are there are served on.

Closing a socket that listens resets the connections that nobody has accepted yet, and granian closes those whose
request has not come yet. So first no connection may come any more: the kernel ignores its first packet. Such a client
tries again after a second; by then the port is closed, or another process listens.
"""

import ctypes
import socket
import struct
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

_SO_ATTACH_FILTER = 26
_IP_MINTTL = 21
_IPV6_MINHOPCOUNT = 73

# No packet from another host has as many hops left: clients begin with 64 or 128.
_MOST_HOPS = 255

# A program of the kernel's socket filters, one instruction each: code, jump if true, jump if false, operand.
_NO_SYN = (
    (0x30, 0, 0, 13),  # load the byte of a TCP header that has its flags
    (0x45, 0, 1, 0x02),  # is SYN among them?
    (0x06, 0, 0, 0),  # then ignore the packet
    (0x06, 0, 0, 0xFFFFFFFF),  # else take all of it
)


def shut(port: int) -> None:
    """Let no new connection come to the port, on which this process listens. Only Linux can do so."""
    if sys.platform != "linux":
        return
    # Granian tells nobody which socket is its own.
    for entry in Path("/proc/self/fd").iterdir():
        # Most are no sockets.
        with suppress(OSError), _borrowed(int(entry.name)) as found:
            if _listens(found) and found.getsockname()[1] == port:
                try:
                    ignore_by_flag(found)
                except PermissionError:
                    ignore_by_hops(found)


def ignore_by_flag(listening: socket.socket) -> None:
    """Raises PermissionError on systems that let only root set filters."""
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *instruction) for instruction in _NO_SYN))
    filter = struct.pack("HP", len(_NO_SYN), ctypes.addressof(program))
    listening.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, filter)


def ignore_by_hops(listening: socket.socket) -> None:
    """Unlike a filter, this cuts off a client whose connection is half made at this moment."""
    listening.setsockopt(socket.IPPROTO_IP, _IP_MINTTL, _MOST_HOPS)
    if listening.family == socket.AF_INET6:
        listening.setsockopt(socket.IPPROTO_IPV6, _IPV6_MINHOPCOUNT, _MOST_HOPS)


@contextmanager
def _borrowed(number: int) -> Generator[socket.socket]:
    found = socket.socket(fileno=number)
    try:
        yield found
    finally:
        found.detach()


def _listens(found: socket.socket) -> bool:
    is_internet = found.family in (socket.AF_INET, socket.AF_INET6)
    return is_internet and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1
