"""Caches a block's whole output under its whole input, so that an unchanged run imports nothing to compile with."""

from collections.abc import Mapping

import msgspec

from ..cache.entries import Entries
from ..cache.identity import digest, identity
from ..scratch.migrations import fingerprint
from .config import Block
from .inputs import Inputs

__all__ = ["load_printed", "save_printed"]

_ENTRIES = Entries("printed", count=512)
_decoder = msgspec.msgpack.Decoder(dict[str, str])


def load_printed(block: Block, inputs: Inputs) -> Mapping[str, str] | None:
    """The block's files as an earlier run printed them; None on a server of the user's, which may have changed."""
    if block.entry.uri is None and (data := _ENTRIES.read(_key(block, inputs))) is not None:
        return _decoder.decode(data)
    return None


def save_printed(block: Block, inputs: Inputs, files: Mapping[str, str]) -> None:
    if block.entry.uri is None:
        _ENTRIES.write(_key(block, inputs), msgspec.msgpack.encode(files))


def _key(block: Block, inputs: Inputs) -> str:
    texts = [part for file in inputs.queries for part in (file.path, file.text)]
    options = msgspec.msgpack.encode(block.options)
    return digest(identity(), block.entry.schema_name, options, fingerprint(inputs.migrations), *texts)
