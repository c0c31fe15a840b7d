"""The command line: `sqlwright [-f sqlc.yaml] init|generate|check|watch|inspect|grants`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from .. import __version__
from ..errors import CompileError, SqlwrightError, fault_line
from ..project.all_blocks import Compiled, PartlyCompiled, analyse_all, compile_all
from ..project.config import Config, default, load
from .closed_output import end_with_reader
from .report import FORMATS, Report

__all__ = ["generate_quietly", "main"]

_DESCRIPTION = "Compiles annotated SQL into typed Python for asyncpg, with PostgreSQL itself as the front end."
_COMMANDS = {
    "generate": "compile the SQL, write the modules and remove those that are no longer needed",
    "check": "write nothing; show a diff and fail if the modules differ from the SQL",
    "watch": "generate on every save and show errors until they are fixed; stop it with Ctrl-C",
    "inspect": "show what was decided about each query: types, NULLs with proofs, parameters, rows, tables",
    "grants": "print the GRANT statements for a role that runs the queries and does nothing else",
}


@end_with_reader()
def main(argv: Sequence[str] | None = None) -> NoReturn:
    arguments = _parser().parse_args(argv)
    report = FORMATS.get(arguments.format, Report)(Path(arguments.file or "").parent)
    try:
        sys.exit(_run(Path(arguments.file or default(Path())), arguments, report))
    except CompileError as error:
        report.errors(error, "nothing was written")
    except SqlwrightError as error:
        report.failure(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        raise  # the reader is gone, which is no fault
    except Exception as error:  # noqa: BLE001 - the last resort
        report.failure(fault_line(error))
    sys.exit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sqlwright", description=_DESCRIPTION)
    file_help = "configuration file (default: sqlc.yaml, sqlc.yml or sqlc.json)"
    parser.add_argument("-f", "--file", metavar="FILE", help=file_help)
    parser.set_defaults(format=None)
    parser.add_argument("--version", action="version", version=f"sqlwright {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    text = "write a new project in the folder NAME, which works at once"
    _take_wishes(commands.add_parser("init", help=text, description=f"{text[0].upper()}{text[1:]}."))
    for name, text in _COMMANDS.items():
        command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        if name == "inspect":
            command.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
        if name == "grants":
            command.add_argument("--role", metavar="ROLE", required=True, help="the role that runs the queries")
            also = "a right that the service needs beside its queries, such as 'select on schema_migrations'; may be repeated"
            command.add_argument("--also", metavar="RIGHT", action="append", default=[], help=also)
        if name in ("check", "generate"):
            formats = "how errors are printed; github annotates the lines of the SQL in GitHub Actions (default: text)"
            command.add_argument("--format", choices=FORMATS, help=formats)
        if name == "generate":
            keep_going = "write the modules without the queries that do not compile; the exit status is still 1"
            command.add_argument("--keep-going", action="store_true", help=keep_going)
        # People type -f before or after the command. SUPPRESS keeps the first if there is no second.
        command.add_argument("-f", "--file", default=argparse.SUPPRESS, metavar="FILE", help=file_help)
    return parser


def _take_wishes(command: argparse.ArgumentParser) -> None:
    """The arguments of `init`."""
    command.add_argument("name", metavar="NAME", help="the new folder; its last part is the project's name")
    command.add_argument(
        "--table",
        action="append",
        default=[],
        metavar="NAME",
        help="the first table, in the plural (default: notes); with a schema that exists, a table of it, may be repeated"
        " (default: all that have a primary key)",
    )
    existing = command.add_mutually_exclusive_group()
    existing.add_argument(
        "--schema",
        action="append",
        default=[],
        metavar="PATH",
        help="a schema that exists: a dump, an SQL file or a folder of migrations; may be repeated",
    )
    existing.add_argument("--from-database", metavar="URL", help="the schema of a database, which pg_dump reads")
    command.add_argument("--only-sql", action="store_true", help="no service: queries and generated modules only")
    source = "where the project gets sqlwright from: a folder, a wheel, git+ADDRESS, or index"
    command.add_argument("--source", help=f"{source} (default: where this one came from)")


def _run(path: Path, arguments: argparse.Namespace, report: Report) -> int:
    command: str = arguments.command
    if command == "init":
        return _init(arguments)
    if command == "watch":
        return _watch(path)
    config = load(path)
    for note in config.notes:
        print(note, file=sys.stderr)
    if command == "inspect":
        return _inspect(config, arguments.format)
    if command == "grants":
        return _grants(config, arguments.role, arguments.also)
    if command == "check":
        return _check(config, compile_all(config), report)
    return _generate(config, report, keep_going=arguments.keep_going)


def _init(arguments: argparse.Namespace) -> int:
    from .init import init

    init(arguments, generate_quietly)
    return 0


def generate_quietly(folder: Path) -> None:
    """Compiles a new project, of which nobody has heard yet."""
    from .output import write

    config = load(default(folder))
    for block, files in compile_all(config):
        write(block.out, files, config.shown(block.out))


def _watch(path: Path) -> int:
    import asyncio

    from .watch import watch

    asyncio.run(watch(path, clear=sys.stdout.isatty()))
    return 0


def _inspect(config: Config, format: str) -> int:
    from .inspect import as_json, as_table

    modules, errors = analyse_all(config)
    print(as_json(modules, errors) if format == "json" else as_table(modules))
    if errors:
        print(errors, errors.summary, sep="\n", file=sys.stderr)
    return 1 if errors else 0


def _grants(config: Config, role: str, also: Sequence[str]) -> int:
    """Prints all or nothing: rights without those of a query in error would look complete."""
    from .grants import grants, unknown

    modules, errors = analyse_all(config)
    if errors:
        raise errors
    print(grants(modules, role, also))
    for note in unknown(modules):
        print(note, file=sys.stderr)
    return 0


def _generate(config: Config, report: Report, *, keep_going: bool) -> int:
    try:
        _write(config, compile_all(config, keep_going=keep_going))
    except PartlyCompiled as error:
        if not error.compiled:
            raise
        _write(config, error.compiled)
        report.errors(error, "the others were left out")
        return 1
    return 0


def _write(config: Config, compiled: Compiled) -> None:
    from .output import write

    for block, files in compiled:
        shown = config.shown(block.out)
        changed, stale = write(block.out, files, shown)
        for name in changed:
            print(f"wrote {shown}/{name}")
        for name in stale:
            print(f"removed {shown}/{name}")
        if not changed and not stale:
            print(f"{shown} is up to date")


def _check(config: Config, compiled: Compiled, report: Report) -> int:
    from .output import differences

    status = 0
    for block, files in compiled:
        shown = config.shown(block.out)
        diffs = differences(block.out, files, shown)
        if diffs:
            print(*diffs.values(), sep="", end="", flush=True)  # before what stderr says
            report.difference(shown, diffs)
            status = 1
        else:
            print(f"{shown} matches the SQL")
    return status
