"""What to do about an error of TLS to the database."""

import ssl
from pathlib import Path

import asyncpg

from ..urls import parameter

# The parameters of a URL that name files.
FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")

# OpenSSL's numbers for a certificate that is good, but for another name or address.
_ANOTHER_NAME = (62, 64)
_EXPIRED = 10

_TRUST = "let sslrootcert name the file of the authority that signed it"


def advice(error: Exception) -> str | None:
    """The error in one line with what to do about it, if it is one of TLS."""
    match error:
        case ssl.SSLCertVerificationError(verify_code=code) if code in _ANOTHER_NAME:
            return f"{error.verify_message.rstrip('.')}: connect to a name that is in it"
        case ssl.SSLCertVerificationError(verify_code=code) if code == _EXPIRED:
            return "the server's certificate has expired: renew it there"
        case ssl.SSLCertVerificationError():
            return f"the server's certificate is not trusted, {error.verify_message}: {_TRUST}"
        case asyncpg.InvalidAuthorizationSpecificationError() if "no encryption" in str(error):
            return (
                "the server wants TLS: use sslmode=verify-full, or sslmode=require without a check of its certificate"
            )
        case asyncpg.InvalidAuthorizationSpecificationError() if "client certificate" in str(error):
            return "the server wants a certificate of ours: let sslcert and sslkey name its files"
        case asyncpg.ClientConfigurationError() if "root certificate" in str(error):
            return f"there is nothing to check the server's certificate against: {_TRUST}"
        case ConnectionError() if "rejected SSL" in str(error):
            return "the server speaks no TLS: turn ssl on there, or use sslmode=disable in a network that you trust"
        case _:
            return None


def missing_file(url: str) -> str | None:
    """A parameter of the URL whose file is not there."""
    for name in FILES:
        if (file := parameter(url, name)) and not Path(file).exists():
            return f"the file that {name} names is missing: {file}"
    return None
