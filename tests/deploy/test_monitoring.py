"""The dashboard and the alerts in deploy/ ask for what /metrics shows, and the alerts are raised when they should be."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.service.process import ROOT

DASHBOARD = ROOT / "deploy/grafana/service.json"
ALERTS = ROOT / "deploy/prometheus/alerts.yaml"
UNIT_TESTS = Path(__file__).parent / "alerts.test.yaml"

promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is missing: Debian's prometheus has it"
)

# Prints the metrics of a service, with one sample of each.
SERVICE = """
from undercroft.jobs.figures import JobFigures
from undercroft.telemetry.metrics import Metrics
metrics = Metrics()
figures = JobFigures(metrics, ["welcome"])
figures.began("welcome")
figures.ended("welcome", "done", 1)
figures.show([])
metrics.observe("GET", "/users", 200, 1)
metrics.pool_wait(1)
with metrics.query("ListUsers"):
    pass
print(metrics.exposition()[0].decode())
"""


def exposed(**variables: str) -> dict[str, set[str]]:
    """The names of all samples, each with its labels."""
    environment = {**os.environ, **variables}
    text = subprocess.check_output([sys.executable, "-c", SERVICE], cwd=ROOT, env=environment, text=True)
    samples = re.findall(r"^(\w+)(?:\{(.*)\})? ", text, re.MULTILINE)
    return {name: set(re.findall(r"(\w+)=", labels)) for name, labels in samples}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What a service shows with one worker or with several; `up` is Prometheus' own."""
    several = exposed(PROMETHEUS_MULTIPROC_DIR=str(tmp_path_factory.mktemp("metrics")))
    return {**several, **exposed(), "up": set()}


def panels() -> Iterator[dict[str, Any]]:
    yield from (panel for panel in json.loads(DASHBOARD.read_text())["panels"] if panel["type"] != "row")


def rules() -> Iterator[dict[str, Any]]:
    for group in yaml.safe_load(ALERTS.read_text())["groups"]:
        yield from group["rules"]


ASKED = [
    *(pytest.param(target["expr"], id=panel["title"]) for panel in panels() for target in panel["targets"]),
    *(pytest.param(rule["expr"], id=rule["alert"]) for rule in rules()),
]


@pytest.mark.parametrize("expression", ASKED)
def test_what_is_asked_for_is_shown(expression: str, shown: dict[str, set[str]]) -> None:
    names = set(re.findall(r"\b(?:up\b|(?:http|db|worker|jobs?|process)_\w+)", re.sub(r'"[^"]*"', "", expression)))
    assert names
    assert names <= shown.keys()
    labels = {label for listed in re.findall(r"by \((.*?)\)", expression) for label in listed.split(", ")}
    labels |= set(re.findall(r"(\w+)(?:=|!=|=~)\"", expression))
    # Prometheus adds these two.
    assert labels - {"job", "instance"} <= set[str]().union(*(shown[name] for name in names))


def test_every_metric_of_the_service_is_on_the_dashboard(shown: dict[str, set[str]]) -> None:
    text = DASHBOARD.read_text()
    families = {
        re.sub(r"_(?:bucket|count|sum)$", "", name) for name in shown if not name.startswith(("process_", "up"))
    }
    assert [family for family in families if family not in text] == []


def test_the_panels_stand_beside_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    ids: set[int] = set()
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert max(x for x, _ in cells) < 24
        assert not cells & taken
        assert panel["id"] not in ids
        taken |= cells
        ids.add(panel["id"])


def test_every_alert_says_what_to_do_and_is_tested() -> None:
    tested = {
        each["alertname"]
        for test in yaml.safe_load(UNIT_TESTS.read_text())["tests"]
        for each in test["alert_rule_test"]
        if each.get("exp_alerts")
    }
    assert tested == {rule["alert"] for rule in rules()}
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"].keys() == {"summary", "action"}


def run(*arguments: str) -> None:
    result = subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@promtool
def test_the_rules_are_valid() -> None:
    run("check", "rules", "--lint-fatal", str(ALERTS))


@promtool
def test_what_the_panels_ask_for_is_promql(tmp_path: Path) -> None:
    asked = [target["expr"] for panel in panels() for target in panel["targets"]]
    filled = [expression.replace("$__rate_interval", "5m").replace("$instance", ".*") for expression in asked]
    recorded = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(filled)]
    file = tmp_path / "panels.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": recorded}]}))
    run("check", "rules", str(file))


@promtool
def test_the_alerts_are_raised_when_they_should_be() -> None:
    run("test", "rules", str(UNIT_TESTS))
