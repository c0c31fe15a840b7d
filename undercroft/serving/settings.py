"""The settings of any service, read from the environment: all are checked, and every problem is shown at once.

A field's variable is its name in capitals, and its annotation says how that is read. An app subclasses `Settings` to
add its own. No field has the name of a reader: since Python 3.14, an annotation finds the field first.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeVar, get_type_hints

from msgspec import Struct, structs

from ..errors import SettingsError
from .setting_readers import (
    Reader,
    choice,
    database,
    databases,
    duration,
    host_and_port,
    host_name,
    number,
    origins,
    otlp_url,
    secret,
    size,
)

# A wrong value is repeated up to this length.
_SHOWN = 200


class Settings(Struct, frozen=True, kw_only=True):
    app_env: Annotated[Literal["production", "development"], choice("production", "development", default="production")]
    database_url: Annotated[str | None, database()]
    pooler: Annotated[Literal["none", "transaction"], choice("none", "transaction", default="none")]
    direct_database_url: Annotated[str | None, database()]
    database_replicas: Annotated[tuple[str, ...], databases()]
    replica_max_lag: Annotated[float, duration(default=10, least=1)]
    replica_wait: Annotated[float, duration(default=0.05, least=0, most=10)]
    read_after_secret: Annotated[str | None, secret(least=16)]
    host: Annotated[str, host_name(default="127.0.0.1")]
    port: Annotated[int, number(default=8000, least=1, most=65_535)]
    metrics_address: Annotated[tuple[str, int] | None, host_and_port()]
    debug_port: Annotated[int, number(default=6060, least=0, most=65_535)]
    workers: Annotated[int, number(default=1, least=1, most=256)]
    pool_min: Annotated[int, number(default=2, least=0, most=10_000)]
    pool_max: Annotated[int, number(default=10, least=1, most=10_000)]
    acquire_timeout: Annotated[float, duration(default=1, least=0.001)]
    request_timeout: Annotated[float, duration(default=5, least=0.001)]
    max_body: Annotated[int, size(default=2**20, least=1, most=2**30)]
    body_timeout: Annotated[float, duration(default=10, least=0.01)]
    body_rate: Annotated[int, size(default=500, least=0, most=2**30)]
    rate_limit: Annotated[int, number(default=1000, least=0, most=1_000_000)]
    header_timeout: Annotated[float, duration(default=10, least=0.1)]
    drain_delay: Annotated[float, duration(default=0, least=0)]
    drain_timeout: Annotated[float, duration(default=15, least=0)]
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], choice("debug", "info", "warning", "error", default="info")
    ]
    slow_query: Annotated[float, duration(default=0, least=0)]
    cors_origins: Annotated[tuple[str, ...], origins()]
    otel_exporter_otlp_endpoint: Annotated[str | None, otlp_url()]

    @property
    def is_development(self) -> bool:
        return self.app_env == "development"

    @property
    def address(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def of_worker(self, number: int) -> Self:
        """Those of one of the workers, from 0: it has its share of the connections."""

        def share(connections: int) -> int:
            return connections // self.workers + (number < connections % self.workers)

        return structs.replace(self, pool_min=share(self.pool_min), pool_max=share(self.pool_max))

    def masked(self) -> dict[str, Any]:
        """The settings as they may be shown: without passwords."""
        readers = _readers(type(self))
        return {name: readers[name].shown(value) for name, value in structs.asdict(self).items()}


S = TypeVar("S", bound=Settings)


def read(kind: type[S], environ: Mapping[str, str]) -> S:
    """The settings of this kind, or one SettingsError that names everything that is wrong."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    values: dict[str, Any] = {}
    problems: list[str] = []
    for field, reader in _readers(kind).items():
        values[field] = _value(reader, field.upper(), given, problems)
    settings = kind(**values)
    if settings.pool_min > settings.pool_max:
        problems.append(f"POOL_MIN is {settings.pool_min}: it may not be above POOL_MAX, {settings.pool_max}")
    if settings.workers > settings.pool_max:
        problems.append(
            f"POOL_MAX is {settings.pool_max}: each of the {settings.workers} WORKERS needs a connection at least"
        )
    if settings.metrics_address is not None and settings.metrics_address[1] == settings.port:
        problems.append(f"METRICS_ADDRESS has the port {settings.port}, as PORT has: it needs one of its own")
    if "DATABASE_URL" not in given and not settings.is_development:
        problems.append(
            "DATABASE_URL is not set: production needs one, like postgresql://user:password@host:5432/name"
            " (APP_ENV=development runs a database of its own)"
        )
    if settings.pooler == "transaction" and "DIRECT_DATABASE_URL" not in given:
        problems.append(
            "DIRECT_DATABASE_URL is not set: with POOLER=transaction, migrations and notifications need a URL that"
            " leads to PostgreSQL itself"
        )
    if problems:
        raise SettingsError(problems)
    return settings


def _readers(kind: type[Settings]) -> dict[str, Reader]:
    annotations = get_type_hints(kind, include_extras=True)
    return {
        field: next(each for each in annotations[field].__metadata__ if isinstance(each, Reader))
        for field in kind.__struct_fields__
    }


def _value(reader: Reader, name: str, given: Mapping[str, str], problems: list[str]) -> Any:
    """An empty variable counts as not set."""
    if name not in given:
        return reader.default
    try:
        return reader.parse(given[name])
    except (KeyError, ValueError):
        rule = reader.rule
        shown = given[name] if len(given[name]) <= _SHOWN else f"{given[name][:_SHOWN]}…"
        problems.append(f"{name} {rule}" if reader.is_secret else f"{name} is {shown!r}: it {rule}")
        return reader.default
