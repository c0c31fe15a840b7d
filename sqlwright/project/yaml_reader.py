"""Reads YAML strictly: every value has a place, and an unknown key is reported with the most similar known one."""

from collections.abc import Mapping, Sequence
from typing import NoReturn, TypeVar

import yaml

from ..errors import CompileError, Place, Problem, nearest
from ..source.text import SourceFile

__all__ = ["ANY_KEYS", "Reader", "join", "known_keys"]

ANY_KEYS: Mapping[str, object] = {}
"""The shape of a mapping whose keys are not ours to check."""

_MERGE = "tag:yaml.org,2002:merge"
_Word = TypeVar("_Word", bound=str)


class Reader:
    """Takes values out of YAML nodes and reports errors at their places."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def complain(self, node: yaml.Node, message: str, hint: str | None = None) -> None:
        self.problems.append(self.file.problem(node.start_mark.index, message, hint=hint))

    def place(self, node: yaml.Node) -> Place:
        found = self.file.problem(node.start_mark.index, "")
        return Place(found.file, found.line, found.column, found.source)

    def note(self, message: str) -> None:
        """Adds a note that a run shows once; not an error."""
        if (text := f"{self.file.path}: {message}") not in self.notes:
            self.notes.append(text)

    def fail(self, node: yaml.Node, message: str, hint: str | None = None) -> NoReturn:
        self.complain(node, message, hint)
        raise CompileError(self.problems)

    def items(self, node: yaml.Node, path: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """A mapping's keys with their key and value nodes, and those of the mappings that `<<` names."""
        if not isinstance(node, yaml.MappingNode):
            self.fail(node, f"{path or 'the file'} must be a mapping of keys to values")
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        merged: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            if key.tag == _MERGE:
                for other in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    merged = {**self.items(other, path), **merged}
                continue
            name = str(key.value)
            if name in found:
                self.complain(key, f"key {join(path, name)} appears twice", "remove one of them")
            found[name] = (key, value)
        return {**merged, **found}

    def check(self, node: yaml.Node, shape: object, path: str) -> None:
        """Reports every key that sqlc does not know."""
        if isinstance(shape, list):
            if not isinstance(node, yaml.SequenceNode):
                self.fail(node, f"{path} must be a list", "start each entry with a dash: - name: value")
            for index, entry in enumerate(node.value):
                self.check(entry, shape[0], f"{path}[{index}]")  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(shape, Mapping) and shape is not ANY_KEYS:
            known: Mapping[str, object] = shape  # pyright: ignore[reportUnknownVariableType]
            for name, (key, value) in self.items(node, path).items():
                if name in known:
                    self.check(value, known[name], join(path, name))
                else:
                    self.complain(key, f"unknown key {join(path, name)}", known_keys(name, known))

    def is_null(self, node: yaml.Node) -> bool:
        return node.tag == "tag:yaml.org,2002:null"

    def text(self, node: yaml.Node, path: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or self.is_null(node) or not node.value:
            is_missing = isinstance(node, yaml.ScalarNode)
            self.fail(node, f"{path} must be a string", "write it after the colon" if is_missing else None)
        return str(node.value)

    def choice(self, node: yaml.Node, path: str, words: Sequence[_Word]) -> _Word:
        text = self.text(node, path)
        if text not in words:
            meant = nearest(text, words)
            hint = f"did you mean {meant}?" if meant else None
            self.fail(node, f"{path} must be one of {', '.join(words)}", hint)
        return words[words.index(text)]

    def count(self, node: yaml.Node, path: str) -> int:
        if node.tag != "tag:yaml.org,2002:int" or not str(node.value).isdecimal():
            self.fail(node, f"{path} must be a whole number, 0 or more")
        return int(node.value)

    def flag(self, node: yaml.Node, path: str) -> bool:
        if node.tag != "tag:yaml.org,2002:bool":
            self.fail(node, f"{path} must be true or false")
        return str(node.value).lower() in ("true", "yes", "on")

    def texts(self, node: yaml.Node, path: str) -> list[tuple[yaml.Node, str]]:
        """A string or a list of strings."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not nodes:
            self.fail(node, f"{path} is empty", "name at least one file or folder")
        return [(entry, self.text(entry, path)) for entry in nodes]


def join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def known_keys(name: str, known: Mapping[str, object]) -> str:
    meant = nearest(name, known)
    return f"did you mean {meant}?" if meant else f"the keys here are {', '.join(known)}"
