"""docs/deploying.md: its commands work on an empty database, and its settings and metrics are those of the code."""

import asyncio
import os
import re
import sys
from pathlib import Path

from service.settings import Settings
from tests.pages import blocks
from tests.service.process import ROOT
from undercroft.testing import pooler

PAGE = ROOT / "docs/deploying.md"
METRICS = ("telemetry/metrics.py", "telemetry/replica_metrics.py", "jobs/figures.py")


async def test_the_commands_work_on_an_empty_database(empty_database_url: str) -> None:
    lines = [line for block in blocks(PAGE) if block.language == "sh" for line in block.text.splitlines()]
    # Other tests run these, on servers of their own.
    elsewhere = [line for line in lines if re.search(r"^psql| serve ", line)]
    assert len(elsewhere) == 2, elsewhere
    process = await asyncio.create_subprocess_exec(
        *("bash", "-ec", "\n".join(line for line in lines if line not in elsewhere)),
        cwd=ROOT,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "APP_ENV": "production",
            "DATABASE_URL": empty_database_url,
            **pooler.variables(empty_database_url),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert re.search(
        r"as they should be\n.*\nbilling +write +created .* in force\nbilling is revoked", said.decode(), re.DOTALL
    )


def test_every_setting_is_told() -> None:
    table = PAGE.read_text().partition("## Settings")[2]
    told = re.findall(r"`([A-Z][A-Z_]+)`", "\n".join(re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE)))
    assert sorted(told) == sorted(field.upper() for field in Settings.__struct_fields__)


def test_every_metric_is_told() -> None:
    told = set(re.findall(r"`((?:http|db|worker|jobs?)_\w+)`", PAGE.read_text()))
    code = "".join((ROOT / "undercroft" / file).read_text() for file in METRICS)
    made = re.findall(r'"((?:http|db|worker|jobs?)_\w+)",\s*"', code)
    counters = re.findall(r'counter\(\s*"(\w+)"', code)
    assert told == {f"{name}_total" if name in counters else name for name in made}
