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

# A program of the kernel's socket filters, one instruction each: code, jump if true, jump if false, operand.
_NO_SYN = (
    (0x30, 0, 0, 13),  # load the byte of a TCP header that has its flags
    (0x45, 0, 1, 0x02),  # is SYN among them?
    (0x06, 0, 0, 0),  # then ignore the packet
    (0x06, 0, 0, 0xFFFFFFFF),  # else take all of it
)


def shut(port: int) -> bool:
    """Let no new connection come to the port, on which this process listens; whether the system lets this account do so."""
    is_shut = False
    if sys.platform != "linux":
        return is_shut
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *instruction) for instruction in _NO_SYN))
    filter = struct.pack("HP", len(_NO_SYN), ctypes.addressof(program))
    # Granian tells nobody which socket is its own.
    for entry in Path("/proc/self/fd").iterdir():
        # Most are no sockets. And some systems let only root set filters: then a client can be unlucky, as elsewhere.
        with suppress(OSError), _borrowed(int(entry.name)) as found:
            if _listens(found) and found.getsockname()[1] == port:
                found.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, filter)
                is_shut = True
    return is_shut


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
