"""Describes a package's support files in a short text, which is committed in their place.

A definition with the same text as in the package that is kept whole is only named; any other is shown.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

__all__ = ["SUPPORT", "WHOLE", "describe"]

SUPPORT = ("codecs.py", "db.py", "tx.py")
"""The files of a package that its query modules share."""
WHOLE = Path(__file__).parent / "golden/library/generated"
"""The package whose support files are committed too, for people to read."""


def describe(package: Path) -> str:
    """List the definitions of each support file, in their order."""
    return "\n".join("".join(_described(package / name)) for name in SUPPORT if (package / name).exists())


def _described(file: Path) -> Iterator[str]:
    whole, own = _definitions(WHOLE / file.name), _definitions(file)
    yield f"{file.name}, whole\n" if own == whole else f"{file.name}\n"
    if own == whole:
        return
    for top, group in groupby(own, lambda name: name.partition(".")[0]):
        names = list(group)
        same = [name for name in names if whole.get(name) == own[name]]
        members = ", ".join(name.partition(".")[2] for name in same if name != top)
        yield f"  {top}: {members}\n" if members else f"  {top}\n"
        for name in names:
            if name not in same:
                yield "".join(f"  | {line}".rstrip() + "\n" for line in own[name].splitlines())


def _definitions(file: Path) -> Mapping[str, str]:
    """The text of each function, constant, class and member of a class, with the comments above and the text below."""
    source = file.read_text()
    found: dict[str, str] = {}
    for name, lines in _pieces(ast.parse(source).body, source.splitlines(), above=0, owner=""):
        found[name] = "\n".join([found.get(name, ""), *lines]).strip("\n")
    # The module's docstring, and what follows from the definitions.
    del found[""], found["__all__"]
    return found


def _pieces(
    body: Sequence[ast.stmt], lines: Sequence[str], *, above: int, owner: str
) -> Iterator[tuple[str, Sequence[str]]]:
    """The name and the lines of each statement that defines something, imports left out."""
    name = owner
    for node in body:
        last = node.end_lineno or node.lineno
        if not isinstance(node, ast.Import | ast.ImportFrom):
            name = _name(node, owner) or name  # a bare string describes the definition above it
            start = _first_line(node.body[0]) - 1 if isinstance(node, ast.ClassDef) else last
            yield name, lines[above:start]
            if isinstance(node, ast.ClassDef):
                yield from _pieces(node.body, lines, above=start, owner=name)
        above = last


def _name(node: ast.stmt, owner: str) -> str | None:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            pass
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            pass
        case ast.Expr(value=ast.Constant()):
            return None
        case _:
            raise ValueError(f"what does this define? {ast.unparse(node)}")
    return f"{owner}.{name}" if owner else name


def _first_line(node: ast.stmt) -> int:
    """Where a statement begins, with its decorators."""
    decorators: Sequence[ast.expr] = getattr(node, "decorator_list", ())
    return min(line.lineno for line in (node, *decorators))
