"""What a project's tables, types, constraints and fields are called in Python, so that no two are called the same."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..analyse.catalog import PgType, Relation
from ..errors import Problem
from ..model import Project
from ..options import Options
from ..options.vocabulary import Kind, Vocabulary, vocabulary
from .names import constant, distinct, field_name, pascal, singular
from .usage import used

__all__ = ["Names"]

_Key = tuple[str, str]
"""Schema and name."""


class Names:
    """Python's names of one project's things, with what the options say of them."""

    def __init__(self, project: Project | None = None, options: Options | None = None) -> None:
        everything = project or Project("", (), (), ())
        self.options = options or Options()
        self.project = used(everything) if self.options.omit_unused else everything
        """What is to be printed."""
        self._words = vocabulary(everything) if self.options.rename else Vocabulary()
        self._classes: Mapping[_Key, str] = self._named(
            [table.relation for table in self.project.tables], self.project.enums
        )
        # Of all tables: a query that only writes to one has its errors too.
        constraints = sorted({name for table in everything.tables for name in table.relation.constraints})
        made = [self._renamed("constant", name) or constant(name) for name in constraints]
        exact = [name.upper() if name.islower() else name for name in constraints]
        self.constants = dict(zip(distinct(exact, made, self._classes.values()), constraints, strict=True))
        """The constants of constraints, each with the constraint's name."""
        self._reserved = {*self._classes.values(), *self.constants}

    def table(self, relation: Relation) -> str:
        """The struct of a table; a schema other than public stands before its name."""
        return self._classes.get((relation.schema, relation.name)) or self._table(relation)

    def type(self, kind: PgType) -> str:
        """The class of an enum or composite; a schema other than public stands before its name."""
        return self._classes.get((kind.schema, kind.typname)) or self._class(kind.schema, kind.typname)

    def fields(self, names: Sequence[str], unnamed: str = "column") -> Sequence[str]:
        """Names for a row's columns or a query's parameters: the second of a name is numbered, as sqlc does it."""
        made = [
            self._renamed("field", name) or field_name(name, number, unnamed) for number, name in enumerate(names, 1)
        ]
        # A field called like a class would hide it from the annotations beside it.
        return distinct(names, [f"{name}_" if name in self._reserved else name for name in made])

    def json_name(self, name: str, mine: str) -> str:
        """What a field that is `mine` in Python is called in JSON: underscores and renames are Python's business."""
        return name if mine.rstrip("_") == name or self._renamed("field", name) else mine

    def problems(self) -> Iterator[Problem]:
        """Classes that would be called the same."""
        first: dict[str, _Key] = {}
        for key, name in self._classes.items():
            other = first.setdefault(name, key)
            if other != key:
                spellings = [f"rename.{spelling}" for found in (key, other) for spelling in _spellings(*found)]
                places = self.options.places
                place = next((places[spelling] for spelling in spellings if spelling in places), places[""])
                yield place.problem(
                    f"{_shown(*other)} and {_shown(*key)} would both be the class {name}",
                    f"name one of them in the options, as rename: {{{_shown(*key)}: {name}2}}",
                )

    def _named(self, relations: Sequence[Relation], types: Sequence[PgType]) -> Mapping[_Key, str]:
        """A table in the singular, unless that is another's name."""
        found = {(kind.schema, kind.typname): self._class(kind.schema, kind.typname) for kind in types}
        found |= {(relation.schema, relation.name): self._table(relation) for relation in relations}
        counts = Counter(found.values())
        for relation in relations:
            key = relation.schema, relation.name
            if counts[found[key]] > 1:
                found[key] = self._class(*key)
        return found

    def _table(self, relation: Relation) -> str:
        options = self.options
        exact = options.emit_exact_table_names or relation.name in options.inflection_exclude_table_names
        renamed = self._renamed("class", relation.name, relation.schema)
        return renamed or _class(relation.schema, relation.name if exact else singular(relation.name))

    def _class(self, schema: str, name: str) -> str:
        return self._renamed("class", name, schema) or _class(schema, name)

    def _renamed(self, kind: Kind, name: str, schema: str = "public") -> str | None:
        """What the options call it; where a name is of things of several kinds, the new one's capitals say which."""
        for spelling in _spellings(schema, name):
            new = self.options.rename.get(spelling)
            if new is not None:
                kinds = self._words.kinds(spelling)
                looks = "field" if not new[0].isupper() else "constant" if new.isupper() and len(new) > 1 else "class"
                if kind == looks or looks not in kinds:
                    return new
        return None


def _class(schema: str, name: str) -> str:
    return pascal(name if schema == "public" else f"{schema}_{name}")


def _spellings(schema: str, name: str) -> tuple[str, str]:
    return f"{schema}.{name}", name


def _shown(schema: str, name: str) -> str:
    return name if schema == "public" else f"{schema}.{name}"
