"""PostgreSQL's parser, for statements of any depth."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postgast.pg_query_pb2 import ParseResult

__all__ = ["parse"]


def parse(sql: str) -> "ParseResult":
    """The statements as the parser reads them; raises postgast.PgQueryError where it cannot."""
    # Importing postgast takes 0.5 s, so only a run that compiles something does it.
    import postgast

    # Protobuf refuses messages of more than 100 levels, which 50 operators in a row have. Its only switch for that has
    # no public name.
    import_module("google._upb._message").SetAllowOversizeProtos(True)
    return postgast.parse(sql)
