"""The settings, read from the environment: all of them checked, and every problem shown at once."""

import re
from collections.abc import Callable, Mapping
from typing import Literal, TypeVar
from urllib.parse import SplitResult, parse_qsl, urlsplit

from msgspec import Struct, structs

from ..errors import SettingsError

_SECONDS = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_BYTES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}

# As a browser writes it.
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")

T = TypeVar("T")


class Settings(Struct, frozen=True, kw_only=True):
    app_env: Literal["production", "development"]
    database_url: str | None
    host: str
    port: int
    debug_port: int
    workers: int
    pool_min: int
    pool_max: int
    acquire_timeout: float
    request_timeout: float
    import_timeout: float
    max_body: int
    rate_limit: int
    max_import_body: int
    header_timeout: float
    drain_delay: float
    drain_timeout: float
    smtp_url: str | None
    mail_from: str
    log_level: Literal["debug", "info", "warning", "error"]
    cors_origins: tuple[str, ...]
    otel_exporter_otlp_endpoint: str | None

    @property
    def is_development(self) -> bool:
        return self.app_env == "development"

    @property
    def address(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def masked(self) -> dict[str, object]:
        """The settings as they may be shown: no password."""
        shown = structs.asdict(self)
        if self.database_url is not None:
            shown["database_url"] = mask(self.database_url)
        if self.smtp_url is not None:
            shown["smtp_url"] = mask(self.smtp_url)
        if self.otel_exporter_otlp_endpoint is not None:
            shown["otel_exporter_otlp_endpoint"] = mask(self.otel_exporter_otlp_endpoint)
        return shown


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings, or raise one SettingsError that names everything that is wrong."""
    read = _Reader(environ)
    settings = Settings(
        app_env=read.choice("APP_ENV", ("production", "development"), default="production"),
        database_url=read.database_url("DATABASE_URL"),
        host=read.text("HOST", default="127.0.0.1"),
        port=read.number("PORT", default=8000, least=1, most=65_535),
        debug_port=read.number("DEBUG_PORT", default=6060, least=0, most=65_535),
        workers=read.number("WORKERS", default=1, least=1, most=256),
        pool_min=read.number("POOL_MIN", default=2, least=0, most=10_000),
        pool_max=read.number("POOL_MAX", default=10, least=1, most=10_000),
        acquire_timeout=read.duration("ACQUIRE_TIMEOUT", default=1, least=0.001),
        request_timeout=read.duration("REQUEST_TIMEOUT", default=5, least=0.001),
        import_timeout=read.duration("IMPORT_TIMEOUT", default=60, least=0.001),
        max_body=read.size("MAX_BODY", default=2**20, least=1, most=2**30),
        rate_limit=read.number("RATE_LIMIT", default=1000, least=0, most=1_000_000),
        max_import_body=read.size("MAX_IMPORT_BODY", default=64 * 2**20, least=1, most=2**30),
        header_timeout=read.duration("HEADER_TIMEOUT", default=10, least=0.1),
        drain_delay=read.duration("DRAIN_DELAY", default=0, least=0),
        drain_timeout=read.duration("DRAIN_TIMEOUT", default=15, least=0),
        smtp_url=read.smtp_url("SMTP_URL"),
        mail_from=read.address("MAIL_FROM", default="service@localhost"),
        log_level=read.choice("LOG_LEVEL", ("debug", "info", "warning", "error"), default="info"),
        cors_origins=read.origins("CORS_ORIGINS"),
        otel_exporter_otlp_endpoint=read.otlp_url("OTEL_EXPORTER_OTLP_ENDPOINT"),
    )
    if settings.pool_min > settings.pool_max:
        read.problems.append(f"POOL_MIN is {settings.pool_min}: it may not be above POOL_MAX, {settings.pool_max}")
    if not read.is_set("DATABASE_URL") and not settings.is_development:
        read.problems.append(
            "DATABASE_URL is not set: production needs one, like postgresql://user:password@host:5432/name"
            " (APP_ENV=development runs a database of its own)"
        )
    if read.problems:
        raise SettingsError(read.problems)
    return settings


def mask(url: str) -> str:
    """A URL without its password."""
    url = re.sub(r"(?<=://)([^:@/?]*):.*@", r"\1:***@", url, flags=re.DOTALL)
    return re.sub(r"([?&]\w*password=)[^&]*", r"\1***", url)


class _Reader:
    """Reads one variable after the other and collects what is wrong with them; an empty one counts as not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def is_set(self, name: str) -> bool:
        return bool(self._environ.get(name, "").strip())

    def text(self, name: str, *, default: str) -> str:
        return self._environ[name].strip() if self.is_set(name) else default

    def choice(self, name: str, choices: tuple[T, ...], *, default: T) -> T:
        by_name = {str(choice): choice for choice in choices}
        return self._parsed(name, lambda given: by_name[given.lower()], default, f"must be {' or '.join(by_name)}")

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        def parse(given: str) -> int:
            return int(_within(int(given), least, most))

        return self._parsed(name, parse, default, f"must be a number from {least} to {most}")

    def duration(self, name: str, *, default: float, least: float, most: float = 86_400) -> float:
        def parse(given: str) -> float:
            return _within(_scaled(given, _SECONDS), least, most)

        rule = f"must be a duration like 5 s, 500 ms or 2 min, from {least:g} s to {most:g} s"
        return self._parsed(name, parse, float(default), rule)

    def size(self, name: str, *, default: int, least: int, most: int) -> int:
        def parse(given: str) -> int:
            return int(_within(_scaled(given, _BYTES), least, most))

        rule = f"must be a size like 1 MiB, 512 KiB or 1048576, from {least} to {most} bytes"
        return self._parsed(name, parse, default, rule)

    def origins(self, name: str) -> tuple[str, ...]:
        def parse(given: str) -> tuple[str, ...]:
            origins = tuple(given.replace(",", " ").split())
            if origins != ("*",) and not (origins and all(map(_ORIGIN.fullmatch, origins))):
                raise ValueError
            return origins

        rule = "must be origins like https://app.example.org, in small letters and without a path, or * for any"
        return self._parsed(name, parse, (), rule)

    def database_url(self, name: str) -> str | None:
        def fits(parts: SplitResult) -> bool:
            parse_qsl(parts.query, strict_parsing=bool(parts.query))
            return parts.scheme in ("postgresql", "postgres")

        rule = "a URL like postgresql://user:password@host:5432/name, where special characters are written as %40"
        return self._url(name, fits, rule)

    def smtp_url(self, name: str) -> str | None:
        def fits(parts: SplitResult) -> bool:
            return parts.scheme in ("smtp", "smtps") and bool(parts.hostname)

        rule = "a URL like smtp://user:password@host:587 or smtps://host, where special characters are written as %40"
        return self._url(name, fits, rule)

    def otlp_url(self, name: str) -> str | None:
        def fits(parts: SplitResult) -> bool:
            return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query

        return self._url(name, fits, "the URL of a collector that takes OTLP over HTTP, like http://127.0.0.1:4318")

    def address(self, name: str, *, default: str) -> str:
        def parse(given: str) -> str:
            if not re.fullmatch(r"[\w.+-]+@[\w.-]+", given, re.ASCII):
                raise ValueError
            return given

        return self._parsed(name, parse, default, "must be an address like service@example.org")

    def _url(self, name: str, fits: Callable[[SplitResult], bool], rule: str) -> str | None:
        def parse(given: str) -> str:
            parts = urlsplit(given)
            if parts.port == 0 or not fits(parts):
                raise ValueError
            return given

        rule = f"must be {rule} (what was given is not shown, since it may hold a password)"
        return self._parsed(name, parse, None, rule, is_secret=True)

    def _parsed(self, name: str, parse: Callable[[str], T], default: T, rule: str, *, is_secret: bool = False) -> T:
        if not self.is_set(name):
            return default
        given = self._environ[name].strip()
        try:
            return parse(given)
        except (KeyError, ValueError):
            self.problems.append(f"{name} {rule}" if is_secret else f"{name} is {given!r}: it {rule}")
            return default


def _scaled(given: str, units: Mapping[str, float]) -> float:
    parts = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-zA-Z]*)", given)
    if parts is None:
        raise ValueError
    return float(parts[1]) * units[parts[2].lower()]


def _within(value: float, least: float, most: float) -> float:
    if not least <= value <= most:
        raise ValueError
    return value
