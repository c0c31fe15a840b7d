"""The manifests agree with the service; `make check` compares them with Kubernetes' schemas."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import Settings, load
from tests.service.process import ROOT
from undercroft.database.pool import CLOSE_TIMEOUT
from undercroft.jobs.worker import DRAIN_SECONDS
from undercroft.serving.server import CLEANUP_SECONDS, LAST_SECONDS
from undercroft.telemetry.spans import FLUSH_SECONDS

FOLDER = ROOT / "deploy/kubernetes"
# Of the 100 that PostgreSQL takes by default, it keeps 3 for its administrators.
CONNECTIONS = 97
RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}


def read(path: str) -> Any:
    return yaml.safe_load((FOLDER / path).read_text())


DEPLOYMENT = read("deployment.yaml")["spec"]
POD = DEPLOYMENT["template"]["spec"]
(CONTAINER,) = POD["containers"]
SETTINGS = read("settings.yaml")["data"]


JOB = read("migration/job.yaml")["spec"]["template"]["spec"]
(MIGRATE,) = JOB["initContainers"]
(GRANTS,) = JOB["containers"]


@pytest.mark.parametrize(
    ("folder", "from_elsewhere", "images"),
    [("", [], {"service"}), ("migration", ["../../postgres"], {"service", "postgres"})],
)
def test_every_manifest_is_applied(folder: str, from_elsewhere: Sequence[str], images: AbstractSet[str]) -> None:
    kustomization = read(str(Path(folder, "kustomization.yaml")))
    there = {path.name for path in (FOLDER / folder).glob("*.yaml")}
    assert {*kustomization["resources"], "kustomization.yaml"} == {*there, *from_elsewhere}
    assert {image["name"] for image in kustomization["images"]} == images


def test_the_service_takes_the_settings() -> None:
    assert {name.lower() for name in SETTINGS} <= set(Settings.__struct_fields__)
    assert load({**SETTINGS, "DATABASE_URL": "postgresql://app@postgres/service"}).drain_delay > 0


def test_idle_connections_outlive_those_of_a_proxy() -> None:
    assert load({**SETTINGS, "DATABASE_URL": "postgresql:///"}).header_timeout > 60


def test_a_pod_is_not_killed_before_it_has_ended() -> None:
    settings = load({**SETTINGS, "DATABASE_URL": "postgresql://app@postgres/service"})
    longest = settings.drain_delay + LAST_SECONDS + settings.drain_timeout + CLEANUP_SECONDS
    longest += DRAIN_SECONDS + 2 * CLOSE_TIMEOUT + FLUSH_SECONDS
    assert longest < POD["terminationGracePeriodSeconds"] < longest + 10


def test_postgres_has_room_for_all_pods() -> None:
    settings = load({**SETTINGS, "DATABASE_URL": "postgresql://app@postgres/service"})
    pods = read("autoscaling.yaml")["spec"]["maxReplicas"] + DEPLOYMENT["strategy"]["rollingUpdate"]["maxSurge"]
    assert pods * (settings.pool_max + settings.workers) <= CONNECTIONS


def test_the_probes_are_those_of_the_service() -> None:
    probes = {name: CONTAINER[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert {name: probe["path"] for name, probe in probes.items()} == {
        "startup": "/startupz",
        "liveness": "/livez",
        "readiness": "/readyz",
    }
    assert {probe["port"] for probe in probes.values()} == {"http"}


def test_all_name_the_port_on_which_the_service_listens() -> None:
    settings = load({**SETTINGS, "DATABASE_URL": "postgresql:///"})
    assert settings.metrics_address
    ports = {"http": settings.port, "metrics": settings.metrics_address[1]}
    assert {port["name"]: port["containerPort"] for port in CONTAINER["ports"]} == ports
    assert [port["targetPort"] for port in read("service.yaml")["spec"]["ports"]] == list(ports)
    assert [rule["ports"] for rule in read("network.yaml")["spec"]["ingress"]] == [[{"port": name}] for name in ports]
    assert read("monitoring/service-monitor.yaml")["spec"]["endpoints"][0]["port"] == "metrics"
    assert f"EXPOSE {CONTAINER['ports'][0]['containerPort']}\n" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("pod", [POD, JOB], ids=["service", "migration"])
def test_a_pod_has_no_rights(pod: Any) -> None:
    user = pod["securityContext"]["runAsUser"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert f"\nUSER {user}:{pod['securityContext']['runAsGroup']}\n" in (ROOT / "Dockerfile").read_text()
    containers = [*pod.get("initContainers", []), *pod["containers"]]
    assert [each["securityContext"] for each in containers] == [RESTRICTED] * len(containers)
    assert pod["automountServiceAccountToken"] is False


def test_the_role_gets_its_rights_once_the_migrations_are_applied() -> None:
    (made,) = yaml.safe_load((ROOT / "deploy/postgres/kustomization.yaml").read_text())["configMapGenerator"]
    (volume,), (mount,) = JOB["volumes"], GRANTS["volumeMounts"]
    assert (MIGRATE["args"], MIGRATE["image"]) == (["migrate"], CONTAINER["image"])
    assert (volume["name"], volume["configMap"]["name"]) == (mount["name"], made["name"])
    assert made["files"] == ["grants.sql"]
    file = f"--file={mount['mountPath']}/grants.sql"
    options = ["--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", file]
    assert GRANTS["command"] == ["psql", *options, "$(DATABASE_URL)"]


def test_no_secret_is_in_the_manifests() -> None:
    kinds = {yaml.safe_load(path.read_text())["kind"] for path in FOLDER.rglob("*.yaml")}
    assert "Secret" not in kinds
    assert [each["secretRef"]["name"] for each in CONTAINER["envFrom"] if "secretRef" in each] == ["service"]
    assert MIGRATE["envFrom"] == GRANTS["envFrom"] == [{"secretRef": {"name": "service-migration"}}]


@pytest.mark.parametrize("path", ["service.yaml", "disruption.yaml", "network.yaml"])
def test_what_chooses_pods_chooses_those_of_the_service(path: str) -> None:
    spec = read(path)["spec"]
    chosen = spec.get("selector") or spec["podSelector"]
    assert chosen.get("matchLabels", chosen) == DEPLOYMENT["template"]["metadata"]["labels"]
