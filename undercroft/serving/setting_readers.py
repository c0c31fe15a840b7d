"""How one setting is read from the text of its variable: numbers, durations, sizes, URLs, and so on."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from msgspec import Struct

from ..urls import TARGET, TARGETS, each_host, mask, parameter

_SECONDS = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_BYTES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}

_HIDDEN = "(what was given is not shown, since it may hold a password)"

_BETWEEN_URLS = re.compile(r"[\s,]+(?=postgres(?:ql)?://)")

# Not those of other scripts, nor more of them than Python takes for a number.
_DIGITS = re.compile(r"-?[0-9]{1,4000}")

# As a browser writes it.
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


class Reader(Struct, frozen=True):
    """Reads a setting; stands in the annotation of its field."""

    parse: Callable[[str], Any]
    """The value, or KeyError or ValueError if the text breaks the rule."""
    default: Any
    rule: str
    is_secret: bool = False
    """Whether the text may hold a password, so that an error must not show it."""
    shown: Callable[[Any], Any] = lambda value: value
    """The value as the log may show it."""


def host_name(*, default: str) -> Reader:
    return Reader(_host, default, "must be a host's name or its address, like 127.0.0.1 or ::1")


def choice(*choices: str, default: str) -> Reader:
    by_name = {choice: choice for choice in choices}
    return Reader(lambda given: by_name[given.lower()], default, f"must be {' or '.join(choices)}")


def number(*, default: int, least: int, most: int) -> Reader:
    def parse(given: str) -> int:
        if not _DIGITS.fullmatch(given):
            raise ValueError
        return int(_within(int(given), least, most))

    return Reader(parse, default, f"must be a number from {least} to {most}")


def duration(*, default: float, least: float, most: float = 86_400) -> Reader:
    """A time in seconds."""

    def parse(given: str) -> float:
        return _within(_scaled(given, _SECONDS), least, most)

    rule = f"must be a duration like 5 s, 500 ms or 2 min, from {least:g} s to {most:g} s"
    return Reader(parse, float(default), rule)


def host_and_port() -> Reader:
    def parse(given: str) -> tuple[str, int]:
        parts = urlsplit(f"//{given}")
        if not parts.hostname or not parts.port or parts.netloc != given or parts.username is not None:
            raise ValueError
        return _host(parts.hostname), parts.port

    return Reader(parse, None, "must be a host and a port, like 127.0.0.1:9090 or [::1]:9090")


def size(*, default: int, least: int, most: int) -> Reader:
    """A number of bytes."""

    def parse(given: str) -> int:
        return int(_within(_scaled(given, _BYTES), least, most))

    return Reader(parse, default, f"must be a size like 1 MiB, 512 KiB or 1048576, from {least} to {most} bytes")


def origins() -> Reader:
    def parse(given: str) -> tuple[str, ...]:
        origins = tuple(given.replace(",", " ").split())
        if origins != ("*",) and not (origins and all(map(_ORIGIN.fullmatch, origins))):
            raise ValueError
        return origins

    rule = "must be origins like https://app.example.org, in small letters and without a path, or * for any"
    return Reader(parse, (), rule)


def mail_address(*, default: str) -> Reader:
    def parse(given: str) -> str:
        if not re.fullmatch(r"[\w.+-]+@[\w.-]+", given, re.ASCII):
            raise ValueError
        return given

    return Reader(parse, default, "must be an address like service@example.org")


def database() -> Reader:
    def fits(parts: SplitResult) -> bool:
        parse_qsl(parts.query, strict_parsing=bool(parts.query))
        return parts.scheme in ("postgresql", "postgres")

    def parse(given: str) -> str:
        for url in each_host(given):
            _check(url, fits)
        if parameter(given, TARGET) not in (None, *TARGETS):
            raise ValueError
        return given

    rule = (
        "must be a URL like postgresql://user:password@host:5432/name, where special characters are written as %40,"
        f" or with several servers postgresql://user:password@host1:5432,host2:5433/name?{TARGET}=read-write"
    )
    return Reader(parse, None, f"{rule} {_HIDDEN}", is_secret=True, shown=_masked)


def databases() -> Reader:
    """Databases of one server each."""
    read_one = database()

    def parse(given: str) -> tuple[str, ...]:
        urls = tuple(_BETWEEN_URLS.split(given))
        if any(len(each_host(url)) > 1 for url in urls):
            raise ValueError
        return tuple(map(read_one.parse, urls))

    rule = (
        "must be URLs like postgresql://user:password@replica:5432/name, of one server each, with spaces between them"
    )
    return Reader(parse, (), f"{rule} {_HIDDEN}", is_secret=True, shown=lambda urls: tuple(map(mask, urls)))


def secret(*, least: int) -> Reader:
    """A text that several processes share and nobody else knows."""

    def parse(given: str) -> str:
        if len(given) < least:
            raise ValueError
        return given

    rule = f"must have {least} characters at least; what was given is not shown"
    return Reader(parse, None, rule, is_secret=True, shown=lambda value: value and "***")


def smtp() -> Reader:
    def fits(parts: SplitResult) -> bool:
        return parts.scheme in ("smtp", "smtps") and bool(_host(parts.hostname or ""))

    rule = "a URL like smtp://user:password@host:587 or smtps://host, where special characters are written as %40"
    return _url(fits, rule)


def otlp_url() -> Reader:
    def fits(parts: SplitResult) -> bool:
        return parts.scheme in ("http", "https") and bool(_host(parts.hostname or "")) and not parts.query

    return _url(fits, "the URL of a collector that takes OTLP over HTTP, like http://127.0.0.1:4318")


def _url(fits: Callable[[SplitResult], bool], rule: str) -> Reader:
    def parse(given: str) -> str:
        _check(given, fits)
        return given

    return Reader(parse, None, f"must be {rule} {_HIDDEN}", is_secret=True, shown=_masked)


def _masked(url: str | None) -> str | None:
    return url and mask(url)


def _check(url: str, fits: Callable[[SplitResult], bool]) -> None:
    parts = urlsplit(url)
    if parts.port == 0 or not fits(parts):
        raise ValueError


def _host(given: str) -> str:
    """The name, if it can be looked up; an address is one too."""
    if not given or re.search(r"[\s/]", given):
        raise ValueError
    given.encode("idna")
    return given


def _scaled(given: str, units: Mapping[str, float]) -> float:
    parts = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*([a-zA-Z]*)", given)
    if parts is None:
        raise ValueError
    return float(parts[1]) * units[parts[2].lower()]


def _within(value: float, least: float, most: float) -> float:
    if not least <= value <= most:
        raise ValueError
    return value
