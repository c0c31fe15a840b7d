"""What the options make of rows that PostgreSQL cannot write in JSON."""

from collections.abc import Iterator

from ..drivers.asyncpg.encoding import NoJsonError
from .annotations.encoded import statements_of
from .form_differences import Conflict
from .project_names import Names

__all__ = ["encoded_conflicts"]


def encoded_conflicts(names: Names) -> Iterator[Conflict]:
    for module in names.project.modules:
        for query in module.queries:
            if query.encoded is None:
                continue
            if names.options.structs.tag is not None:
                message = "the option structs.tag puts the names of classes into JSON, which PostgreSQL does not know"
                yield Conflict(module, query, query.encoded, message, "remove @encoded, or the option")
                continue
            try:
                statements_of(query, names)
            except NoJsonError as error:
                yield Conflict(module, query, query.encoded, error.why, error.hint)
