"""Reads lines such as `-- @notnull total` above a statement, and checks what they may stand with."""

import re
from collections.abc import Iterator, Sequence

from ..errors import nearest
from ..model.commands import Command
from .annotation_values import Annotation, Place
from .headers import Line
from .text import SourceFile
from .vocabulary import ANNOTATIONS, IGNORED_ANNOTATIONS

__all__ = ["ANNOTATION", "Annotation", "check_combinations", "read_annotations"]

ANNOTATION = re.compile(r"^\s*@(?P<word>[\w-]+)")


def read_annotations(
    file: SourceFile, line: Line, match: re.Match[str], query: str, command: Command
) -> Iterator[Annotation]:
    """The line's annotation, or one for each of the names on it."""
    word = match["word"]
    at = line.at + match.start("word") - 1
    if word in IGNORED_ANNOTATIONS:
        return
    if word not in ANNOTATIONS:
        meant = nearest(word, ANNOTATIONS)
        hint = f"did you mean @{meant}?" if meant else "begin the comment with another word if it describes the query"
        raise file.error(at, f"unknown annotation @{word}", hint=hint, query=query)
    rule = ANNOTATIONS[word]
    commands = rule.commands
    if commands and command not in commands:
        known = " and ".join([", ".join(commands[:-1]), commands[-1]] if len(commands) > 1 else commands)
        raise file.error(at, f"@{word} is for {known}, and {query} is {command}", hint="remove the line", query=query)
    yield from rule.read(Place(file, word, at, line.text[match.end() :], line.at + match.end(), query))


def check_combinations(file: SourceFile, annotations: Sequence[Annotation], query: str) -> None:
    """Raises a CompileError at the first annotation that does not go together with another one of the query."""
    for annotation in annotations:
        for other in annotations:
            if other.word in ANNOTATIONS[annotation.word].apart:
                raise file.error(
                    annotation.word_at,
                    f"@{annotation.word} does not go together with @{other.word}",
                    hint=f"remove one of the lines, or write a second query without @{other.word}",
                    query=query,
                )
