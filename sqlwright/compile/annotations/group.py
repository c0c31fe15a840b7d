"""What `-- @group` makes of a query's rows: levels, each with the key of its parents and the name of its list."""

from collections.abc import Sequence

from ...analyse.tree.nodes import Query as Tree
from ...model import Embed, Field, Level
from ...model.catalog import Catalog
from ...source.annotations import Annotation
from ...source.statements import Statement
from .group_absence import Absence, absent_columns, absent_embeds
from .group_parents import parent_keys

__all__ = ["read_levels"]

_NOT_WITH = ("stream", "page", "batched")


def read_levels(
    statement: Statement,
    columns: Sequence[Field],
    proven: Sequence[Field],
    embeds: Sequence[Embed],
    tree: Tree | None,
    catalog: Catalog,
) -> Sequence[Level]:
    """From the outermost to what is in the innermost list, or none; `proven` is without what the query itself says."""
    annotations = statement.annotated("group")
    parents = [_embed(statement, annotation, embeds) for annotation in annotations]
    if not parents or tree is None:
        return []
    _check(statement, annotations, parents)
    last = parents[-1]
    inside = [embed for embed in embeds if embed.first > last.first]
    start = inside[0].first if inside else last.first + last.count
    if start == len(columns):
        raise statement.error(
            annotations[-1].at,
            f"nothing is left for the list of {last.name}",
            hint=f"select behind sqlc.embed({last.name}) what there is many times, or remove the line",
        )
    starts = [0, *(parent.first for parent in parents[1:]), start, len(columns)]
    names = [*(parent.name for parent in parents[1:]), inside[0].name if inside else ""]
    keys = parent_keys(statement, annotations, parents, tree, catalog)
    levels: list[Level] = []
    for index, (annotation, parent, key) in enumerate(zip(annotations, parents, keys, strict=True)):
        field = annotation.value or names[index] or _column(statement, annotation, columns[start:])
        absent = absent_embeds([parent]) if index else Absence()
        levels.append(Level(parent.name, starts[index], starts[index + 1], key, field, absent.missing, absent.present))
    if inside:
        absent = absent_embeds(inside)
        present = absent.present
    else:
        absent = absent_columns(range(start, len(columns)), proven, parents, tree, catalog)
        nullable = [annotation.name for annotation in statement.annotated("nullable")]
        present = [index for index in absent.present if columns[index].name not in nullable]
    return [*levels, Level(None, start, len(columns), (), "", absent.missing, present)]


def _embed(statement: Statement, annotation: Annotation, embeds: Sequence[Embed]) -> Embed:
    for embed in embeds:
        if embed.name == annotation.name:
            return embed
    names = ", ".join(embed.name for embed in embeds)
    raise statement.error(
        annotation.at,
        f"{statement.name} has no sqlc.embed({annotation.name})",
        hint=f"its embeds are {names}" if names else f"select sqlc.embed({annotation.name}), or remove the line",
    )


def _check(statement: Statement, annotations: Sequence[Annotation], parents: Sequence[Embed]) -> None:
    """That the lines go on from column to column, and together with what else is said."""
    for other in statement.annotated(*_NOT_WITH):
        raise statement.error(
            annotations[0].at,
            f"@group and @{other.word} do not go together",
            hint=f"remove one of the lines, or write a second query without @{other.word}",
        )
    for annotation, parent, before in zip(annotations[1:], parents[1:], parents[:-1], strict=True):
        if parent is before:
            raise statement.error(annotation.at, f"{parent.name} is grouped already", hint="remove the line")
        if parent.first < before.first:
            raise statement.error(
                annotation.at,
                f"{parent.name} is selected before {before.name}, so it cannot be in the list of {before.name}",
                hint=f"write -- @group {parent.name} first, or select sqlc.embed({before.name}) first",
            )


def _column(statement: Statement, annotation: Annotation, columns: Sequence[Field]) -> str:
    """The list's name where no embed gives it one."""
    if len(columns) == 1:
        return columns[0].name
    raise statement.error(
        annotation.at,
        f"the list of {annotation.name} holds several columns, and has no name",
        hint=f"write -- @group {annotation.name}: items, or as it is called",
    )
