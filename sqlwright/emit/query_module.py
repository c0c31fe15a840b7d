"""Prints a query file's module: its statements, rows, Protocol and class."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from ..drivers.asyncpg.codec_helpers import needs_codec
from ..model import Module, Parameter, Query
from ..model.row_parts import level_names, row_names
from ..source.vocabulary import GIVES_ROWS, MANY_ITEMS
from .annotations.batched import constant_for_many, print_lookups, print_slots
from .annotations.encoded import (
    encoded_constant,
    encoded_keys_constant,
    encoded_levels_constant,
    print_encoded_statements,
)
from .annotations.group import (
    element_classes,
    fold_locals,
    print_elements,
)
from .annotations.page import (
    cursor_class,
    keys_constant,
    page_class,
    print_cursor,
    print_keys,
    print_page,
)
from .channels import channel_constant, print_channel
from .composites import direct_types, scalars
from .document_structs import document_fields, document_names, document_structs, same_documents
from .embeds import embed_classes, own_embed_fields, print_embeds
from .layout import bracketed, indented, sql_literal, text_literal
from .methods import print_methods, print_signatures
from .names import constant, method, module_name, pascal, singular, words
from .parameter_structs import has_params_class, params_class, print_params
from .project_names import Names
from .reader import reader_argument, reads
from .row_classes import print_row
from .row_lists import list_class, list_fields, print_lists, taken
from .rows import defines_row, has_row_class, row_name
from .scope import Scope, sorted_all
from .shared_classes import SharedClasses
from .signatures import LOCALS, encoded_name, stream_name
from .structs import documented
from .types import keeps_labels
from .variants import order_class, print_order, print_table

__all__ = ["class_names", "executor", "fixed_names", "print_module", "scope_of"]


def class_names(module: Module, names: Names) -> Sequence[str]:
    """The names of the class and, before it, of the Protocol if the options want one."""
    name = _title(module, names)
    return [f"{name}Querier", f"{name}Queries"] if names.options.emit_protocols else [f"{name}Queries"]


def _title(module: Module, names: Names) -> str:
    """The file's name in CamelCase. Where words run together, a table or query that has them apart says which they are."""
    stem = module_name(module.stem)
    if stem.isalpha() and stem.islower():
        tables = [table.relation.name for table in names.project.schema.tables]
        both = [other for name in tables for other in (name, singular(name), f"{name}s")]
        for text in (*both, *(query.name for query in module.queries)):
            parts = words(text)
            for start in range(len(parts) - 1):
                for end in range(start + 2, len(parts) + 1):
                    if "".join(parts[start:end]).lower() == stem:
                        return pascal("_".join(parts[start:end]))
    return pascal(stem)


def fixed_names(module: Module, names: Names) -> AbstractSet[str]:
    """What the module defines under names that follow from its own name and those of its queries."""
    own = set(class_names(module, names))
    for query in module.queries:
        own.add(constant(query.name))
        if query.channel is not None:
            own.add(channel_constant(query))
        if query.batched is not None:
            own.add(constant_for_many(query, module))
        if has_params_class(query, names):
            own.add(params_class(query))
        if query.encoded is not None:
            own |= {encoded_constant(query), encoded_keys_constant(query), encoded_levels_constant(query)}
        if query.orders:
            own.add(order_class(query))
        if query.page is not None:
            own |= {page_class(query), cursor_class(query), keys_constant(query)}
        own.update(list_class(query, rows) for rows in query.lists)
        if has_row_class(query) and query.row is None:
            own.add(row_name(query))
    return own


