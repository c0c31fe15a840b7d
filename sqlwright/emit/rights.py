"""Prints rights.py: the rights that the queries need, for a service that checks them when it starts."""

from collections.abc import Iterator, Sequence

from ..model import Project
from ..model.rights import all_queries, rights_of
from .layout import bracketed, exploded, text_literal
from .project_names import Names
from .scope import Scope

__all__ = ["print_rights"]

_DOC = ["The rights that the queries need of the role that runs them.", ""]
_FORM = "Each is a kind, a schema, a name, a privilege, and the columns that it is needed for."


def print_rights(project: Project, names: Names, header: str) -> str:
    scope = Scope(names)
    kind = f"{scope.name('collections.abc', 'Sequence')}[tuple[str, str, str, str, {scope.name('collections.abc', 'Sequence')}[str]]]"
    typed = f"RIGHTS: {scope.name('typing', 'Final')}[{kind}]"
    rights = exploded(f"{typed} = (", [*_rights(project)], ")")
    parts = [scope.top(header, [*_DOC, _FORM]), scope.print(), '__all__ = ["RIGHTS"]', rights]
    return "\n\n".join(parts) + "\n"


def _rights(project: Project) -> Iterator[str]:
    found = rights_of(all_queries(project.modules))
    for right in found.objects:
        yield _right((right.kind, right.schema, right.name, right.privilege), ())
    for table in found.tables:
        yield _right(("table", table.schema, table.name, table.privilege), table.columns)


def _right(texts: Sequence[str], columns: Sequence[str]) -> str:
    listed = [text_literal(column) for column in columns]
    last = f"({listed[0]},)" if len(listed) == 1 else bracketed("(", listed, ")", indent=8)
    return bracketed("(", [*map(text_literal, texts), last], ")", indent=4)
