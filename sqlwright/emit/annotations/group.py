"""`-- @group`: structs with lists, and the loop over the rows that fills them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from ...model import Embed, Level, Query
from ...model.numbering import numbered
from ...model.row_parts import level_names, row_parts
from ...model.rows import lists_of
from ..layout import WIDTH, bracketed, exploded, indented
from ..named_rows import named_after
from ..names import pascal, singular
from ..rows import (
    embed_class,
    result_type,
    row_class,
    row_members,
    row_name,
    row_values,
    struct_call,
)
from ..scope import Scope
from ..structs import Member, print_struct

__all__ = ["element_classes", "fold", "fold_locals", "level_members", "listed", "print_elements"]


def element_classes(queries: Sequence[Query], taken: set[str]) -> Mapping[tuple[str, int], str]:
    """The classes of the lists' elements, by query and level; rows with one name share them. No name is in `taken`."""
    found: dict[tuple[str, int], str] = {}
    of_rows: dict[tuple[str, int], str] = {}
    for query in queries:
        for index, level in enumerate(query.levels[1:], 1):
            if level.embed is not None or len(list(row_parts(query, level.first, level.end))) > 1:
                row = row_name(query)
                if (row, index) not in of_rows:
                    wanted = f"{pascal(named_after(query))}{pascal(singular(level.field))}"
                    of_rows[row, index] = numbered(wanted, taken)
                    taken.add(of_rows[row, index])
                found[query.name, index] = of_rows[row, index]
    return found


def level_members(query: Query, index: int, scope: Scope) -> Sequence[Member]:
    """The fields of a level's struct."""
    level = query.levels[index]
    members = [*row_members(listed(query, level), scope, level.first, level.end)]
    for each in lists_of(query.levels, index):
        annotation = f"{scope.builtin('list')}[{_element_type(query, each, scope)}]"
        members.append(Member(query.levels[each].field, annotation, atomic=False))
    return members


def print_elements(query: Query, scope: Scope) -> Iterator[tuple[str, str]]:
    """The structs of the lists' elements, with their names, the innermost first."""
    for index in reversed(range(1, len(query.levels))):
        name = scope.elements.get((query.name, index))
        if name is not None:
            doc = [f"What is in `{query.levels[index].field}` of {named_after(query)}."]
            yield name, print_struct(name, doc, level_members(query, index, scope), scope)


def fold_locals(query: Query) -> Iterator[str]:
    """The names of the loop's local variables."""
    for index in range(len(query.levels)):
        yield from (_numbered(name, index) for name in ("found", "key", "make", "parent", "seen"))


def fold(query: Query, scope: Scope, rows: str, variable: Callable[[str], str]) -> Sequence[str]:
    """The loop over the rows, which collects the parents in `found`."""
    parents = [level for level in query.levels if level.embed is not None]
    tables: list[str] = []
    body: list[str] = []
    outer = ""
    for index, level in enumerate(parents):
        cls = row_class(query, scope) if index == 0 else scope.element(query, index)
        found, key, make, parent = (variable(_numbered(name, index)) for name in ("found", "key", "make", "parent"))
        types = [scope.builtin("object"), cls]
        tables.append(bracketed(f"{found}: {scope.builtin('dict')}[", types, "] = {}", indent=8))
        if level.missing:
            body.append(f"if {_missing(level, '==')}:\n    continue")
        given = _key(level, key, body)
        lists = lists_of(query.levels, index)
        values = [*row_values(listed(query, level), scope, level.first, level.end), *("[]" for _ in lists)]
        head = f"{parent} = {found}[{given}] = "
        if len(f"{head}{cls}(") + 16 > WIDTH:
            # Alone on its line it cannot be broken at any width.
            tables.append(f"{make} = {cls}")
            cls = make
        made = struct_call(cls, level_names(query, index), values, scope, level.first, indent=16 + len(head))
        added = [f"{head}{made}", *([_append(outer, parent, 16)] if outer else [])]
        body += [f"{parent} = {found}.get({given})", f"if {parent} is None:", *map(indented, added)]
        fields = scope.names.fields(level_names(query, index))[-len(lists) :]
        outer = f"{parent}.{fields[0]}"
        if index + 1 == len(parents):
            for each, field in zip(lists, fields, strict=True):
                body += _listing(query, each, f"{parent}.{field}", scope, variable, tables)
    return [*tables, f"for row in {rows}:", *map(indented, body)]


