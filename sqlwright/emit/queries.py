"""Prints a query file's module: its statements, rows, Protocol and class."""

from collections.abc import Callable, Sequence

from ..model import Embed, Module, Query
from .layout import WIDTH, bracketed, docstring, exploded, indented, sql_literal, text_literal
from .models import Member, members, print_struct, table_class
from .names import constant, field_name, fields, method, module_name, pascal
from .scope import Scope, sorted_all
from .types import column_type, decoded, is_atomic, parameter_type

__all__ = ["class_names", "print_module"]

_LOCALS = frozenset({"self", "row", "rows", "status"})
"""What a method's body calls its own; a parameter of that name gets an underscore."""


def class_names(module: Module) -> tuple[str, str]:
    """The Protocol and the class."""
    name = pascal(module_name(module.stem))
    return f"{name}Querier", f"{name}Queries"


def print_module(module: Module, header: str) -> str:
    taken = {method(query.name) for query in module.queries}
    for query in module.queries:
        taken.update(fields(column.name for column in query.columns))
    return _Printer(module, Scope(taken)).print(header)


class _Printer:
    def __init__(self, module: Module, scope: Scope) -> None:
        self.module = module
        self.scope = scope

    def print(self, header: str) -> str:
        protocol, queries = class_names(self.module)
        final = self.scope.name("typing", "Final") if self.module.queries else ""
        statements = [f"{constant(query.name)}: {final} = {sql_literal(query.sql)}" for query in self.module.queries]
        rows = [
            print_struct(_row_class(query), [f"A row of {query.name}."], self.members(query), self.scope)
            for query in self.module.queries
            if _has_row_class(query)
        ]
        classes = [self.protocol(protocol), self.queries(queries)]
        names = sorted_all([*map(_row_class, filter(_has_row_class, self.module.queries)), protocol, queries])
        doc = docstring(self.module.comments or [f"The queries of {self.module.path}."])
        exported = bracketed("__all__ = [", [f'"{name}"' for name in names], "]")
        top = [f"{header}\n{doc}", self.scope.print(), exported, *statements]
        return "\n\n".join(part for part in top if part) + "".join(f"\n\n\n{part}" for part in [*rows, *classes]) + "\n"

    def protocol(self, name: str) -> str:
        base = self.scope.name("typing", "Protocol")
        doc = docstring([f"The queries of {self.module.path}, for fakes and decorators."])
        methods = [self.signature(query, ": ...") for query in self.module.queries]
        return f"class {name}({base}):\n{indented(doc)}" + "".join(f"\n\n{indented(text)}" for text in methods)

    def queries(self, name: str) -> str:
        executor = self.scope.name(".db", "Executor")
        doc = docstring([f"The queries of {self.module.path} on a connection, a pool, or anything that wraps one."])
        parts = [
            doc,
            '__slots__ = ("_db",)',
            f"def __init__(self, db: {executor}) -> None:\n    self._db = db",
            *(self.method(query) for query in self.module.queries),
        ]
        return f"class {name}:\n" + "\n\n".join(indented(part) for part in parts)

    def signature(self, query: Query, end: str) -> str:
        names = _parameters(query)
        params = [
            f"{name}: {parameter_type(param.type, self.scope)}" for name, param in zip(names, query.params, strict=True)
        ]
        star = ["*"] if len(params) > 1 else []
        head = f"async def {method(query.name)}("
        return bracketed(head, ["self", *star, *params], f") -> {self.result(query)}{end}", indent=4)

    def result(self, query: Query) -> str:
        if query.command == ":exec":
            return "None"
        if query.command == ":execrows":
            return self.scope.builtin("int")
        item = self.item(query)
        if query.command == ":many":
            return f"{self.scope.builtin('list')}[{item}]"
        return item if query.rows == "one" or item == "Any" or item.endswith(" | None") else f"{item} | None"

    def item(self, query: Query) -> str:
        """What one row becomes."""
        if query.table is not None:
            return self.scope.name(".models", table_class(query.table))
        if _has_row_class(query):
            return _row_class(query)
        return column_type(query.columns[0].type, self.scope)

    def method(self, query: Query) -> str:
        doc = [indented(docstring(query.comments))] if query.comments else []
        body: dict[str, Callable[[Query], list[str]]] = {
            ":one": self.one,
            ":many": self.many,
            ":exec": self.execute,
            ":execrows": self.execrows,
        }
        return "\n".join([self.signature(query, ":"), *doc, *(indented(line) for line in body[query.command](query))])

    def send(self, query: Query, result: str, call: str) -> str:
        return bracketed(f"{result}await self._db.{call}(", [constant(query.name), *_parameters(query)], ")", indent=8)

    def one(self, query: Query) -> list[str]:
        made = self.make(query)
        sent = self.send(query, "row = ", "fetchrow")
        if query.rows == "one":
            no_row = self.scope.name(".db", "NoRow")
            return [sent, f'if row is None:\n    raise {no_row}("{query.name}")', f"return {made}"]
        short = f"return None if row is None else {made}"
        if "\n" not in made and len(short) + 8 <= WIDTH:
            return [sent, short]
        return [sent, "if row is None:\n    return None", f"return {made}"]

    def many(self, query: Query) -> list[str]:
        made = self.make(query)
        sent = self.send(query, "rows = ", "fetch")
        short = f"return [{made} for row in rows]"
        if "\n" not in made and len(short) + 8 <= WIDTH:
            return [sent, short]
        if "\n" in made:
            return [sent, f"return [\n{indented(made)}\n    for row in rows\n]"]
        # The one line that no trailing comma can hold apart at every width: the name is too long for it.
        return [sent, f"make = {self.item(query)}", "return [make(*row) for row in rows]"]

    def make(self, query: Query) -> str:
        """The expression that makes a row's value."""
        if query.table is None and not _has_row_class(query):
            return self.value(query, 0)
        if not query.embeds:
            values = [self.value(query, index) for index in range(len(query.columns))]
            return _struct(self.item(query), values, 0, "row")
        values: list[str] = []
        index = 0
        for embed in query.embeds:
            values += [self.value(query, index) for index in range(index, embed.first)]
            values.append(self.embedded(embed))
            index = embed.first + embed.count
        values += [self.value(query, index) for index in range(index, len(query.columns))]
        return exploded(f"{self.item(query)}(", values, ")")

    def embedded(self, embed: Embed) -> str:
        """The table's struct, or None where an outer join left it out."""
        span = f"row[{embed.first}:{embed.first + embed.count}]"
        types = [field.type for field in embed.table.fields]
        values = [decoded(kind, f"row[{index}]", self.scope) for index, kind in enumerate(types, embed.first)]
        name = self.scope.name(".models", table_class(embed.table.relation))
        made = _struct(name, values, embed.first, span)
        if not embed.nullable:
            return made
        missing = f"row[{embed.key}] is None" if embed.key is not None else f"{span} == (None,) * {embed.count}"
        return f"None\nif {missing}\nelse {made}" if "\n" in made else f"None if {missing} else {made}"

    def members(self, query: Query) -> Sequence[Member]:
        """The fields of a row's struct: an embed is one."""
        found: list[Member] = []
        index = 0
        for embed in query.embeds:
            found += members(query.columns[index : embed.first], self.scope)
            annotation = self.scope.name(".models", table_class(embed.table.relation))
            atomic = all(is_atomic(field.type) for field in embed.table.fields)
            found.append(Member(embed.name, f"{annotation} | None" if embed.nullable else annotation, atomic))
            index = embed.first + embed.count
        return [*found, *members(query.columns[index:], self.scope)]

    def value(self, query: Query, index: int) -> str:
        column = query.columns[index]
        given = f"row[{index}]"
        if column.proof == "asserted":
            given = f'{self.scope.name(".db", "not_null")}({given}, "{query.name}", {text_literal(column.name)})'
        return decoded(column.type, given, self.scope)

    def execute(self, query: Query) -> list[str]:
        return [self.send(query, "", "execute")]

    def execrows(self, query: Query) -> list[str]:
        affected = self.scope.name(".db", "affected")
        return [self.send(query, "status = ", "execute"), f"return {affected}(status)"]


def _struct(name: str, values: Sequence[str], first: int, span: str) -> str:
    """The call that fills a struct from `span`, the row's columns from `first` on."""
    plain = all(value == f"row[{index}]" for index, value in enumerate(values, first))
    return f"{name}(*{span})" if plain else exploded(f"{name}(", values, ")")


def _parameters(query: Query) -> Sequence[str]:
    names: list[str] = []
    for param in query.params:
        name = field_name(param.name, param.number)
        names.append(f"{name}_" if name in _LOCALS else name)
    return names


def _row_class(query: Query) -> str:
    return f"{pascal(query.name)}Row"


def _has_row_class(query: Query) -> bool:
    return query.command in (":one", ":many") and query.table is None and (len(query.columns) > 1 or bool(query.embeds))
