"""`:notify`: the constant by which others listen to a query's channel."""

from msgspec.structs import replace

from ..model import Query
from .document_place import column_place
from .document_structs import document_decoder
from .layout import bracketed, text_literal
from .names import constant
from .scope import Scope

__all__ = ["channel_constant", "print_channel"]


def channel_constant(query: Query) -> str:
    return f"{constant(query.name)}_CHANNEL"


def print_channel(query: Query, channel: str, scope: Scope) -> str:
    made = [text_literal(query.name), text_literal(channel), _reader(query, scope)]
    head = f"{channel_constant(query)}: {scope.name('typing', 'Final')}"
    return f"{head} = " + bracketed(f"{scope.name('.db', 'Channel')}(", made, ")", indent=len(head) + 3)


def _reader(query: Query, scope: Scope) -> str:
    """The function that makes the payload of its bytes."""
    kind = query.columns[0].type
    if kind.shape is not None:
        return document_decoder(
            replace(kind.shape, nullable=False), column_place(query, 0, scope.names.documents), scope
        )
    if kind.conversion is not None:
        return f"{scope.name('msgspec.json', 'Decoder')}({scope.name(*kind.conversion.type)}).decode"
    return scope.name("msgspec.json", "decode") if kind.is_json else f"{scope.builtin('bytes')}.decode"
