"""The texts of a first page and of the pages after it."""

import itertools
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from ....source.clauses import Clauses, Item
from ....source.identifiers import quoted_if_needed
from ....source.rewriting import Edit, Rewritten, edited
from .keys import PageKey

__all__ = ["After", "first_page", "from_set", "from_the_end", "next_page", "page_of_parents"]


def from_set(text: Rewritten, names: Sequence[str]) -> Rewritten:
    """A select from a UNION, INTERSECT or EXCEPT with these columns, in its order."""
    clauses = Clauses(text)
    columns = ", ".join(f"q.{quoted_if_needed(name, after_dot=True)}" for name in names)
    end = clauses.tokens[clauses.bounds("order")[0] - 1].end
    space = clauses.space if clauses.space == "\n" else ""
    return edited(text, [Edit(0, 0, f"select {columns} from ({space}"), Edit(end, end, f"{space}) q")])


def first_page(text: Rewritten, keys: Sequence[PageKey], limit: int) -> Rewritten:
    """The statement with the keys that are no columns yet, and with parameter `limit` as its limit."""
    clauses, end = Clauses(text), len(text.sql)
    return edited(text, [_added(clauses, keys), Edit(end, end, f"{clauses.space}limit ${limit}")])


def _added(clauses: Clauses, keys: Sequence[PageKey]) -> Edit:
    """The edit that adds the keys that are no columns yet."""
    names = _names({token.word for token in clauses.tokens})
    added = "".join(f", {_column(key)} as {next(names)}" for key in keys if key.added)
    at = clauses.insert_at("select")
    return Edit(at, at, added)


def from_the_end(text: Rewritten) -> Rewritten:
    """The statement in the opposite order."""
    clauses = Clauses(text)
    items = [f"{item.text}{_direction(item, turned=True)}" for item in clauses.order()]
    start, end = clauses.order_span()
    return edited(text, [Edit(start, end, ", ".join(items))])


def _column(key: PageKey) -> str:
    return key.text if key.written_as is None else f"{key.operand}{key.written_as.write}"


def _names(taken: AbstractSet[str]) -> Iterator[str]:
    """Names for the added columns. The statement has none of them, so ORDER BY cannot confuse them with its own."""
    return (name for number in itertools.count(1) if (name := f"key_{number}") not in taken)


def next_page(
    text: Rewritten, keys: Sequence[PageKey], nullable: Sequence[bool], first: int, *, grouped: bool
) -> Rewritten:
    """The first page's statement, for the rows after the one whose keys are the parameters from `first` on."""
    return After(keys, nullable, first, grouped).added(text)


class After(Struct, frozen=True):
    """The condition that rows come after the one whose keys are the parameters from `first` on."""

    keys: Sequence[PageKey]
    nullable: Sequence[bool]
    first: int
    grouped: bool

    def added(self, text: Rewritten) -> Rewritten:
        numbered = [
            _Key(key, may_be_null, _value(key, self.first + index))
            for index, (key, may_be_null) in enumerate(zip(self.keys, self.nullable, strict=True))
        ]
        return _with_condition(text, "having" if self.grouped else "where", _after(numbered))


def page_of_parents(
    text: Rewritten, keys: Sequence[PageKey], own: Sequence[int], limit: int, after: After | None = None
) -> Rewritten:
    """The statement with the keys that are no columns yet, for as many parents as parameter `limit` says.

    A subquery with the same rows finds the parents, so that the limit counts those; `own` are the keys that tell them
    apart. It has the same snapshot.
    """
    clauses = Clauses(text)
    names = [f"key_{number}" for number in range(1, len(keys) + 1)]
    columns = ", ".join(f"{key.text} as {name}" for key, name in zip(keys, names, strict=True))
    order = ", ".join(f"{number}{_direction(key)}" for number, key in enumerate(keys, 1))
    rows = clauses.text(clauses.bounds("from")[0], clauses.bounds("order")[0])
    space = clauses.space
    sql = f"select distinct {columns}{space}{rows}{space}order by {order}{space}limit ${limit}"
    parents = Rewritten(sql, text.params, [(0, text.at(0), False)])
    if after is not None:
        parents = after.added(parents)
    which = ", ".join(keys[index].text for index in own)
    told = ", ".join(names[index] for index in own)
    condition = f"({which}) in (select {told} from ({parents.sql}) parents)"
    return _with_condition(edited(text, [_added(clauses, keys)]), "where", condition)


def _direction(key: PageKey | Item, *, turned: bool = False) -> str:
    """What is written after an item of ORDER BY. NULLs come first where an order descends, unless it says otherwise."""
    descending, nulls_first = key.descending ^ turned, key.nulls_first ^ turned
    nulls = "" if nulls_first == descending else f" nulls {'first' if nulls_first else 'last'}"
    return f"{' desc' if descending else ''}{nulls}"


def _with_condition(text: Rewritten, clause: str, condition: str) -> Rewritten:
    clauses = Clauses(text)
    start, end = clauses.bounds(clause)
    at = clauses.insert_at(clause)
    if start == end:
        return edited(text, [Edit(at, at, f"{clauses.space}{clause} {condition}")])
    indent = f"{clauses.space}  " if clauses.space == "\n" else " "
    edits = [Edit(at, at, f"{indent}and {condition}")]
    if clauses.has_between(start, end, "or"):
        opened = clauses.tokens[start + 1].start
        edits = [Edit(opened, opened, "("), Edit(at, at, f"){indent}and {condition}")]
    return edited(text, edits)


def _value(key: PageKey, number: int) -> str:
    return f"${number}" if key.written_as is None else f"${number}{key.written_as.read}"


class _Key(Struct, frozen=True):
    key: PageKey
    nullable: bool
    param: str

    @property
    def operator(self) -> str:
        return "<" if self.key.descending else ">"

    @property
    def text(self) -> str:
        return self.key.operand


def _after(keys: Sequence[_Key]) -> str:
    """The condition that the keys come after the parameters, written in a way that an index on them can serve."""
    first = keys[0]
    if first.nullable:
        alone = f"{first.text} {first.operator} {first.param}"
        if first.key.nulls_first:
            alone += f" or {first.param} is null and {first.text} is not null"
        else:
            alone += f" or {first.text} is null and {first.param} is not null"
        if len(keys) == 1:
            return f"({alone})"
        return f"({alone} or {first.text} is not distinct from {first.param} and {_after(keys[1:])})"
    # Keys that go the same way are compared together, as a row.
    count = next((index for index, key in enumerate(keys) if key.nullable or key.operator != first.operator), len(keys))
    texts, params = ", ".join(key.text for key in keys[:count]), ", ".join(key.param for key in keys[:count])
    left, right = (texts, params) if count == 1 else (f"({texts})", f"({params})")
    if count == len(keys):
        return f"{left} {first.operator} {right}"
    # The first comparison follows from the rest, but an index can start from it.
    rest = _after(keys[count:])
    return f"{left} {first.operator}= {right} and ({left} {first.operator} {right} or {rest})"
