"""Collects the fragments of all query files together: each is known in every one of them."""

import re
from collections.abc import Iterable, Sequence

from ...errors import CompileError, Problem
from ..headers import FRAGMENT, comment_lines
from ..splitting import split
from ..text import SourceFile
from ..tokens import scan
from .definitions import NO_FRAGMENTS, Definition, Fragment, Fragments, as_fragment, read_definition
from .expansion import replaced, used_names
from .words import words_in

__all__ = ["fragment_texts", "mentions_fragments", "read_fragments"]

_DEFINES = re.compile(r"^\s*(?:--|/\*)?\s*fragment:", re.MULTILINE)


def mentions_fragments(file: SourceFile) -> bool:
    """Whether the file may use or define fragments."""
    return "fragment" in file.text.lower()


def fragment_texts(files: Iterable[SourceFile]) -> Sequence[str]:
    """What the fragments of these files are read from, found without parsing the SQL."""
    return [part for file in files if _DEFINES.search(file.text) for part in (file.path, file.text)]


def read_fragments(files: Iterable[SourceFile]) -> Fragments:
    defining = [file for file in files if _DEFINES.search(file.text)]
    return _Reader().run(defining) if defining else NO_FRAGMENTS


class _Reader:
    def __init__(self) -> None:
        self.definitions: dict[str, Definition] = {}
        self.known: dict[str, Fragment] = {}
        self.wrong: dict[str, str] = {}
        self.problems: dict[str, list[Problem]] = {}

    def run(self, files: Sequence[SourceFile]) -> Fragments:
        for file in files:
            self.read(file)
        for name in self.definitions:
            self.resolve([name])
        return Fragments(self.known, self.wrong, self.problems)

    def refuse(self, file: SourceFile, error: CompileError) -> None:
        self.problems.setdefault(file.path, []).extend(error.problems)

    def read(self, file: SourceFile) -> None:
        """Adds the file's definitions."""
        try:
            tokens = scan(file)
        except CompileError:
            return  # the file's queries are read too, and that reports it
        for before, body in split(tokens):
            try:
                found = read_definition(file, before, body)
            except CompileError as error:
                for line in comment_lines(before):
                    if match := FRAGMENT.match(line.text):
                        self.wrong[match["name"].lower()] = file.place(line.at + match.start("name"))
                self.refuse(file, error)
                continue
            first = self.definitions.setdefault(found.name.lower(), found) if found else None
            if found is not None and first is not None and found is not first:
                hint = f"rename one of them: the first is at {first.file.place(first.name_at)}"
                self.refuse(file, file.error(found.name_at, f"a second fragment called {found.name}", hint=hint))

    def resolve(self, path: Sequence[str]) -> None:
        """Replaces what the last fragment of the path uses, after having done the same with that."""
        name = path[-1]
        if name in self.known or name in self.wrong:
            return
        definition = self.definitions[name]
        words = words_in(definition.file, definition.body)
        try:
            for used in used_names(words):
                inner = used.token.word.lower()
                if inner in path:
                    circle = " → ".join([*path[path.index(inner) :], inner])
                    raise used.error(f"fragment {used.text} uses itself: {circle}", "take one of these uses out")
                if inner in self.definitions:
                    self.resolve([*path, inner])
            fragments = Fragments(self.known, self.wrong)
            self.known[name] = as_fragment(definition, replaced(words, fragments, list(definition.params)))
        except CompileError as error:
            self.wrong[name] = definition.file.place(definition.name_at)
            self.refuse(definition.file, error)
