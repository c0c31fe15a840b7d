"""Rewrites sqlc's macros and `@name` into PostgreSQL's `$n`."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from ..errors import nearest
from ..model.spelling import snake_case
from .rewriting import Edit, NamedParam
from .statements import Statement
from .tokens import Token

__all__ = ["Embedded", "Macros", "more_macros", "read_macros"]

_MACROS = ("arg", "narg", "slice", "embed")
_BEFORE_AT = (
    " = <> != >= <= > || + - * / % ^ & | # && -> ->> #> #>> #- @> <@ ? ?| ?& ~ ~* !~ !~* << >> <<= >>= -|-"
    " <-> <#> <=> <+> <~> <%> <% %> <<% %>> "
)
"""Operators that people write right before `@name`, where PostgreSQL would read the `@` as part of the operator.

The second line has those of pgvector and pg_trgm. `<` and `@@` are missing: `<@` and `@@@` are operators.
"""


class Embedded(Struct, frozen=True):
    """A `sqlc.embed(u)`, which is `u.*` to PostgreSQL, or `sqlc.embed(u.id, u.name)`."""

    name: str
    """The alias, or else the name of the table."""
    edit: Edit
    """It takes the alias away: PostgreSQL gives none to several columns."""
    has_alias: bool = False
    whole: bool = True
    """Whether it takes all columns of a table."""


class Macros(Struct, frozen=True):
    """What the macros of a statement come to."""

    edits: Sequence[Edit]
    params: Sequence[NamedParam]
    """In the order of their numbers."""
    embeds: Sequence[Embedded]


def read_macros(statement: Statement) -> Macros:
    """The edits that turn macros into SQL, and what they name."""
    return _Reader(statement, statement.tokens).run()


def more_macros(statement: Statement, tokens: Sequence[Token], params: Sequence[NamedParam]) -> Macros:
    """Those in a text beside the statement, with the statement's parameters first."""
    return _Reader(statement, tokens, params).run()


