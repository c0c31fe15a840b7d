"""`-- @rows`: the struct of a list's items, and what a method takes where lists stand for arrays."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from ..model import Parameter, Query, RowList, Type
from ..model.numbering import numbered
from ..source.vocabulary import GIVES_ROWS
from .names import pascal, singular
from .project_names import Names
from .scope import Scope
from .structs import Member, print_struct
from .types import is_atomic, parameter_type

__all__ = ["Taken", "list_class", "list_fields", "list_params", "list_type", "print_lists", "sent_columns", "taken"]

Taken = Parameter | RowList
"""What a caller gives."""


def taken(query: Query) -> Sequence[Taken]:
    """The parameters, with each list in the place of its first array."""
    lists = {number: each for each in query.lists for number in each.params}
    found: list[Taken] = [lists.get(param.number, param) for param in query.params]
    return [each for index, each in enumerate(found) if each not in found[:index]]


def list_class(query: Query, rows: RowList) -> str:
    """The struct of the list's items: CreateOrderItem for `items` of CreateOrder."""
    title = pascal(query.name)
    ends = ["Params"]
    ends += ["Row"] if query.command in GIVES_ROWS else []
    ends += ["Order"] if query.orders else []
    ends += ["Cursor", "Page"] if query.page is not None else []
    made = {f"{title}{end}" for end in ends}
    names: list[str] = []
    for each in query.lists:
        names.append(numbered(f"{title}{pascal(singular(each.name))}", {*made, *names}))
    return names[query.lists.index(rows)]


def list_type(query: Query, rows: RowList, scope: Scope) -> str:
    return f"{scope.name('collections.abc', 'Sequence')}[{list_class(query, rows)}]"


def list_fields(query: Query, rows: RowList, names: Names) -> Sequence[str]:
    return names.fields([param.name for param in list_params(query, rows)])


def print_lists(query: Query, scope: Scope) -> Iterator[tuple[str, str]]:
    """The structs of the items, with their names."""
    for rows in query.lists:
        members = [
            Member(param.name, parameter_type(_element(param.type), scope), is_atomic(_element(param.type)))
            for param in list_params(query, rows)
        ]
        name = list_class(query, rows)
        doc = [f"What is in `{rows.name}` of {query.name}."]
        yield name, print_struct(name, doc, members, scope, kw_only=True)


def sent_columns(query: Query, rows: RowList, given: str, scope: Scope) -> Mapping[int, str]:
    """The expressions for the arrays, by the parameters' numbers."""
    fields = list_fields(query, rows, scope.names)
    return {number: f"[item.{field} for item in {given}]" for number, field in zip(rows.params, fields, strict=True)}


def list_params(query: Query, rows: RowList) -> Sequence[Parameter]:
    """The arrays, in the order of the struct's fields."""
    params = {param.number: param for param in query.params}
    return [params[number] for number in rows.params]


def _element(kind: Type) -> Type:
    """The type of an array's elements."""
    return replace(
        kind,
        dims=0,
        nullable=kind.nullable_elements,
        nullable_elements=False,
        domain=kind.element_domain,
        element_domain=None,
    )
