"""Ports of 127.0.0.1 for servers that tests start, and ports where nobody listens."""

import socket
import sys

__all__ = ["free_port"]


def free_port() -> int:
    """A port on which nobody listens. On Linux the kernel gives it to nobody else before this process has ended."""
    with socket.socket() as probe:
        # Servers set this option too. So they can listen where this socket is bound, and only where they were told to.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        if sys.platform == "linux":
            probe.detach()
        return port
