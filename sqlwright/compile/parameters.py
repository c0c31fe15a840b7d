"""A statement's parameters: their names and types, and whether they take NULL."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ..analyse.parameters.use import Use
from ..analyse.types.value_types import value_type
from ..model import Origin, Parameter
from ..model.catalog import Catalog
from ..model.numbering import numbered
from ..model.parameter_order import ALWAYS
from ..source.rewriting import NamedParam
from .drafts import Drafts

__all__ = ["parameters"]


def parameters(
    oids: Sequence[int],
    params: Sequence[NamedParam],
    uses: Mapping[int, Use],
    drafts: Drafts,
    catalog: Catalog,
    *,
    given: bool,
) -> Sequence[Parameter]:
    """With `given`, only `sqlc.narg` says that a parameter may be NULL."""
    names = _names(params, uses)
    found: list[Parameter] = []
    for oid, param in zip(oids, params, strict=True):
        use = uses.get(param.number, Use())
        left_out = param.number in drafts.optional
        # NULLs in an array that is searched match nothing; in an array that is stored they are kept.
        # A caller who wants no LIMIT leaves it out.
        kind = value_type(
            catalog,
            oid,
            nullable=param.optional
            or (use.optional and not given and not (use.only_bounds and (left_out or param.number in drafts.defaults))),
            nullable_elements=(use.gaps and not use.filled) or (use.refused and not use.assigned),
            dims=use.dims,
        )
        if kind.element_domain is not None and kind.element_domain.not_null:
            kind = replace(kind, nullable_elements=False)
        needs = drafts.needs.get(param.number, ALWAYS)
        only_filters = not kind.nullable and not use.assigned
        origins = _origins(use, catalog)
        name = names[param.number]
        found.append(Parameter(param.number, name, kind, origins, left_out, needs, param.folded, only_filters))
    return found


def _names(params: Sequence[NamedParam], uses: Mapping[int, Use]) -> Mapping[int, str]:
    """The names by number. Those that the query gives stay as they are, and the less sure ones are numbered."""
    found = {param.number: param.name for param in params if param.name}
    for sure in (True, False):
        for number in [param.number for param in params if param.number not in found]:
            use = uses.get(number, Use())
            name = use.name if sure else use.near or f"arg_{number}"
            if name is not None:
                found[number] = numbered(name, found.values())
    return found


def _origins(use: Use, catalog: Catalog) -> Sequence[Origin]:
    found: list[Origin] = []
    for oid, number in use.columns:
        relation = catalog.relations.get(oid)
        column = relation.column(number) if relation is not None else None
        if relation is not None and column is not None:
            found.append((relation.schema, relation.name, column.name))
    return found