def scope_of(module: Module, names: Names, shared: SharedClasses) -> Scope:
    """A scope that knows the module's own names."""
    own = {*fixed_names(module, names)}
    attributes: set[str] = set()
    variables = set(LOCALS)
    for query in module.queries:
        attributes.add(method(query.name))
        if query.stream:
            attributes.add(stream_name(query))
        if query.encoded is not None:
            attributes.add(encoded_name(query))
        fields = names.fields([param.name for param in taken(query)], "arg")
        variables.update(fields)
        if has_params_class(query, names):
            attributes.update(fields)
        for rows in query.lists:
            attributes.update(list_fields(query, rows, names))
        if has_row_class(query) and defines_row(query, names):
            own.add(row_name(query))
            attributes.update(names.fields(row_names(query)))
        variables.update(fold_locals(query))
        for index in range(len(query.levels)):
            attributes.update(names.fields(level_names(query, index)))
    local = [query for query in module.queries if _has_documents(query, names)]
    given, mine = shared.given, {query.name for query in local}
    own |= {name for place, name in given.items() if place.query in mine and place not in shared.documents}
    embeds = embed_classes(local, own, names, given, shared.common)
    own |= {*embeds.values()}
    elements = element_classes(local, own)
    same = same_documents(module.queries, shared.documents, names, given)
    documents = document_names(local, names, own, given, lambda place: place not in same)
    for query in local:
        attributes.update(document_fields(query, names))
        attributes.update(own_embed_fields(query, names))
    return Scope(
        names,
        own=own,
        attributes=attributes,
        variables=variables,
        documents=documents,
        elements={**shared.elements, **elements},
        embeds={**shared.embeds, **embeds},
        common=shared.common,
        shared={**shared.documents, **same},
        given=given,
    )


def print_module(module: Module, header: str, scope: Scope) -> str:
    classes = class_names(module, scope.names)
    statements = [text for query in module.queries for text in _statements(query, module, scope)]
    parts: list[str] = []
    names = [*classes]
    defined = set[str]()
    for query in module.queries:
        for name, text in print_lists(query, scope):
            parts.append(text)
            names.append(name)
        if has_params_class(query, scope.names):
            parts.append(print_params(query, scope))
            names.append(params_class(query))
        for name, text in _row_structs(query, module, scope):
            if name not in defined:
                parts.append(text)
                names.append(name)
                defined.add(name)
        if query.channel is not None:
            parts.append(print_channel(query, query.channel, scope))
            names.append(channel_constant(query))
        if query.page is not None:
            parts.append(print_page(query, scope))
            names += [page_class(query), cursor_class(query)]
        if query.orders:
            names.append(order_class(query))
    above = len(parts)
    if scope.options.emit_protocols:
        parts.append(_protocol(module, classes[0], scope))
    parts.append(_queries(module, classes[-1], scope))
    if constants := scope.definitions():
        parts.insert(above, constants)
    doc = module.comments or [f"The queries of {module.path}."]
    exported = bracketed("__all__ = [", [f'"{name}"' for name in sorted_all(names)], "]")
    top = [scope.top(header, doc), scope.print(), exported, *statements]
    return "\n\n".join(part for part in top if part) + "".join(f"\n\n\n{part}" for part in parts) + "\n"


def _has_documents(query: Query, names: Names) -> bool:
    """Whether the module defines the structs of the query's documents: those of its own rows, or of its payload."""
    return query.channel is not None or (query.command in GIVES_ROWS and defines_row(query, names))


def _row_structs(query: Query, module: Module, scope: Scope) -> Iterator[tuple[str, str]]:
    """The names and texts of the structs that the module defines for the query's rows."""
    if _has_documents(query, scope.names):
        yield from document_structs(query, scope)
        yield from print_embeds(query, scope)
        yield from print_elements(query, scope)
        if has_row_class(query):
            named = scope.names.named_rows[query.row.name][module.path] if query.row is not None else [query]
            yield row_name(query), print_row(named, scope)


def _statements(query: Query, module: Module, scope: Scope) -> Iterator[str]:
    if query.variants:
        yield print_table(query, _optional_names(query, scope.names), scope)
    elif query.copy is None:
        yield _statement(constant(query.name), query.sql if query.batch is None else query.batch, scope)
    if query.batched is not None:
        yield _statement(constant_for_many(query, module), query.batched.sql, scope)
    if query.orders:
        yield print_order(query, scope)
    if query.page is not None:
        yield print_cursor(query, scope)
        yield print_keys(query, query.page, scope)
    if query.encoded is not None:
        yield from print_encoded_statements(query, _optional_names(query, scope.names), scope)


