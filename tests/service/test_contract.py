"""The API does what its description says: schemathesis sends what the description allows, and what it does not.

It sends examples, values at the limits, random values, and chains of calls in which one uses the answer of another, to
the service as it runs in production. `schemathesis.toml` in this folder says which answers are accepted.
"""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

from tests.service.process import started

CONFIG = Path(__file__).with_name("schemathesis.toml")
HOOKS = Path(__file__).with_name("serializers.py")
EXAMPLES = 20


async def test_it_does_what_its_description_says(database_url: str, tmp_path: Path) -> None:
    async with started(database_url, RATE_LIMIT="0") as service:
        # The service would block on writing a log that nobody reads.
        reading = asyncio.create_task(service.read())
        # It writes notes on failures into its working directory.
        process = await asyncio.create_subprocess_exec(
            *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG), "--no-color", "run"),
            f"http://127.0.0.1:{service.port}/schema/openapi.json",
            *("--header", f"Authorization: Bearer {service.key}"),
            *("--seed", "1", "--max-examples", str(EXAMPLES), "--generation-database", "none"),
            cwd=tmp_path,
            env={**os.environ, "SCHEMATHESIS_HOOKS": str(HOOKS)},
            stdout=PIPE,
            stderr=STDOUT,
        )
        async with asyncio.timeout(300):
            output = (await process.communicate())[0].decode()
        service.process.terminate()
        await reading
        assert process.returncode == 0, output
        [generated] = re.findall(r"(\d+) generated, \d+ passed", output)
        assert int(generated) > 300
        assert [line for line in service.lines if line["level"] == "error"] == []
