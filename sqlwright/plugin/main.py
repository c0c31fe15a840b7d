"""Reads sqlc's request from stdin, writes the block's files to stdout and errors to stderr, which sqlc shows."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import msgspec

from ..errors import CompileError, SqlwrightError, fault_line
from ..project.all_blocks import compile_all
from ..project.config import Block, Config, load, output_folder
from ..project.version_2 import PLUGIN
from .find_configuration import VARIABLE, find_configuration, parent_command_line
from .wire import Request, answer, is_json, read

__all__ = ["main"]

_METHOD = "/plugin.CodegenService/Generate"
_USAGE = (
    f"{PLUGIN} is run by sqlc: name it as process.cmd of a plugin in sqlc.yaml and run sqlc generate."
    " sqlwright generate writes the same files without sqlc."
)


def main() -> NoReturn:
    if sys.argv[1:] not in ([], [_METHOD]) or sys.stdin.isatty():
        sys.exit(_USAGE)
    try:
        response = respond(sys.stdin.buffer.read())
    except CompileError as error:
        # Start a new line: sqlc has printed its own words on this one.
        sys.exit(f"\n{error}\n{error.summary}; nothing was written")
    except SqlwrightError as error:
        sys.exit(f"{PLUGIN}: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last resort
        sys.exit(f"{PLUGIN}: {fault_line(error)}")
    sys.stdout.buffer.write(response)
    sys.exit()


def respond(data: bytes) -> bytes:
    request = read(data)
    config = load(find_configuration(Path.cwd(), os.environ, parent_command_line()))
    block = _asked_for(config, request)
    ((_, files),) = compile_all(msgspec.structs.replace(config, blocks=[block]))
    return answer(files, json=is_json(data))


def _asked_for(config: Config, request: Request) -> Block:
    """The codegen block that the request describes."""
    settings = request.settings
    named = [text.rstrip("/") for text in (*settings.schema, *settings.queries)]
    out = output_folder(config.root, settings.codegen.out)
    found = [block for block in config.blocks if block.out == out and block.entry.named == named]
    if not found:
        raise SqlwrightError(
            f"{config.path} has no codegen block of a plugin whose process.cmd is {PLUGIN} with"
            f" schema: {', '.join(settings.schema)}, queries: {', '.join(settings.queries)}"
            f" and out: {settings.codegen.out}. If sqlc reads another file, list {VARIABLE} under env of the plugin"
            " and set it to that file's path"
        )
    if any(block != found[0] for block in found):
        raise SqlwrightError(
            f"{config.path}: two different blocks write to {settings.codegen.out} from the same schema and queries:"
            " give each block its own folder"
        )
    return found[0]
