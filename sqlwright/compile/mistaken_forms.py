"""Forms that PostgreSQL reads as something else than what people mean: a list in IN, and a keyword as a table's name."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from ..errors import CompileError
from ..model.catalog import Catalog
from ..source.rewriting import NamedParam, Rewritten
from ..source.statements import Statement
from ..source.tokens import Token
from .unsent_parameters import parameter_name

__all__ = ["check_forms", "meant_form"]

_TAKES_FROM = ("extract", "overlay", "substring", "trim")
"""The functions with a FROM of their own in the parentheses."""
_NO_NAMES = ("lateral", "only", "select", "table")
"""The reserved words that may stand where a table is named."""


def check_forms(statement: Statement, text: Rewritten, params: Sequence[int], catalog: Catalog) -> None:
    """Raises a CompileError where PostgreSQL takes what was hardly meant: `in (@ids)`, or `from user` beside "user"."""
    for token in _keywords(statement):
        if any(relation.name == token.word and relation.user for relation in catalog.relations.values()):
            raise _keyword(statement, token)
    for found in _alone_in(statement, text):
        param = found.param
        kind = catalog.types[params[param.number - 1]]
        if param.name is not None and _is_plural(param.name, found.column) and not kind.element:
            form = f"{found.form} (@{param.name}::{kind.name}[])"
            raise statement.error(
                param.at,
                f"in (@{param.name}) compares with one {kind.name}, not with a list",
                hint=f"write {form} for a list, or {'<>' if found.negated else '='} @{param.name} for one value",
            )


def meant_form(statement: Statement, text: Rewritten, offset: int) -> CompileError | None:
    """What was meant by a text that PostgreSQL refuses at this offset, if it is one of these forms."""
    for token in _keywords(statement):
        if token.word == "user" or token.start == text.at(offset):
            return _keyword(statement, token)
    for found in _alone_in(statement, text):
        if found.at == offset:
            name = parameter_name(found.param)
            return statement.error(
                found.param.at,
                f"in ({name}) compares with each value in the parentheses, and {name} is an array",
                hint=f"write {found.form} ({name}), with the same cast",
            )
    return None


def _is_plural(name: str, column: str) -> bool:
    """Whether the name is that of a list of the column's values: ids or user_ids for id, but not alias for kind."""
    plurals = (f"{column}s", f"{column}es", f"{column.removesuffix('y')}ies")
    return bool(column) and any(name == plural or name.endswith(f"_{plural}") for plural in plurals)


def _keyword(statement: Statement, token: Token) -> CompileError:
    means = "means current_user" if token.word == "user" else "cannot name a table"
    message = f"{token.word} is a keyword, which {means} without quotes"
    return statement.error(token.start, message, hint=f'write "{token.word}" for the table')


def _keywords(statement: Statement) -> Iterator[Token]:
    """The reserved words that stand where a table's name is expected."""
    tokens = [token for token in statement.tokens if not token.is_comment]
    callers: list[str] = []
    for index, (before, token) in enumerate(pairwise(tokens)):
        if before.text == "(":
            callers.append(tokens[index - 1].word if index else "")
        elif before.text == ")":
            del callers[-1:]
        names = before.word in ("into", "join") or (before.word == "update" and index == 0)
        if before.word == "from":
            names = tokens[index - 1].word != "distinct" and (not callers or callers[-1] not in _TAKES_FROM)
        if names and token.reserved and token.word not in _NO_NAMES:
            yield token


class _AloneInList(Struct, frozen=True):
    """A parameter that is all that stands in the parentheses of IN, casts aside."""

    param: NamedParam
    at: int
    """Where IN or NOT IN begins, in the text that is sent."""
    column: str
    """The word before it."""
    negated: bool

    @property
    def form(self) -> str:
        """What compares with the values of a list."""
        return "<> all" if self.negated else "= any"


def _alone_in(statement: Statement, text: Rewritten) -> Iterator[_AloneInList]:
    if all(token.word != "in" for token in statement.tokens):
        return
    words = text.words
    for index, token in enumerate(words[:-3]):
        if token.word != "in" or words[index + 1].text != "(" or words[index + 2].kind != "PARAM":
            continue
        end = next(at for at in range(index, len(words)) if words[at].text == ")")
        if all(word.word or word.text in ("::", "[", "]") for word in words[index + 3 : end]):
            negated = index > 0 and words[index - 1].word == "not"
            first = index - 1 if negated else index
            column = words[first - 1].word if first else ""
            for param in text.params:
                if words[index + 2].text == f"${param.number}":
                    yield _AloneInList(param, words[first].start, column, negated)
