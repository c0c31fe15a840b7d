"""Settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.settings import Settings, load
from undercroft.errors import SettingsError
from undercroft.serving import setting_readers
from undercroft.urls import mask

URL = "postgresql://app:secret@db:5432/app"


def problems(**variables: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load({"DATABASE_URL": URL} | variables)
    return caught.value.problems


def test_no_field_has_the_name_of_a_reader() -> None:
    """Since Python 3.14, its annotation would find the field."""
    assert vars(setting_readers).keys().isdisjoint(Settings.__struct_fields__)


def test_defaults() -> None:
    settings = load({"DATABASE_URL": URL})
    assert settings.masked() == {
        "app_env": "production",
        "database_url": "postgresql://app:***@db:5432/app",
        "database_replicas": (),
        "replica_max_lag": 10.0,
        "replica_wait": 0.05,
        "read_after_secret": None,
        "pooler": "none",
        "direct_database_url": None,
        "host": "127.0.0.1",
        "port": 8000,
        "metrics_address": None,
        "debug_port": 6060,
        "workers": 1,
        "pool_min": 2,
        "pool_max": 10,
        "acquire_timeout": 1.0,
        "request_timeout": 5.0,
        "import_timeout": 60.0,
        "max_body": 1_048_576,
        "body_timeout": 10.0,
        "body_rate": 500,
        "rate_limit": 1000,
        "max_import_body": 67_108_864,
        "header_timeout": 10.0,
        "drain_delay": 0.0,
        "drain_timeout": 15.0,
        "smtp_url": None,
        "mail_from": "service@localhost",
        "log_level": "info",
        "slow_query": 0.0,
        "cors_origins": (),
        "otel_exporter_otlp_endpoint": None,
    }


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert load({"DATABASE_URL": URL, "PORT": "", "LOG_LEVEL": " "}) == load({"DATABASE_URL": URL})


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("5 s", 5),
        ("5s", 5),
        ("5", 5),
        ("1.5", 1.5),
        ("500ms", 0.5),
        ("500 ms", 0.5),
        ("2 min", 120),
        ("2m", 120),
        ("1H", 3600),
    ],
)
def test_durations(given: str, seconds: float) -> None:
    assert load({"DATABASE_URL": URL, "REQUEST_TIMEOUT": given}).request_timeout == seconds


@pytest.mark.parametrize(
    ("given", "size"),
    [("1 MiB", 2**20), ("512KiB", 2**19), ("1 MB", 10**6), ("1.5 kib", 1536), ("100", 100), ("100 B", 100)],
)
def test_sizes(given: str, size: int) -> None:
    assert load({"DATABASE_URL": URL, "MAX_BODY": given}).max_body == size


@pytest.mark.parametrize(
    ("name", "given", "rule"),
    [
        pytest.param("APP_ENV", "staging", "must be production or development", id="environment"),
        pytest.param("PORT", "http", "must be a number from 1 to 65535", id="port a word"),
        pytest.param("PORT", "65536", "must be a number from 1 to 65535", id="port too high"),
        pytest.param("PORT", "0", "must be a number from 1 to 65535", id="port zero"),
        pytest.param("PORT", "\u0668\u0660", "must be a number from 1 to 65535", id="digits of another script"),
        pytest.param("PORT", "8_000", "must be a number from 1 to 65535", id="port as Python writes it"),
        pytest.param("HOST", "a" * 64, "must be a host's name or its address", id="a host with too long a name"),
        pytest.param("HOST", "a..b", "must be a host's name or its address", id="a host with an empty part"),
        pytest.param("HOST", "a b", "must be a host's name or its address", id="a host with a space"),
        pytest.param("HOST", "\udcff", "must be a host's name or its address", id="a host that is no text"),
        pytest.param("WORKERS", "0", "must be a number from 1", id="no workers"),
        pytest.param("POOL_MAX", "1.5", "must be a number from 1", id="half a connection"),
        pytest.param("REQUEST_TIMEOUT", "5 days", "must be a duration like 5 s", id="unit of time"),
        pytest.param("REQUEST_TIMEOUT", "\u0665 s", "must be a duration like 5 s", id="time in another script"),
        pytest.param("REQUEST_TIMEOUT", "0", "must be a duration like 5 s", id="no time at all"),
        pytest.param("ACQUIRE_TIMEOUT", "-1", "must be a duration like 5 s", id="negative time"),
        pytest.param("DRAIN_TIMEOUT", "inf", "must be a duration like 5 s", id="endless time"),
        pytest.param("HEADER_TIMEOUT", "nan", "must be a duration like 5 s", id="time that is none"),
        pytest.param("MAX_BODY", "1 TiB", "must be a size like 1 MiB", id="unit of size"),
        pytest.param("MAX_BODY", "0", "must be a size like 1 MiB", id="no body at all"),
        pytest.param("RATE_LIMIT", "many", "must be a number from 0 to 1000000", id="rate a word"),
        pytest.param("RATE_LIMIT", "-1", "must be a number from 0 to 1000000", id="negative rate"),
        pytest.param("MAIL_FROM", "service", "must be an address like service@example.org", id="no address"),
        pytest.param("LOG_LEVEL", "loud", "must be debug or info or warning or error", id="log level"),
    ],
)
def test_a_problem_names_the_variable_what_was_given_and_what_is_allowed(name: str, given: str, rule: str) -> None:
    [problem] = problems(**{name: given})
    assert problem.startswith(f"{name} is {given!r}: it {rule}")


def test_a_long_value_is_cut_short() -> None:
    [problem] = problems(PORT="9" * 5000)
    assert problem == f"PORT is '{'9' * 200}…': it must be a number from 1 to 65535"


@pytest.mark.parametrize(
    ("given", "origins"),
    [
        ("https://app.example.org", ("https://app.example.org",)),
        ("https://a.example, http://localhost:3000", ("https://a.example", "http://localhost:3000")),
        ("http://[::1]:3000 https://b.example", ("http://[::1]:3000", "https://b.example")),
        ("*", ("*",)),
    ],
)
def test_origins(given: str, origins: tuple[str, ...]) -> None:
    assert load({"DATABASE_URL": URL, "CORS_ORIGINS": given}).cors_origins == origins


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("https://app.example.org/", id="a path"),
        pytest.param("app.example.org", id="no scheme"),
        pytest.param("https://App.example.org", id="a capital letter"),
        pytest.param("https://*.example.org", id="a pattern"),
        pytest.param("https://app.example.org, *", id="any beside one"),
        pytest.param(",", id="none"),
    ],
)
def test_what_is_no_origin(given: str) -> None:
    [problem] = problems(CORS_ORIGINS=given)
    assert problem.startswith(f"CORS_ORIGINS is {given!r}: it must be origins like https://app.example.org")


def test_every_problem_at_once() -> None:
    found = problems(PORT="x", WORKERS="x", LOG_LEVEL="x", DATABASE_URL="x")
    assert [problem.split()[0] for problem in found] == ["DATABASE_URL", "PORT", "WORKERS", "LOG_LEVEL"]


def test_a_pool_that_is_smaller_than_it_starts() -> None:
    assert problems(POOL_MIN="20") == ["POOL_MIN is 20: it may not be above POOL_MAX, 10"]


def test_fewer_connections_than_workers() -> None:
    assert problems(WORKERS="16") == ["POOL_MAX is 10: each of the 16 WORKERS needs a connection at least"]


@given(workers=st.integers(1, 256), least=st.integers(0, 1000), more=st.integers(0, 1000))
def test_workers_share_the_connections(workers: int, least: int, more: int) -> None:
    most = max(least + more, workers)
    settings = load({"DATABASE_URL": URL, "WORKERS": str(workers), "POOL_MIN": str(least), "POOL_MAX": str(most)})
    shares = [settings.of_worker(number) for number in range(workers)]
    assert sum(each.pool_max for each in shares) == most
    assert sum(each.pool_min for each in shares) == least
    assert all(each.pool_max > 0 and each.pool_min <= each.pool_max for each in shares)
    assert max(each.pool_max for each in shares) - min(each.pool_max for each in shares) <= 1


def test_production_needs_a_database() -> None:
    with pytest.raises(SettingsError) as caught:
        load({})
    [problem] = caught.value.problems
    assert problem.startswith("DATABASE_URL is not set: production needs one")


def test_a_pooler_needs_a_way_past_it() -> None:
    with pytest.raises(SettingsError) as caught:
        load({"DATABASE_URL": URL, "POOLER": "transaction"})
    [problem] = caught.value.problems
    assert problem.startswith("DIRECT_DATABASE_URL is not set")


def test_development_brings_its_own() -> None:
    assert load({"APP_ENV": "development"}).database_url is None


@pytest.mark.parametrize("between", [" ", ",", ", ", "\n"], ids=["space", "comma", "both", "line"])
def test_replicas(between: str) -> None:
    urls = ("postgresql://app:secret@a:5432/app", "postgres://app:secret@b/app")
    settings = load({"DATABASE_URL": URL, "DATABASE_REPLICAS": between.join(urls)})
    assert settings.database_replicas == urls
    assert settings.masked()["database_replicas"] == (
        "postgresql://app:***@a:5432/app",
        "postgres://app:***@b/app",
    )


def test_a_secret_is_not_shown() -> None:
    settings = load({"DATABASE_URL": URL, "READ_AFTER_SECRET": "s" * 16})
    assert (settings.read_after_secret, settings.masked()["read_after_secret"]) == ("s" * 16, "***")
    [problem] = problems(READ_AFTER_SECRET="short")
    assert problem == "READ_AFTER_SECRET must have 16 characters at least; what was given is not shown"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:secret@h1:8300,h2:8301/app?target_session_attrs=read-write",
        "postgresql:///app?host=h1,h2&port=8300,8301&user=app",
        "postgresql://[::1]:8300,[::2]/app",
        "postgresql://%2Frun%2Fa,%2Frun%2Fb/app",
    ],
)
def test_several_servers(url: str) -> None:
    assert load({"DATABASE_URL": url}).database_url == url


RULES = {
    "DATABASE_URL": "must be a URL like postgresql://",
    "DATABASE_REPLICAS": "must be URLs like postgresql://user:password@replica:5432/name, of one server each",
    "DIRECT_DATABASE_URL": "must be a URL like postgresql://",
    "SMTP_URL": "must be a URL like smtp://user:password@host:587",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "must be the URL of a collector that takes OTLP over HTTP",
}


@pytest.mark.parametrize(
    ("name", "url"),
    [
        pytest.param("DATABASE_URL", "mysql://app:secret@db/app", id="another database"),
        pytest.param("DATABASE_URL", "app:secret@db/app", id="a database without a scheme"),
        pytest.param("DATABASE_URL", "postgresql://app:secret@db:port/app", id="port a word"),
        pytest.param("DATABASE_URL", "postgresql://app:sec/ret@db:5432/app", id="slash in the password"),
        pytest.param("DATABASE_URL", "postgresql://app:secret@[::1/app", id="half an address"),
        pytest.param("DATABASE_URL", "postgresql://app:secret@db/app?sslmode", id="a parameter without a value"),
        pytest.param("DATABASE_REPLICAS", "postgresql://app:secret@a,b/app", id="a replica of two servers"),
        pytest.param("DATABASE_REPLICAS", "mysql://app:secret@b/app", id="a replica of another kind"),
        pytest.param("DATABASE_URL", "postgresql://app:secret@h1:8300,h2:port/app", id="the second port a word"),
        pytest.param("DATABASE_URL", "postgresql://app:secret@h1,,h2/app", id="an empty host"),
        pytest.param("DATABASE_URL", "postgresql:///app?host=h1,h2&port=1,2,3", id="more ports than hosts"),
        pytest.param("DATABASE_URL", "postgresql://h1,h2/app?target_session_attrs=master", id="an unknown target"),
        pytest.param("SMTP_URL", "mail.example.org", id="a mail server without a scheme"),
        pytest.param("SMTP_URL", "http://mail.example.org", id="no mail server"),
        pytest.param("SMTP_URL", "smtp://:587", id="no mail server's name"),
        pytest.param("SMTP_URL", f"smtp://user:secret@{'h' * 64}", id="a mail server with too long a name"),
        pytest.param("SMTP_URL", "smtp://user:secret@h:x", id="a mail server's port a word"),
        pytest.param("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", id="a collector without a scheme"),
        pytest.param("OTEL_EXPORTER_OTLP_ENDPOINT", "grpc://secret@collector:4317", id="another protocol"),
        pytest.param("OTEL_EXPORTER_OTLP_ENDPOINT", "http://:4318", id="no collector's name"),
        pytest.param("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a..b", id="a collector with an empty part"),
        pytest.param("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector/?token=secret", id="a collector with a query"),
    ],
)
def test_a_wrong_url_is_refused_and_not_shown(name: str, url: str) -> None:
    [problem] = problems(**{name: url})
    assert problem.startswith(f"{name} {RULES[name]}")
    assert "sec" not in problem


@pytest.mark.parametrize(
    ("name", "given", "shown"),
    [
        ("SMTP_URL", "smtps://app:secret@mail.example.org:465", "smtps://app:***@mail.example.org:465"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://app:secret@collector/otlp", "https://app:***@collector/otlp"),
    ],
    ids=["mail server", "collector"],
)
def test_servers_are_shown_without_their_passwords(name: str, given: str, shown: str) -> None:
    assert load({"DATABASE_URL": URL, name: given}).masked()[name.lower()] == shown


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("postgresql://app:secret@db:5432/app", "postgresql://app:***@db:5432/app"),
        ("postgresql://app:s@cret@db/app", "postgresql://app:***@db/app"),
        ("postgresql://app@db/app", "postgresql://app@db/app"),
        (
            "postgresql:///app?host=/run/pg&user=app&password=secret",
            "postgresql:///app?host=/run/pg&user=app&password=***",
        ),
        ("postgresql://db/app?sslpassword=secret", "postgresql://db/app?sslpassword=***"),
    ],
)
def test_mask(url: str, masked: str) -> None:
    assert mask(url) == masked


@pytest.mark.parametrize(
    ("given", "address"),
    [("127.0.0.1:9090", ("127.0.0.1", 9090)), ("[::1]:9090", ("::1", 9090)), ("metrics.local:1", ("metrics.local", 1))],
)
def test_an_address_of_the_metrics(given: str, address: tuple[str, int]) -> None:
    assert load({"DATABASE_URL": URL, "METRICS_ADDRESS": given}).metrics_address == address


@pytest.mark.parametrize(
    "given", ["9090", "127.0.0.1", ":9090", "127.0.0.1:0", "a:b", "a@b:1", "tcp://10.0.0.1:80", "a:1/x", "a..b:1"]
)
def test_an_address_that_is_none(given: str) -> None:
    [problem] = problems(METRICS_ADDRESS=given)
    assert problem.startswith(f"METRICS_ADDRESS is {given!r}: it must be a host and a port")


def test_the_metrics_need_a_port_of_their_own() -> None:
    [problem] = problems(METRICS_ADDRESS="127.0.0.1:8000")
    assert problem == "METRICS_ADDRESS has the port 8000, as PORT has: it needs one of its own"
