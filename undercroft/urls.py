"""URLs as they may be shown, and those of databases that name several hosts."""

import re
from urllib.parse import parse_qsl, quote, urlencode

# `urlsplit` does not take a list of hosts with brackets.
_PARTS = re.compile(r"(?P<scheme>[^:/?#]+)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.DOTALL)


# What a database's URL can ask of its servers, by libpq's names.
TARGET = "target_session_attrs"
TARGETS = ("any", "read-write", "primary", "read-only", "standby", "prefer-standby")


def mask(url: str) -> str:
    """The URL without its password."""
    url = re.sub(r"(?<=://)([^:@/?]*):.*@", r"\1:***@", url, flags=re.DOTALL)
    return re.sub(r"([?&]\w*password=)[^&]*", r"\1***", url)


def each_host(url: str) -> list[str]:
    """A URL for each host that a database's URL names, before its path or, as libpq also has it, in its query.

    ValueError if the list is not right. A URL with one host stays as it is.
    """
    if (parts := _PARTS.fullmatch(url)) is None:
        return [url]
    scheme, authority, path, query = parts.groups(default="")
    credentials, at, listed = authority.rpartition("@")
    if listed:
        hosts = listed.split(",")
        _check(hosts)
        tail = f"{path}?{query}" if query else path
        return [url] if len(hosts) == 1 else [f"{scheme}://{credentials}{at}{host}{tail}" for host in hosts]
    parameters = dict(parse_qsl(query))
    hosts = parameters.get("host", "").split(",")
    if len(hosts) == 1:
        return [url]
    _check(hosts)
    ports = parameters.get("port", "").split(",")
    if len(ports) not in (1, len(hosts)):
        raise ValueError(f"{len(hosts)} hosts with {len(ports)} ports")
    rest = urlencode({name: value for name, value in parameters.items() if name not in ("host", "port")})
    tail = f"{path}?{rest}" if rest else path
    pairs = zip(hosts, ports if len(ports) > 1 else ports * len(hosts), strict=True)
    return [f"{scheme}://{credentials}{at}{_address(host, port)}{tail}" for host, port in pairs]


def parameter(url: str, name: str) -> str | None:
    """What the URL's query says of this."""
    parts = _PARTS.fullmatch(url)
    return dict(parse_qsl(parts["query"] or "")).get(name) if parts else None


def _check(hosts: list[str]) -> None:
    if len(hosts) > 1 and not all(hosts):
        raise ValueError("a host is empty")


def _address(host: str, port: str) -> str:
    """As it stands before the path."""
    if host.startswith("/"):
        host = quote(host, safe="")
    elif host.count(":") > 1 and not host.startswith("["):
        host = f"[{host}]"
    return f"{host}:{port}" if port else host
