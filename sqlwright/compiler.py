"""One statement's way: macros, Describe, stars, the analysed tree, and what they say together."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from msgspec.structs import replace

from .analyse.catalog import Catalog, Relation
from .analyse.constants import is_null
from .analyse.depths import depths
from .analyse.nodes import Node, RowExpr, TargetEntry, unknown_nodes
from .analyse.nodes import Query as Tree
from .analyse.nullness import Nullness, outputs
from .analyse.params import Use
from .analyse.result_type import result_type
from .analyse.rows import Rows, row_count
from .batched import ManyKeys, many_keys
from .batches import copied, numbered_rows
from .describe import Describer, Description
from .drafts import Drafts, read_drafts
from .errors import CompileError
from .json_types import with_json_types
from .levels import read_levels
from .model import Embed, Field, Origin, Parameter, Query, Shape, Table, Type
from .numbering import numbered
from .schema import table_fields
from .sending import ALWAYS
from .source.annotations import OF_COLUMNS
from .source.headers import GIVES_ROWS
from .source.macros import Macros, read_macros
from .source.rewriting import Edit, NamedParam, Rewritten, rewrite
from .source.stars import Expansion, expand_stars
from .source.statements import Statement
from .value_types import domain_of, value_type
from .variants import Analysed, Variants, joined_columns, joined_rows, joined_uses

__all__ = ["QueryCompiler"]

_BATCHES_OF_ROWS = (":batchone", ":batchmany")
_INT4 = 23


def _with_stars(macros: Macros, stars: Sequence[Expansion]) -> Sequence[Edit]:
    """The edits of macros and stars together; an embed's star takes the macro's place."""
    embeds = {embedded.edit.start: embedded.edit for embedded in macros.embeds}
    edits: list[Edit] = []
    for edit in (star.edit for star in stars):
        # The star is one character of the file, and the macro that it came from is longer.
        longer = embeds[edit.start].end - edit.start - 1 if edit.start in embeds else 0
        edits.append(replace(edit, end=edit.end + longer))
    # A macro before the star, as in (f(@x)).*, is written out with it.
    inside = [edit for edit in macros.edits if any(star.start <= edit.start < star.end for star in edits)]
    return [*(edit for edit in macros.edits if edit not in inside), *edits]


class QueryCompiler:
    """Takes statements through describe and analyse into the model."""

    def __init__(self, catalog: Catalog, describer: Describer) -> None:
        self.catalog = catalog
        self.describer = describer
        self._fields: dict[int, Sequence[Field]] = {}

    def fields(self, relation: Relation) -> Sequence[Field]:
        """The relation's own, worked out once: a view's take as long as a query's."""
        if relation.oid not in self._fields:
            self._fields[relation.oid] = table_fields(relation, self.catalog)
        return self._fields[relation.oid]

    async def query(self, statement: Statement) -> Query:
        macros = read_macros(statement)
        params = macros.params
        rewritten = rewrite(statement, macros.edits, params)
        described = await self.describer.describe(statement, rewritten)
        self.check(statement, described, params)
        await self.describer.plan(statement, rewritten)
        names = [self.catalog.types[oid].name for oid in described.params]
        tree = await self.describer.tree(statement, rewritten, names)
        stars: Sequence[Expansion] = expand_stars(rewritten, tree) if tree is not None else []
        if stars:
            expanded = rewrite(statement, _with_stars(macros, stars), params)
            # The columns must be the very same, or the star stays.
            with suppress(CompileError):
                if await self.describer.describe(statement, expanded) == described:
                    rewritten = expanded
        drafts = read_drafts(statement, rewritten)
        numbers = [param.number for param in params]
        base = Analysed(drafts.drafts[0], numbers, rewritten, described, tree)
        variants = Variants(statement, drafts, base, self.describer, self.catalog)
        analysed = await variants.analysed()
        parameters = self.params(described.params, params, joined_uses(analysed, self.catalog), drafts)
        all_columns = [self.columns(variant, parameters) for variant in analysed]
        count = len(described.columns)  # without what is added for pages
        proven = joined_columns([found[:count] for found in all_columns])
        many = None
        if statement.annotated("batched"):
            many = await many_keys(statement, rewritten, described, tree, self.catalog, self.describer)
            proven = self.of_both(proven, base, many)
        columns = self.overridden(statement, proven, tree)
        embeds = self.embeds(statement, macros, stars, columns, tree)
        for embed in embeds:
            columns = [
                replace(column, embed=embed.name) if embed.first <= index < embed.first + embed.count else column
                for index, column in enumerate(columns)
            ]
        whole = [embed.count for embed in embeds if not embed.nullable] == [len(columns)]
        columns, parameters = with_json_types(statement, columns, parameters, whole=whole)
        overrides = bool(statement.annotated(*OF_COLUMNS))
        return Query(
            statement.name,
            statement.command,
            analysed[0].text.sql,
            statement.comments,
            parameters,
            columns,
            joined_rows([self.rows(statement, columns, variant.tree) for variant in analysed]),
            [] if whole else embeds,
            None if overrides or (embeds and not whole) else self.table(tree, columns),
            statement.line,
            statement.stream,
            await self.batch(statement, rewritten, described) if statement.command in _BATCHES_OF_ROWS else None,
            copied(statement, rewritten, tree, self.catalog) if statement.command == ":copyfrom" else None,
            unknown_nodes(tree) if tree is not None else [],
            *await variants.model(analysed, all_columns),
            levels=read_levels(statement, columns, proven, embeds, tree, self.catalog),
            batched=None if many is None else many.batched,
        )

    def check(self, statement: Statement, described: Description, params: Sequence[NamedParam]) -> None:
        if statement.command in GIVES_ROWS and not described.columns:
            first = next(token.word for token in statement.tokens if not token.is_comment)
            instead, counted = (
                (":batchexec", "") if statement.command in _BATCHES_OF_ROWS else (":exec", " or :execrows")
            )
            hint = f"make it {instead}"
            if first in ("insert", "update", "delete", "merge", "with"):
                hint = f"add returning with the columns, or {hint}{counted}"
            elif first == "select":
                hint = "name the columns behind select"
            raise statement.error(
                statement.name_at, f"{statement.name} is {statement.command} but gives no columns", hint=hint
            )
        for oid, param in zip(described.params, params, strict=True):
            if self.catalog.types[oid].kind == "p":
                name = f"@{param.name}" if param.name else f"${param.number}"
                kind = self.catalog.types[oid].name
                example = "the_type_of_the_row" if kind == "record" else "text"
                raise statement.error(
                    param.at,
                    f"parameter {name} has the type {kind}, which cannot be sent",
                    hint=f"write a cast behind it, such as {name}::{example}",
                )

    async def batch(self, statement: Statement, rewritten: Rewritten, described: Description) -> str:
        """The statement with an item's number in its rows, if PostgreSQL says that it is the same otherwise."""
        sql = numbered_rows(rewritten.sql, len(described.params) + 1)
        numbered = replace(rewritten, sql=sql)
        with suppress(CompileError):
            found = await self.describer.describe(statement, numbered)
            *columns, (_, last) = found.columns
            if [*found.params] == [*described.params, _INT4] and columns == described.columns and last == _INT4:
                return sql
        raise statement.error(
            statement.name_at,
            f"{statement.command} cannot tell which rows of {statement.name} are an item's",
            hint="put all that it does into its with clause, and select from there",
        )

    def of_both(self, columns: Sequence[Field], base: Analysed, many: ManyKeys) -> Sequence[Field]:
        """The columns, NULL where they can be in the rows of one key or of many."""
        keys = Parameter(
            1, "keys", value_type(self.catalog, many.described.params[0], nullable=False, nullable_elements=False)
        )
        found = self.columns(replace(base, described=many.described, tree=many.tree), [keys])
        return joined_columns([columns, found[: len(columns)]])

    def overridden(self, statement: Statement, columns: Sequence[Field], tree: Tree | None) -> Sequence[Field]:
        """The columns with what `@nullable` and `@notnull` say of them."""
        found = list(columns)
        names = [column.name for column in columns]
        for annotation in statement.annotated(*OF_COLUMNS):
            places = [index for index, name in enumerate(names) if name == annotation.name]
            if not places:
                raise statement.error(
                    annotation.at,
                    f"{statement.name} gives no column {annotation.name}",
                    hint=f"its columns are {', '.join(names)}" if names else "it gives no columns: remove the line",
                )
            for index in places:
                proof = None if annotation.word == "nullable" else found[index].proof or "asserted"
                if proof == "asserted" and tree is not None and is_null(outputs(tree)[index].expr):
                    raise statement.error(
                        annotation.at, f"{annotation.name} is always NULL", hint="remove @notnull, or give it a value"
                    )
                kind = replace(found[index].type, nullable=proof is None)
                found[index] = replace(found[index], type=kind, proof=proof)
        return found

    def params(
        self, oids: Sequence[int], params: Sequence[NamedParam], uses: Mapping[int, Use], drafts: Drafts
    ) -> Sequence[Parameter]:
        # What the query itself names keeps its name.
        taken = [param.name for param in params if param.name]
        found: list[Parameter] = []
        for oid, param in zip(oids, params, strict=True):
            use = uses.get(param.number, Use())
            name = param.name or numbered(use.name or f"arg_{param.number}", taken)
            taken.append(name)
            # A searched array's NULLs match nothing; a stored one's are kept.
            kind = value_type(
                self.catalog,
                oid,
                nullable=param.optional or use.optional,
                nullable_elements=use.stored or use.refused,
                dims=use.dims,
            )
            optional = param.number in drafts.optional
            needs = drafts.needs.get(param.number, ALWAYS)
            found.append(Parameter(param.number, name, kind, self.origins(use), optional, needs))
        return found

    def origins(self, use: Use) -> Sequence[Origin]:
        found: list[Origin] = []
        for oid, number in use.columns:
            relation = self.catalog.relations.get(oid)
            column = relation.column(number) if relation is not None else None
            if relation is not None and column is not None:
                found.append((relation.schema, relation.name, column.name))
        return found

    def columns(self, variant: Analysed, params: Sequence[Parameter]) -> Sequence[Field]:
        described, tree = variant.described, variant.tree
        proofs: Sequence[str | None] = [None] * len(described.columns)
        entries: Sequence[TargetEntry | None] = [None] * len(described.columns)
        dims: Sequence[int] = [0] * len(described.columns)
        filled: Sequence[bool] = [False] * len(described.columns)
        shapes: Sequence[Shape | None] = [None] * len(described.columns)
        if tree is not None and len(outputs(tree)) == len(described.columns):
            kinds = dict(enumerate((params[number - 1].type for number in variant.numbers), 1))
            optional = {number: kind.nullable for number, kind in kinds.items()}
            full = frozenset(number for number, kind in kinds.items() if kind.dims and not kind.nullable_elements)
            nullness = Nullness(self.catalog, optional, full)
            proofs, filled = nullness.columns(tree), nullness.elements(tree)
            entries, dims = outputs(tree), depths(tree, self.catalog)
            shapes = nullness.shapes(tree)
        found = [
            self.field(column, proof, entry, depth, full)
            for column, proof, entry, depth, full in zip(described.columns, proofs, entries, dims, filled, strict=True)
        ]
        return [
            replace(field, type=replace(field.type, shape=shape)) for field, shape in zip(found, shapes, strict=True)
        ]

    def field(
        self, described: tuple[str, int], proof: str | None, entry: TargetEntry | None, dims: int, filled: bool
    ) -> Field:
        name, oid = described
        origin = self.catalog.relations.get(entry.resorigtbl) if entry is not None else None
        column = origin.column(entry.resorigcol) if origin is not None and entry is not None else None
        kind = value_type(self.catalog, oid, nullable=proof is None, dims=dims, nullable_elements=not filled)
        if entry is not None and (domain := domain_of(self.catalog, result_type(entry.expr), oid)):
            kind = replace(kind, domain=domain)
        if entry is not None:
            kind = self.with_items(kind, entry.expr)
        came = (origin.schema, origin.name, column.name) if origin is not None and column is not None else None
        return Field(name, kind, proof, origin=came)

    def with_items(self, kind: Type, expr: Node) -> Type:
        """A record's type with those of its values, which may all be NULL, where the query itself puts it together."""
        if kind.scalar.typname != "record" or not isinstance(expr, RowExpr):
            return kind
        oids = [result_type(arg) for arg in expr.args]
        if not all(oid in self.catalog.types for oid in oids):
            return kind
        types = [value_type(self.catalog, oid, nullable=True) for oid in oids]
        return replace(kind, items=[self.with_items(each, arg) for each, arg in zip(types, expr.args, strict=True)])

    def rows(self, statement: Statement, columns: Sequence[Field], tree: Tree | None) -> Rows:
        if not columns:
            return "none"
        if tree is not None:
            return row_count(tree, self.catalog)
        # A procedure's output arguments are one row; other utility statements give as many as they like.
        return "one" if statement.tokens[0].word == "call" else "many"

    def embeds(
        self,
        statement: Statement,
        macros: Macros,
        stars: Sequence[Expansion],
        columns: Sequence[Field],
        tree: Tree | None,
    ) -> Sequence[Embed]:
        found: list[Embed] = []
        for embedded in macros.embeds:
            places = [star for star in stars if star.edit.start == embedded.edit.start]
            entries: Sequence[TargetEntry] = (
                outputs(tree)[places[0].first :][: places[0].count] if places and tree is not None else []
            )
            relation = self.catalog.relations.get(entries[0].resorigtbl) if entries else None
            origins = [(entry.resorigtbl, entry.resorigcol) for entry in entries]
            if (
                relation is None
                or not relation.user
                or len(places) != 1
                or origins != [(relation.oid, column.number) for column in relation.columns]
            ):
                raise statement.error(
                    embedded.edit.start,
                    f"sqlc.embed({embedded.name}) is no table whose columns come out as they are",
                    hint="embed a table of the outermost FROM by its name or alias, or list the columns",
                )
            first, count = places[0].first, places[0].count
            fields = self.fields(relation)
            keys = [index for index, field in enumerate(fields) if not field.type.nullable]
            key = next((first + index for index in keys if columns[first + index].type.nullable), None)
            # Without a NOT NULL column nothing tells a missing row from one of NULLs: both are None.
            nullable = key is not None or (not keys and all(column.proof is None for column in columns[first:][:count]))
            found.append(Embed(embedded.name, Table(relation, fields), first, count, nullable, key))
        return found

    def table(self, tree: Tree | None, columns: Sequence[Field]) -> Relation | None:
        """The table whose columns come out, all of them, in order, under their names, and no more often NULL."""
        if tree is None or not outputs(tree):
            return None
        relation = self.catalog.relations.get(outputs(tree)[0].resorigtbl)
        if relation is None or not relation.user:
            return None
        found = [(entry.resorigtbl, entry.resorigcol, entry.resname) for entry in outputs(tree)]
        if found != [(relation.oid, column.number, column.name) for column in relation.columns]:
            return None
        fields = self.fields(relation)
        narrower = all(
            (field.type.nullable or not column.type.nullable) and column.type.shape is None
            for field, column in zip(fields, columns, strict=True)
        )
        return relation if narrower else None
