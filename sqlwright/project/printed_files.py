"""Whole outputs by whole inputs: a run in which nothing changed is over before anything is imported to compile with."""

from collections.abc import Mapping

import msgspec

from ..cache.entries import Entries
from ..cache.identity import digest, identity
from ..scratch.migrations import fingerprint
from .config import Block
from .inputs import Inputs

__all__ = ["keep_printed", "printed_before"]

_ENTRIES = Entries("printed", count=32)
_decoder = msgspec.msgpack.Decoder(dict[str, str])


def printed_before(block: Block, inputs: Inputs) -> Mapping[str, str] | None:
    """The block's files as an earlier run printed them; None on a server of the user's, which may have changed."""
    if block.entry.uri is None and (data := _ENTRIES.read(_key(block, inputs))) is not None:
        return _decoder.decode(data)
    return None


def keep_printed(block: Block, inputs: Inputs, files: Mapping[str, str]) -> None:
    if block.entry.uri is None:
        _ENTRIES.write(_key(block, inputs), msgspec.msgpack.encode(files))


def _key(block: Block, inputs: Inputs) -> str:
    texts = [part for file in inputs.queries for part in (file.path, file.text)]
    options = msgspec.msgpack.encode(block.options)
    return digest(identity(), block.entry.schema_name, options, fingerprint(inputs.migrations), *texts)
