"""compose.yaml agrees with the service; `make check` compares it with the specification, `make test-image` runs it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import Settings
from tests.service.process import ROOT

COMPOSE: Any = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: Any = COMPOSE["services"]

SQLWRIGHT = Path(sys.executable).with_name("sqlwright")


@pytest.mark.parametrize("name", ["migrate", "service"])
def test_the_service_takes_the_settings(name: str) -> None:
    assert {each.lower() for each in SERVICES[name]["environment"]} <= set(Settings.__struct_fields__)


@pytest.mark.parametrize("name", SERVICES)
def test_each_container_is_bounded_and_has_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}


def test_no_password_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    assert "PASSWORD:-" not in text
    assert text.count("_PASSWORD:?") == text.count("_PASSWORD:?is") + text.count("_PASSWORD:?}")


def test_the_role_gets_the_rights_that_the_queries_need() -> None:
    grants = subprocess.run(
        [SQLWRIGHT, "grants", "--role", "app", "--also", "select (version) on schema_migrations"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    told = "deploy/postgres/grants.sql is old: write what `sqlwright grants` prints"
    assert (ROOT / "deploy/postgres/grants.sql").read_text() == grants, told


def test_rights_are_taken_away_before_they_are_given() -> None:
    files = [option.partition("=")[2] for option in SERVICES["grants"]["entrypoint"] if option.startswith("--file=")]
    assert files == ["/sql/revoke.sql", "/sql/grants.sql"]
    assert SERVICES["grants"]["volumes"] == ["./deploy/postgres:/sql:ro"]
    assert "--single-transaction" in SERVICES["grants"]["entrypoint"]


def test_the_service_starts_after_the_migrations_and_the_grants() -> None:
    completed = {"condition": "service_completed_successfully"}
    assert SERVICES["service"]["depends_on"]["grants"] == SERVICES["grants"]["depends_on"]["migrate"] == completed
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_prometheus_asks_where_the_metrics_are() -> None:
    configuration: Any = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yaml").read_text())
    asked = configuration["scrape_configs"][0]["dns_sd_configs"][0]
    address = SERVICES["service"]["environment"]["METRICS_ADDRESS"]
    assert (asked["names"], asked["port"]) == (["service"], int(address.rpartition(":")[2]))


def test_only_this_machine_reaches_the_ports() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
