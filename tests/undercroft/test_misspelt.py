"""Variables that are probably misspelt are named."""

import pytest

from service.settings import Settings
from undercroft.serving.misspelt import misspelt


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        pytest.param("RATE_LIMT", "RATE_LIMIT", id="a letter less"),
        pytest.param("DATABSE_URL", "DATABASE_URL", id="a letter less within"),
        pytest.param("POOL_MAXX", "POOL_MAX", id="a letter more"),
        pytest.param("POOL_MAY", "POOL_MAX", id="another letter"),
        pytest.param("LOG_LEVLE", "LOG_LEVEL", id="two letters that changed places"),
        pytest.param("RATE-LIMIT", "RATE_LIMIT", id="another line"),
        pytest.param("rate_limit", "RATE_LIMIT", id="small letters"),
        pytest.param("MAX_IMPORT_BDY", "MAX_IMPORT_BODY", id="of the service itself"),
        pytest.param("WORKER", "WORKERS", id="what may be another program's"),
    ],
)
def test_what_may_be_meant(name: str, meant: str) -> None:
    assert misspelt(Settings, {name: ""}) == [f"{name} is not a setting: {meant} may be meant"]


@pytest.mark.parametrize(
    "name",
    [
        *("PATH", "HOME", "LANG", "POST", "PORTS", "HOSTS", "HOSTNAME", "PGHOST", "SMTP_HOST", "DATABASE"),
        # As Kubernetes sets them for each of its services.
        *("REDIS_PORT", "REDIS_SERVICE_HOST", "REDIS_SERVICE_PORT", "REDIS_PORT_6379_TCP", "REDIS_PORT_6379_TCP_ADDR"),
        *("KUBERNETES_PORT", "POSTGRES_PORT", "SERVICE_PORT", "SMTP_PORT", "POOL_PORT"),
        # Other settings of OpenTelemetry's libraries.
        *("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_SERVICE_NAME"),
    ],
)
def test_what_is_somebody_elses(name: str) -> None:
    assert misspelt(Settings, {name: ""}) == []


def test_settings_are_spelt_right() -> None:
    assert misspelt(Settings, {field.upper(): "" for field in Settings.__struct_fields__}) == []