class _Reader:
    def __init__(self, statement: Statement, tokens: Sequence[Token], known: Sequence[NamedParam] = ()) -> None:
        self.statement = statement
        self.tokens = [token for token in tokens if not token.is_comment]
        self.edits: list[Edit] = []
        self.embeds: list[Embedded] = []
        self.params: dict[str, NamedParam] = {param.name: param for param in known if param.name}
        self.plain: dict[int, NamedParam] = {param.number: param for param in known if not param.name}
        for token in self.tokens:
            if token.kind == "PARAM":
                number = int(token.text[1:])
                self.plain.setdefault(number, NamedParam(number, None, False, token.start))
        # As in sqlc, names get the numbers that no $n uses.
        taken = {*self.plain, *(param.number for param in known)}
        self.free = (number for number in count(1) if number not in taken)

    def run(self) -> Macros:
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.kind == "Op" and token.text.endswith("@"):
                index += self.at_name(index)
            elif token.word == "sqlc" and self.texts(index + 1, 1) == ["."]:
                index += self.call(index)
            else:
                index += 1
        return Macros(self.edits, self.numbered(), self.embeds)

    def numbered(self) -> Sequence[NamedParam]:
        """All parameters in the order of their numbers, which must have no gap."""
        params = sorted([*self.plain.values(), *self.params.values()], key=lambda param: param.number)
        for number, param in enumerate(params, 1):
            if param.number != number:
                raise self.statement.error(
                    params[-1].at,
                    f"parameter ${number} is never used",
                    hint="number the parameters from $1 without a gap",
                )
        return params

    def texts(self, index: int, count: int) -> list[str]:
        return [token.text for token in self.tokens[index : index + count]]

    def at_name(self, index: int) -> int:
        """Replaces `@name`, also right after an operator; gives the number of tokens that it took."""
        at = self.tokens[index]
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        operator = at.text[:-1]
        if following is None or following.start != at.end or not following.word:
            return 1
        if self.texts(index + 2, 1) == ["."]:
            return 1  # a column after PostgreSQL's own operator @, the absolute value: a parameter has no dots
        if operator and f" {operator} " not in _BEFORE_AT:
            return 1
        if (name := _name(following)) is not None:
            self.replace(at.end - 1, following.end, name)
        return 2

    def call(self, index: int) -> int:
        """Replaces `sqlc.arg(name)` or another macro; gives the number of tokens that it took."""
        macro = self.tokens[index + 2] if index + 2 < len(self.tokens) else self.tokens[index]
        word = macro.word
        if word not in _MACROS:
            known = (*_MACROS, "fragment")
            meant = nearest(word, known)
            hint = f"did you mean sqlc.{meant}?" if meant else f"the macros are {', '.join(known)}"
            raise self.statement.error(macro.start, f"unknown macro sqlc.{macro.text}", hint=hint)
        if word == "embed":
            return self.embed(index)
        arguments = self.tokens[index + 3 : index + 6]
        name = _name(arguments[1]) if len(arguments) == 3 and arguments[0].text == "(" else None
        if name is None or not name.text or arguments[2].text != ")":
            raise self.statement.error(macro.start, f"sqlc.{word} takes one name", hint=f"write sqlc.{word}(name)")
        if word == "slice":
            return self.slice(index, name)
        self.replace(self.tokens[index].start, arguments[2].end, name, optional=word == "narg")
        return 6

    def embed(self, index: int) -> int:
        """Replaces `sqlc.embed(…)` and its alias; gives the number of tokens that it took."""
        first = index + 4
        found = _columns(self.tokens[first:])
        if found is None:
            raise self.statement.error(
                self.tokens[index + 2].start,
                "sqlc.embed takes a table, or columns of one",
                hint="write sqlc.embed(u), or sqlc.embed(u.id, u.name)",
            )
        tables, count = found
        end = first + count
        alias = self.alias(end + 1)
        whole = count == 1
        if alias is None and not whole and (len(tables) > 1 or None in tables):
            raise self.statement.error(
                self.tokens[index].start,
                "this embed has no name: its columns do not begin with the name of one table",
                hint="write sqlc.embed(u.id, u.name), or sqlc.embed(id, name) as author",
            )
        last = self.tokens[end] if alias is None else alias
        written = self.statement.file.text[self.tokens[first].start : self.tokens[end - 1].end]
        edit = Edit(self.tokens[index].start, last.end, f"{written}.*" if whole else written)
        name = self.tokens[first].word if alias is None else alias.word
        self.edits.append(edit)
        self.embeds.append(Embedded(name, edit, has_alias=alias is not None, whole=whole))
        return next(number for number, token in enumerate(self.tokens[index:], 1) if token.end == last.end)

    def alias(self, index: int) -> Token | None:
        """The name of an output column, if it begins with this token."""
        words = self.tokens[index : index + 2]
        if len(words) == 2 and words[0].word == "as" and words[1].word:
            return words[1]
        return words[0] if words and words[0].word and not words[0].reserved else None

    def slice(self, index: int, name: "_Name") -> int:
        """Replaces `sqlc.slice(x)` by one array for any number of values; around it, `in (…)` becomes `= any (…)`."""
        before = [token.word or token.text for token in self.tokens[max(index - 3, 0) : index]]
        if before[-2:] == ["in", "("] and self.is_alone(index + 6):
            is_not = before[0] == "not" and len(before) == 3
            first = index - 3 if is_not else index - 2
            operator = "<> all " if is_not else "= any "
            self.edits.append(Edit(self.tokens[first].start, self.tokens[index - 1].start, operator))
        self.replace(self.tokens[index].start, self.tokens[index + 5].end, name, is_array=True)
        return 6

    def is_alone(self, index: int) -> bool:
        """Whether the parentheses end at this token, or after a cast that begins there."""
        if self.texts(index, 1) not in ([")"], ["::"]):
            return False
        depth = 0
        for text in self.texts(index, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(text, 0)
            if depth < 0 or (text == "," and not depth):
                return depth < 0
        return False

    def replace(self, start: int, end: int, name: "_Name", *, optional: bool = False, is_array: bool = False) -> None:
        """Puts a parameter in place of what is written. The case of letters without quotes makes no other parameter."""
        same = (each for each in self.params.values() if name.folded in (each.name, each.folded))
        known = self.params.get(name.text) or next(same, None)
        if known is None:
            folded = name.folded if name.folded != name.text else None
            known = NamedParam(next(self.free), name.text, False, start, folded=folded)
        optional, is_array = known.optional or optional, known.is_array or is_array
        self.params[str(known.name)] = replace(known, optional=optional, is_array=is_array)
        self.edits.append(Edit(start, end, f"${known.number}"))


class _Name(Struct, frozen=True):
    text: str
    """As Python spells it; a quoted identifier stays as it is."""
    folded: str
    """As PostgreSQL has it."""


def _columns(tokens: Sequence[Token]) -> tuple[AbstractSet[str | None], int] | None:
    """The tables of the columns up to a closing parenthesis, and how many tokens these are; None if it has other things."""
    tables: set[str | None] = set()
    index = 0
    while tokens[index : index + 1] and tokens[index].word:
        after = tokens[index + 1 : index + 3]
        if len(after) == 2 and after[0].text == "." and after[1].word:
            tables.add(tokens[index].word)
            index += 3
        else:
            tables.add(None)
            index += 1
        if [token.text for token in tokens[index : index + 1]] == [")"]:
            return tables, index
        if [token.text for token in tokens[index : index + 1]] != [","]:
            return None
        index += 1
    return None


def _name(token: Token) -> _Name | None:
    """The name in a macro's parentheses: an identifier or, as sqlc allows too, a string."""
    if token.kind == "SCONST" and token.text.startswith("'"):
        text = token.text[1:-1].replace("''", "'")
        return _Name(snake_case(text) if text[:1].islower() else text, text)
    if token.text.startswith('"'):
        return _Name(token.word, token.word) if token.word else None
    return _Name(snake_case(token.text), token.word) if token.word else None
