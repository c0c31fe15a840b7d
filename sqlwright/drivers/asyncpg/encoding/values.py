"""SQL that writes values in JSON: single ones, arrays and composites."""

from collections.abc import Callable, Sequence
from itertools import count

from ....model import Field, Type
from ....model.catalog import PgType
from ....source.identifiers import quoted
from .documents import check_document
from .errors import NoJsonError, converted
from .scalars import failure, is_unchanged, scalar_json

__all__ = ["FieldsOf", "Writer"]

FieldsOf = Callable[[PgType], Sequence[Field]]
"""The fields of a composite type."""
KeysOf = Callable[[Sequence[str]], Sequence[str]]
"""The names in JSON of a struct's fields, by their names in PostgreSQL."""

_LONGEST = 63
"""The bytes of an identifier: PostgreSQL cuts off what is longer."""
_RAW = ("msgspec", "Raw")
_VECTORS = ("int2vector", "oidvector")
"""To asyncpg they are arrays, and to PostgreSQL they are not."""


class Writer:
    def __init__(self, keys: KeysOf, fields: FieldsOf, own_json: frozenset[int]) -> None:
        self._keys = keys
        self._fields = fields
        self._own_json = own_json
        self._numbers = count(1)

    def object(self, alias: str, names: Sequence[str], values: Sequence[str]) -> str:
        """A subquery whose row is written as an object with these fields."""
        columns = self.named(names, values, ",\n  ")
        return f"lateral (\nselect {columns}\n) {alias}"

    def named(self, names: Sequence[str], values: Sequence[str], comma: str = ", ") -> str:
        """The columns of a subquery whose row is written as an object with these fields; lists may follow them."""
        keys = self._keys(names)[: len(values)]
        for key in keys:
            if len(key.encode()) > _LONGEST:
                raise NoJsonError(f"the name {key} is longer than {_LONGEST} bytes", "give it a shorter one")
        return comma.join(f"{value} as {quoted(key)}" for value, key in zip(values, keys, strict=True))

    def value(self, kind: Type, value: str, label: str) -> str:
        """An expression that to_json writes as msgspec writes the value."""
        if kind.conversion is not None:
            if kind.conversion.type == _RAW and kind.is_json and not (kind.dims and kind.conversion.whole):
                return value
            raise converted(label, kind.conversion)
        if kind.asserted_elements:
            raise NoJsonError(
                f"{label} is searched for NULLs when it is read", "let a CHECK of the table rule them out"
            )
        if kind.shape is not None:
            check_document(kind.shape, label)
            return value
        has_cast = kind.scalar.oid in self._own_json and kind.scalar.origin != ("hstore", "hstore")
        if kind.nested or kind.items or kind.subtype is not None or has_cast or kind.name in _VECTORS:
            raise _no_json(kind, label)
        return self._array(kind, value, label) if kind.dims else self._one(kind, value, label)

    def _one(self, kind: Type, value: str, label: str) -> str:
        if kind.scalar.kind == "c" and kind.scalar.user:
            return self._composite(kind.scalar, value, label)
        found = scalar_json(kind.scalar, value, label)
        if found is None:
            raise _no_json(kind, label)
        return found

    def _composite(self, kind: PgType, value: str, label: str) -> str:
        fields = self._fields(kind)
        names = [field.name for field in fields]
        values = [
            self.value(field.type, f"({value}).{quoted(field.name)}", f"{label}.{field.name}") for field in fields
        ]
        inside = self.named(names, values)
        # A row of NULLs is no NULL, which `is null` would say.
        return f"case when {value} is distinct from null then (select row_to_json(x.*) from (select {inside}) x) end"

    def _array(self, kind: Type, value: str, label: str) -> str:
        """Its dimensions are those of the value, not those declared."""
        if is_unchanged(kind.scalar):
            return value
        # Composites in it may have arrays of their own, whose places need other names.
        number = next(self._numbers)
        i, j, u = (f"{letter}{number}" for letter in "iju")
        inside = self._one(kind, f"({value})[{i}][{j}]", label)
        inner = f"(select json_agg({inside} order by {j}) from generate_subscripts({value}, 2) {j})"
        if kind.scalar.kind == "c":
            one, rows, place = self._one(kind, f"({value})[{i}]", label), f"generate_subscripts({value}, 1) {i}", i
        else:
            rows, place = f"unnest({value}) with ordinality {u}(value, place)", f"{u}.place"
            one = self._one(kind, f"{u}.value", label)
        size = f"cardinality({value})"
        failed = failure(f"{label} is an array of more than two dimensions", size)
        return (
            f"case when array_ndims({value}) = 1 then (select json_agg({one} order by {place}) from {rows})"
            f" when array_ndims({value}) = 2 then"
            f" (select json_agg({inner} order by {i}) from generate_subscripts({value}, 1) {i})"
            f" when {size} = 0 then '[]' else {failed}::json end"
        )


def _no_json(kind: Type, label: str) -> NoJsonError:
    hint = f"cast it to text: {label}::text{'[]' if kind.dims else ''}"
    if kind.name in _VECTORS:
        hint = f"cast it to an array: {label}::{kind.scalar.name}[]"
    if "." in label:
        hint = "select the other fields one by one, and this one as text"
    return NoJsonError(f"{label} has the type {kind.name}, which has no form in JSON that msgspec writes too", hint)
