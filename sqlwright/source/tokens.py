"""PostgreSQL's own scanner, with offsets in characters."""

from collections.abc import Sequence

from msgspec import Struct

from .text import SourceFile

__all__ = ["Token", "scan", "word_of", "words_of"]


class Token(Struct, frozen=True):
    """A token of libpg_query's scanner; `kind` is the scanner's name for it."""

    kind: str
    text: str
    start: int
    end: int
    reserved: bool
    """Whether the word must be quoted to be a column's name."""
    word: str
    """As `word_of` gives it: each is asked for several times."""

    @property
    def is_comment(self) -> bool:
        return self.kind in ("SQL_COMMENT", "C_COMMENT")


def word_of(kind: str, text: str) -> str:
    """The identifier or keyword, folded as PostgreSQL folds it; empty for anything else."""
    if text[0] == '"' and kind == "IDENT":
        return text[1:-1].replace('""', '"')
    return text.lower() if text[0].isalpha() or text[0] == "_" else ""


def scan(file: SourceFile) -> Sequence[Token]:
    """Every token of the file, comments included; a CompileError where a quote or comment never ends."""
    # Importing postgast takes 0.5 s, so only a run that compiles something does it.
    import postgast
    from postgast.pg_query_pb2 import Token as Kind

    names = _kinds
    try:
        found = postgast.scan(file.text).tokens
    except postgast.PgQueryError as error:
        offset = file.from_bytes(max(error.cursorpos - 1, 0))
        # What follows in the message is the rest of the file.
        message = error.message.partition(" at or near ")[0]
        raise file.error(offset, message, hint="close what was opened here") from None
    tokens: list[Token] = []
    for token in found:
        start, end = file.from_bytes(token.start), file.from_bytes(token.end)
        kind = names.get(token.token)
        if kind is None:
            # A character that SQL does not use, such as a brace, has no name.
            known = token.token in Kind.values()
            kind = names[token.token] = Kind.Name(token.token) if known else f"ASCII_{token.token}"
        text = file.text[start:end]
        tokens.append(Token(kind, text, start, end, token.keyword_kind in _RESERVED, word_of(kind, text)))
    return tokens


def words_of(sql: str) -> Sequence[Token]:
    """The tokens without comments, of SQL that is known to scan."""
    return [token for token in scan(SourceFile("", sql)) if not token.is_comment]


_kinds: dict[int, str] = {}
_RESERVED = (3, 4)
"""KeywordKind of the words that can name only types and functions, and of the reserved words."""
