"""Runs the service under load while faults come, and compares what it acknowledged with the database: `make soak`.

Exits with 1 if anything is lost, doubled or wrong. It needs Linux, and no Docker; as root it also fills a real disk.
"""

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from random import Random
from secrets import randbelow

from tests.soak.faults.plan import WARM_UP_SECONDS, plan
from tests.soak.processes import PROC
from tests.soak.report import as_json, table
from tests.soak.run import Options, run, world_in

ROOT = Path(__file__).parents[2]
SHORT_LEAST_GAP, LONG_LEAST_GAP = 1.0, 5.0


def main() -> int:
    arguments = _parser().parse_args()
    if not PROC.exists():
        sys.exit("the soak needs Linux: it reads /proc")
    seed = randbelow(10_000) if arguments.seed is None else arguments.seed
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    folder.chmod(0o755)  # PostgreSQL runs as another account, if this one is root
    has_failed = True
    try:
        has_failed = asyncio.run(_soak(arguments, seed, folder))
    except KeyboardInterrupt:
        return 130
    finally:
        if has_failed:
            print(f"the logs are in {folder}; the same faults in the same order: --seed {seed}", file=sys.stderr)
        else:
            shutil.rmtree(folder)
    return int(has_failed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long the load goes on (10)")
    parser.add_argument("--short", action="store_true", help="about a minute: the faults that say most, each brief")
    parser.add_argument("--seed", type=int, help="the order of the faults and what the shoppers do; else chance")
    parser.add_argument("--only", default="", metavar="WORD", help="only faults with this in their name")
    parser.add_argument("--without", default="", metavar="WORD", help="no faults with this in their name")
    parser.add_argument("--workers", type=int, default=2, help="WORKERS of each of the two instances (2)")
    parser.add_argument("--shoppers", type=int, default=12, help="clients at once (12)")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has the service to be run")
    parser.add_argument("--source", type=Path, default=ROOT, help="the folder of that service, with schema/")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was found there")
    return parser


async def _soak(arguments: argparse.Namespace, seed: int, folder: Path) -> bool:
    """Whether something is wrong."""
    this = asyncio.current_task()
    assert this
    # What it started has to be stopped, however it ends.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    is_short: bool = arguments.short
    seconds = 0.0 if is_short else arguments.minutes * 60
    options = Options(
        arguments.python,
        arguments.source.resolve(),
        arguments.workers,
        arguments.shoppers,
        seconds,
        WARM_UP_SECONDS[is_short],
        SHORT_LEAST_GAP if is_short else LONG_LEAST_GAP,
    )
    random = Random(seed)
    planned = plan(random, seconds, is_short=is_short, only=arguments.only, without=arguments.without)
    async with world_in(folder, options) as world:
        disk = "a disk of its own" if world.postgres.has_own_disk else "no disk of its own: a full one is feigned"
        _say(f"seed {seed}, {len(planned)} faults, {options.workers} workers each; PostgreSQL has {disk}")
        outcome = await run(world, planned, options, random, _say)
    print(table(outcome), flush=True)
    if arguments.json:
        arguments.json.write_text(as_json(outcome, seed=seed, workers=options.workers))
    return bool(outcome.violations())


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