def _statement(name: str, sql: str, scope: Scope) -> str:
    return f"{name}: {scope.name('typing', 'Final')} = {sql_literal(sql)}"


def _optional_names(query: Query, names: Names) -> Mapping[int, str]:
    """The names of the optional parameters, by number."""
    given = zip(taken(query), names.fields([each.name for each in taken(query)], "arg"), strict=True)
    return {each.number: name for each, name in given if isinstance(each, Parameter) and each.optional}


def _protocol(module: Module, name: str, scope: Scope) -> str:
    base = scope.name("typing", "Protocol")
    doc = [f"The queries of {module.path}, for fakes and decorators."]
    methods = [text for query in module.queries for text in print_signatures(query, scope)]
    return documented(f"class {name}({base}):", doc, "\n\n".join(methods), scope)


def _queries(module: Module, name: str, scope: Scope) -> str:
    db = executor(module.queries, scope)
    doc = [f"The queries of {module.path} on a connection, a pool, or anything that wraps one."]
    made = [f"self._db: {db} = {_kept(module, 'db', scope)}"]
    taken = ["self", f"db: {db}"]
    if reads(module.queries):
        kept = _kept(module, "reader", scope)
        made.append(f"self._reader: {scope.name('.db', 'Executor')} = self._db if reader is None else {kept}")
        taken += ["*", reader_argument(scope)]
    made += print_lookups(module, scope)
    parts = [
        print_slots(module),
        bracketed("def __init__(", taken, ") -> None:", indent=4) + "\n" + indented("\n".join(made)),
        *(text for query in module.queries for text in print_methods(query, scope)),
    ]
    head = f"{_named(module, scope)}\n" if module.queries else ""
    return head + documented(f"class {name}:", doc, "\n\n".join(parts), scope)


def executor(queries: Sequence[Query], scope: Scope) -> str:
    """The annotation of what these queries run on."""
    if any(query.stream or query.command in MANY_ITEMS for query in queries):
        return f"{scope.name('.db', 'Connection')} | {scope.name('.db', 'Pool')}"
    return scope.name(".db", "Executor")


def _named(module: Module, scope: Scope) -> str:
    """The decorator that tells observers and errors the names of the queries."""
    names = _odd_names(module)
    if columns := _bare_enums(module, scope):
        names = [bracketed("{", columns, "}", indent=5), *names]
    if not names:
        return f"@{scope.name('.db', 'named')}"
    return bracketed(f"@{scope.name('.db', 'named_as')}(", names, ")")


def _bare_enums(module: Module, scope: Scope) -> Sequence[str]:
    """The column of each method that returns an enum's value alone, for the error about a label that came later."""
    return [
        f"{text_literal(method(query.name))}: {text_literal(query.columns[0].name)}"
        for query in module.queries
        if query.command in GIVES_ROWS and query.columns and query.table is None and not has_row_class(query)
        if query.columns[0].type.scalar.kind == "e" and not keeps_labels(query.columns[0].type.scalar, scope)
    ]


def _odd_names(module: Module) -> Sequence[str]:
    """Arguments for the queries whose names do not follow from their methods' names."""
    names = {method(query.name): query.name for query in module.queries}
    names |= {encoded_name(query): f"{query.name}Encoded" for query in module.queries if query.encoded is not None}
    titles = {name: "".join(word[:1].upper() + word[1:] for word in name.split("_")) for name in names}
    return [f'{name}="{query}"' for name, query in names.items() if titles[name] != query]


def _kept(module: Module, given: str, scope: Scope) -> str:
    """What the class keeps of what it is given: connections must know the types of the parameters and columns."""
    found = any(needs_codec(scalar) for kind in direct_types([module]) for scalar in scalars(kind))
    return f"{scope.name('.codecs', 'ready')}({given})" if found else given
