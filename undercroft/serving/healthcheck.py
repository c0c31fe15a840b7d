"""`python -m undercroft.serving.healthcheck` exits with 0 if the service beside it answers: for images without curl."""

import os
import sys
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException

PATIENCE = 3.0


def is_alive(environ: Mapping[str, str]) -> bool:
    """Whether it answers where HOST and PORT say; on 0.0.0.0 and ::, a service is also on this machine's own address."""
    connection = HTTPConnection(environ.get("HOST") or "127.0.0.1", int(environ.get("PORT") or 8000), timeout=PATIENCE)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_alive(os.environ))
