"""Random expressions of a given type over the columns in sight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from .groups import aggregate, window
from .schemas import Schema, literal
from .shapes import shapes

__all__ = ["Expressions", "Visible"]

Subquery = Callable[[Sequence["Visible"], Sequence[str]], str]


@dataclass(frozen=True)
class Visible:
    """A column in sight, as the query writes it."""

    text: str
    type: str


@dataclass
class Expressions:
    random: Random
    schema: Schema
    subquery: Subquery
    """Makes a query with these output types, which may refer to these outer columns."""
    params: list[str] = field(default_factory=list[str])
    depth: int = 0

    def of(self, kind: str, scope: Sequence[Visible], depth: int = 2) -> str:
        if depth <= 0 or self.random.random() < 0.25:
            return self.leaf(kind, scope)
        return self.random.choice((self.general, self.special, self.special))(kind, scope, depth - 1)

    def leaf(self, kind: str, scope: Sequence[Visible]) -> str:
        matching = [column.text for column in scope if column.type == kind]
        chance = self.random.random()
        if matching and chance < 0.85:
            return self.random.choice(matching)
        if chance > 0.96:
            return f"null::{kind}"
        if chance > 0.9 and len(self.params) < 12:
            self.params.append(kind)
            return f"${len(self.params)}::{kind}"
        return f"({literal(self.random, kind)})"

    def general(self, kind: str, scope: Sequence[Visible], depth: int) -> str:
        def e(kind: str = kind) -> str:
            return self.of(kind, scope, depth)

        shapes: list[Callable[[], str]] = [
            lambda: f"coalesce({e()}, {e()})",
            lambda: f"coalesce({e()}, {e()})",
            lambda: f"nullif({e()}, {e()})",
            lambda: f"case when {e('bool')} then {e()} else {e()} end",
            lambda: f"case when {e('bool')} then {e()} when {e('bool')} then {e()} end",
            lambda: self.narrowed(kind, scope, depth),
            lambda: self.narrowed(kind, scope, depth),
            lambda: f"{self.random.choice(('greatest', 'least'))}({e()}, {e()})" if kind != "jsonb" else e(),
            lambda: f"(array[{e()}, {e()}])[{e('int')}]" if "[]" not in kind else e(),
            lambda: f"({self.inner(scope, [kind], depth)})",
        ]
        return self.random.choice(shapes)()

    def narrowed(self, kind: str, scope: Sequence[Visible], depth: int) -> str:
        """A CASE whose condition says something about its branch."""
        value = self.of(kind, scope, depth)
        other = self.of(kind, scope, depth)
        columns = list(scope)
        seen = self.random.choice(columns).text if columns else value
        return self.random.choice(
            (
                f"case when {value} is null then {other} else {value} end",
                f"case when {value} is not null then {value} else {other} end",
                f"case when {seen} is not null then {value} else {other} end",
                f"case {value} when {other} then {value} else {other} end",
            )
        )

    def inner(self, scope: Sequence[Visible], kinds: Sequence[str], depth: int) -> str:
        if self.depth > 2 or depth <= 0:
            return "select " + ", ".join(self.leaf(kind, scope) for kind in kinds)
        self.depth += 1
        try:
            return self.subquery(scope, kinds)
        finally:
            self.depth -= 1

    def special(self, kind: str, scope: Sequence[Visible], depth: int) -> str:
        def e(kind: str) -> str:
            return self.of(kind, scope, depth)

        def inner(*kinds: str) -> str:
            return self.inner(scope, kinds, depth)

        own: list[Callable[[], str]] = []
        if kind == "bool":
            own = [lambda: self.whole_row(scope)]
        elif functions := [name for name in self.schema.functions if name[2] == kind]:
            own = [lambda: self.call(functions, scope, depth)] * 2
        return self.random.choice([*shapes(kind, e, inner, self.random.choice), *own])()

    def whole_row(self, scope: Sequence[Visible]) -> str:
        names = [column.text.partition(".")[0] for column in scope if "." in column.text and "(" not in column.text]
        test = self.random.choice(("is null", "is not null"))
        return f"({self.random.choice(names)} {test})" if names else "true"

    def call(self, functions: Sequence[tuple[str, list[str], str]], scope: Sequence[Visible], depth: int) -> str:
        name, arguments, _ = self.random.choice(functions)
        # A name before the type means that the argument is given by name.
        words = [kind.rpartition(" ") for kind in arguments]
        return (
            f"{name}({', '.join(f'{word} => ' * bool(word) + self.of(kind, scope, depth) for word, _, kind in words)})"
        )

    def aggregated(self, kind: str, scope: Sequence[Visible]) -> str:
        """An aggregate over a group's rows."""
        return aggregate(kind, lambda kind: self.of(kind, scope, 1), self.random)

    def windowed(self, kind: str, scope: Sequence[Visible]) -> str:
        same = [column.text for column in scope if column.type == kind]
        return window(kind, lambda kind, depth: self.of(kind, scope, depth), same, self.random)
