"""The hooks of the commands that need more of a query than its rows."""

from collections.abc import Mapping, Sequence

from ...model.commands import Command
from ..hooks import Hooks
from ..work import Work
from .batch import BatchOfRowsHooks
from .copyfrom import CopyFromHooks
from .notify import NotifyHooks

__all__ = ["COMMANDS", "command_hooks"]

COMMANDS: Mapping[Command, type[Hooks]] = {
    ":copyfrom": CopyFromHooks,
    ":batchone": BatchOfRowsHooks,
    ":batchmany": BatchOfRowsHooks,
    ":notify": NotifyHooks,
}


def command_hooks(work: Work) -> Sequence[Hooks]:
    found = COMMANDS.get(work.statement.command)
    return [] if found is None else [found(work)]
