"""A query with variants: the table of its statements, and the code that chooses one by the given arguments."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from ..model import Query, Variant
from ..model.parameter_order import ALWAYS, Needs, sending
from .layout import bracketed, sql_literal, text_literal, unsplit
from .names import constant, pascal
from .scope import Scope

__all__ = ["Sending", "order_class", "print_order", "print_table", "table_entry"]


def order_class(query: Query) -> str:
    return f"{pascal(query.name)}Order"


def print_order(query: Query, scope: Scope) -> str:
    """The alias of the literal names of the query's orders."""
    names = [text_literal(order) for order in query.orders]
    head = f"{order_class(query)}: {scope.name('typing', 'TypeAlias')} = {scope.name('typing', 'Literal')}["
    # With a comma after it, one name would be laid out anew.
    return bracketed(head, names, "]") if len(names) > 1 else unsplit(f"{head}{names[0]}]")


def print_table(query: Query, names: Mapping[int, str], scope: Scope, name: str = "") -> str:
    """The table of statements, by order and then by a number in which each given optional parameter sets a bit."""
    head = f"{name or constant(query.name)}: {scope.name('typing', 'Final')} = "
    if not query.orders:
        return head + _by_given(query.variants, names, "")
    lines = [f"{head}{{"]
    for order in query.orders:
        variants = [variant for variant in query.variants if variant.order == order]
        lines.append(f"    {text_literal(order)}: {_by_given(variants, names, '    ')},")
    return "\n".join([*lines, "}"])


def _by_given(variants: Sequence[Variant], names: Mapping[int, str], indent: str) -> str:
    if len(variants) == 1:
        return _statement(variants[0], indent)
    lines = ["("]
    for variant in sorted(variants, key=lambda variant: _mask(variant, names)):
        given = ", ".join(names[number] for number in variant.given)
        lines += [f"{indent}    # with {given or 'none'}", f"{indent}    {_statement(variant, f'{indent}    ')},"]
    return "\n".join([*lines, f"{indent})"])


def _mask(variant: Variant, names: Mapping[int, str]) -> int:
    return sum(1 << bit for bit, number in enumerate(names) if number in variant.given)


def _statement(variant: Variant, indent: str) -> str:
    if variant.next_sql is None:
        return sql_literal(variant.sql)
    pages = [variant.sql, variant.next_sql, variant.last_sql, variant.previous_sql]
    return "\n".join(["(", *(f"{indent}    {sql_literal(sql)}," for sql in pages if sql is not None), f"{indent})"])


def table_entry(query: Query, order_by: str, variant: str, scope: Scope, table: str = "") -> str:
    """The expression for the statement, or for those of a first page and of the others."""
    optional = any(param.optional for param in query.params)
    table = table or constant(query.name)
    if query.orders:
        table = f"{scope.name('.db', 'in_order')}({table}, {order_by})"
    return f"{table}[{variant}]" if optional else table


class Sending:
    """The lines that collect the arguments of a query whose variants do not all take the same."""

    def __init__(
        self,
        query: Query,
        names: Sequence[str],
        sent: Sequence[str],
        absent: Sequence[str],
        local: Callable[[str], str],
    ) -> None:
        numbers = [param.number for param in query.params]
        self._optional = [param.number for param in query.params if param.optional]
        self._names = dict(zip(numbers, names, strict=True))
        self._sent = dict(zip(numbers, sent, strict=True))
        self._absent = dict(zip(numbers, absent, strict=True))
        """What each optional parameter is if it is left out."""
        self._orders, self._order_by = query.orders, local("order_by")
        self._sent_if = sending({param.number: param.needs for param in query.params}, self._optional)
        self.args, self.variant = local("args"), local("variant")

    def lines(self, scope: Scope) -> Iterator[str]:
        sent_if = dict(self._sent_if)
        always = [self._sent[number] for number in sent_if.pop(ALWAYS)]
        kind = f"{scope.builtin('list')}[{scope.builtin('object')}]"
        yield bracketed(f"{self.args}: {kind} = [", always, "]", indent=8)
        if self._optional:
            yield f"{self.variant} = 0"
        for bit, number in enumerate(self._optional):
            own = frozenset([frozenset([number])])
            yield self._if(own, [f"{self.variant} += {1 << bit}", *self._appended(sent_if.pop(own))])
        for needs, numbers in sent_if.items():
            yield self._if(needs, self._appended(numbers))

    def _appended(self, numbers: Sequence[int]) -> Sequence[str]:
        sent = [self._sent[number] for number in numbers]
        if not sent:
            return []
        return [
            bracketed(f"{self.args} += [", sent, "]", indent=12) if len(sent) > 1 else f"{self.args}.append({sent[0]})"
        ]

    def _if(self, needs: Needs, body: Sequence[str]) -> str:
        return "\n".join(
            [_condition(self._groups(needs)), *(f"    {line}" for text in body for line in text.split("\n"))]
        )

    def _groups(self, needs: Needs) -> Sequence[Sequence[str]]:
        """The tests of each group. Groups that differ only in the order are one."""
        orders: dict[tuple[int, ...], set[str]] = {}
        for group in needs:
            given = tuple(sorted(each for each in group if isinstance(each, int)))
            orders.setdefault(given, set()).update(each for each in group if isinstance(each, str))
        return [
            [
                *(f"{self._names[number]} is not {self._absent[number]}" for number in given),
                *self._chosen(orders[given]),
            ]
            for given in sorted(orders)
        ]

    def _chosen(self, orders: AbstractSet[str]) -> Sequence[str]:
        names = [text_literal(order) for order in self._orders if order in orders]
        if len(names) > 1:
            return [bracketed(f"{self._order_by} in (", names, ")", indent=30)]
        return [f"{self._order_by} == {name}" for name in names]


def _condition(groups: Sequence[Sequence[str]]) -> str:
    if len(groups) == 1:
        line = f"if {' and '.join(groups[0])}:"
        # Names that are too many for a line have one each, and then the rest is short enough.
        short = "\n" in line or len(line) <= 80
        return line if short else "\n".join(["if (", f"    {_lines('and', groups[0])}", "):"])
    found = [f"({' and '.join(group)})" if len(group) > 1 else group[0] for group in groups]
    line = f"if {' or '.join(found)}:"
    return line if len(line) <= 80 else "\n".join(["if (", f"    {_lines('or', found)}", "):"])


def _lines(word: str, parts: Sequence[str]) -> str:
    return f"\n    {word} ".join(parts)
