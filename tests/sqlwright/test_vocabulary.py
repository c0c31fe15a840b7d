"""The vocabulary, the model and the compiler know the same commands and annotations."""

from typing import get_args

from sqlwright.compile.annotations.registry import ANNOTATIONS as HOOKS_OF_ANNOTATIONS
from sqlwright.compile.commands.registry import COMMANDS as HOOKS_OF_COMMANDS
from sqlwright.model.commands import Command
from sqlwright.source.vocabulary import ANNOTATIONS, COMMANDS, GIVES_ROWS, MANY_ITEMS, ROWS_OF_ITEMS


def test_every_command_has_a_rule() -> None:
    assert list(COMMANDS) == list(get_args(Command))
    assert HOOKS_OF_COMMANDS.keys() <= COMMANDS.keys()


def test_what_commands_give() -> None:
    assert sorted(GIVES_ROWS) == [":batchmany", ":batchone", ":many", ":one"]
    assert sorted(MANY_ITEMS) == [":batchexec", ":batchmany", ":batchone", ":copyfrom"]
    assert sorted(ROWS_OF_ITEMS) == [":batchmany", ":batchone"]


def test_every_annotation_has_hooks_once() -> None:
    words = sorted(word for hooks in HOOKS_OF_ANNOTATIONS for word in hooks.words)
    assert words == sorted(word for word, rule in ANNOTATIONS.items() if rule.command is None)


def test_annotations_go_apart_from_others_that_exist_and_say_so_once() -> None:
    pairs = [(word, other) for word, rule in ANNOTATIONS.items() for other in rule.apart]
    assert {other for _, other in pairs} <= ANNOTATIONS.keys()
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