def _key(level: Level, name: str, body: list[str]) -> str:
    """The expression for a level's key; one of several columns is made first, in a line that is added to `body`."""
    keys = [f"row[{column}]" for column in level.key]
    if len(keys) > 1:
        body.append(bracketed(f"{name} = (", keys, ")", indent=12))
    return name if len(keys) > 1 else keys[0]


def _listing(
    query: Query, index: int, to: str, scope: Scope, variable: Callable[[str], str], tables: list[str]
) -> Sequence[str]:
    """The lines that add a row to an innermost list, unless it has nothing for it or the list has it."""
    level = query.levels[index]
    element = _element(query, index, scope)
    lines: list[str] = []
    conditions = [_missing(level, "!=")] if level.missing else []
    noted: list[str] = []
    if level.key:
        seen = variable(_numbered("seen", index))
        tables.append(f"{seen}: {scope.builtin('set')}[{scope.builtin('object')}] = set()")
        given = _key(level, variable(_numbered("key", index)), lines)
        conditions.append(f"{given} not in {seen}")
        noted = [indented(f"{seen}.add({given})")]
    if not conditions:
        return [*lines, _append(to, element, 12)]
    return [*lines, f"if {' and '.join(conditions)}:", *noted, indented(_append(to, element, 16))]


def _numbered(name: str, index: int) -> str:
    return f"{name}_{index + 1}" if index else name


def listed(query: Query, level: Level) -> Query:
    """The query with the types that its columns and embeds have in a row that belongs to the level's list."""
    # The first column of an embed stands for the whole of it, and may itself be NULL.
    full = {*level.present} - {embed.first for embed in query.embeds}
    return replace(
        query,
        columns=[
            replace(column, type=replace(column.type, nullable=False)) if index in full else column
            for index, column in enumerate(query.columns)
        ],
        embeds=[replace(embed, nullable=embed.nullable and embed.first not in level.present) for embed in query.embeds],
    )


def _element_type(query: Query, index: int, scope: Scope) -> str:
    """The annotation of a level's elements in the list above it: a class, a table's struct or a bare value."""
    if (query.name, index) in scope.elements:
        return scope.element(query, index)
    level = query.levels[index]
    inside = listed(query, level)
    (part,) = row_parts(inside, level.first, level.end)
    if isinstance(part, Embed):
        return embed_class(query, part, scope)
    return result_type(inside, part, scope)


def _element(query: Query, index: int, scope: Scope) -> str:
    """The expression that makes an element of the innermost list."""
    level = query.levels[index]
    values = row_values(listed(query, level), scope, level.first, level.end)
    if (query.name, index) not in scope.elements:
        return values[0]
    name = scope.element(query, index)
    # In a page's rows the keys of the order follow the columns.
    is_last = level.end == len(query.columns) and query.page is None
    span = f"row[{level.first}:]" if is_last else f"row[{level.first}:{level.end}]"
    return struct_call(name, level_names(query, index), values, scope, level.first, span=span)


def _append(to: str, value: str, indent: int) -> str:
    head = f"{to}.append("
    return exploded(head, [value], ")") if "\n" in value else bracketed(head, [value], ")", indent=indent)


def _missing(level: Level, compared: str) -> str:
    """The condition that the row has nothing for the list (`==`), or something (`!=`)."""
    first, count = level.missing[0], len(level.missing)
    if count == 1:
        return f"row[{first}] is {'None' if compared == '==' else 'not None'}"
    nulls = f"{compared} (None,) * {count}"
    if [*level.missing] == [*range(first, first + count)]:
        return f"row[{first}:{first + count}] {nulls}"
    return bracketed("(", [f"row[{column}]" for column in level.missing], f") {nulls}", indent=16)
