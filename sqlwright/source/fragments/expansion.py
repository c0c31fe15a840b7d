"""Replaces `sqlc.fragment(name, argument)` and `fragment.name(argument)` by the fragment's text, with the arguments."""

from collections.abc import Sequence

from msgspec import Struct

from ...errors import nearest
from ..text import SourceFile
from ..tokens import Token
from .bodies import NotAFragment, argument_names
from .definitions import Fragment, Fragments, Place, by_character, error_in, is_query_parameter
from .parentheses import apart, in_parentheses, placed
from .words import ExpandedFile, Word, texts_of, tokens_of, words_in

__all__ = ["expanded", "replaced", "used_names"]


def _has_uses(tokens: Sequence[Token]) -> bool:
    return any(token.word == "fragment" for token in tokens)


def expanded(file: SourceFile, tokens: Sequence[Token], fragments: Fragments) -> tuple[SourceFile, Sequence[Token]]:
    """The statement with its fragments replaced: a file with the new text, and the tokens in it."""
    if not _has_uses(tokens):
        return file, tokens
    words = replaced(words_in(file, tokens), fragments)
    start = tokens[0].start
    return ExpandedFile(file, start, words), tokens_of(words, start)


class _Use(Struct, frozen=True):
    first: Word
    """The word sqlc or fragment."""
    name: Word
    arguments: Sequence[Sequence[Word]]
    end: int
    """The index of the word after it."""
    is_qualified: bool
    """Whether it looks like a function in a schema, which it is where nobody defines fragments."""


def replaced(
    words: Sequence[Word], fragments: Fragments, own: Sequence[str] = (), *, in_argument: bool = False
) -> Sequence[Word]:
    """The words with all fragments in them replaced; `own` are the parameters of the fragment whose text they are."""
    found: list[Word] = []
    index = 0
    while index < len(words):
        use = _use(words, index)
        if use is None or (use.is_qualified and not fragments.known and not fragments.wrong):
            found.append(words[index])
            index += 1
            continue
        fragment = _fragment(use, fragments)
        arguments = [replaced(each, fragments, own, in_argument=True) for each in use.arguments]
        body = _body(use, fragment, arguments, own)
        found += apart(placed(body, fragment.kind, found, words[use.end :], in_argument=in_argument), found)
        index = use.end
    return found


def used_names(words: Sequence[Word]) -> Sequence[Word]:
    """The names of the fragments that the words use."""
    uses = [use for index in range(len(words)) if (use := _use(words, index))]
    return [use.name for use in uses]


def _use(words: Sequence[Word], index: int) -> _Use | None:
    """The use of a fragment that begins at this word."""
    if words[index].token.word not in ("sqlc", "fragment"):
        return None
    following = [
        (place, word) for place, word in enumerate(words[index : index + 12], index) if not word.token.is_comment
    ][:4]
    said = [word.token.word or word.text for _, word in following]
    if said[:3] == ["sqlc", ".", "fragment"]:
        _, macro = following[2]
        if said[3:] != ["("]:
            raise macro.error("sqlc.fragment takes the name of a fragment and its arguments", _example())
        (name, *arguments), end = _parts(words, following[3][0] + 1, macro)
        if len(name) != 1 or not name[0].token.word:
            raise macro.error("sqlc.fragment takes the name of a fragment and its arguments", _example())
        found = _Use(words[index], name[0], arguments, end, is_qualified=False)
    elif said[:2] == ["fragment", "."] and said[3:] == ["("] and (not index or words[index - 1].text != "."):
        _, name = following[2]
        arguments, end = _parts(words, following[3][0] + 1, name)
        found = _Use(words[index], name, arguments if any(arguments) else [], end, is_qualified=True)
    else:
        return None
    if empty := [number for number, argument in enumerate(found.arguments, 1) if not argument]:
        raise found.name.error(f"argument {empty[0]} of fragment {found.name.text} is empty", _example())
    return found


def _parts(words: Sequence[Word], start: int, name: Word) -> tuple[list[Sequence[Word]], int]:
    """What stands between the commas up to the closing parenthesis, and the index of the word after that."""
    parts: list[list[Word]] = [[]]
    depth = 0
    for index, word in enumerate(words[start:], start):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(word.text, 0)
        if depth < 0:
            return [_trimmed(part) for part in parts], index + 1
        if word.text == "," and not depth:
            parts.append([])
        else:
            parts[-1].append(word)
    raise name.error(f"the parenthesis after {name.text} never ends", "close what was opened here")


def _example() -> str:
    return "write sqlc.fragment(author_json, u)"


def _trimmed(words: Sequence[Word]) -> Sequence[Word]:
    """The words without the comments around them."""
    kept = [index for index, word in enumerate(words) if not word.token.is_comment]
    return words[kept[0] : kept[-1] + 1] if kept else []


def _fragment(use: _Use, fragments: Fragments) -> Fragment:
    text = use.name.text
    name = use.name.token.word.lower()
    fragment = fragments.known.get(name)
    if fragment is None:
        if name in fragments.wrong:
            message = f"fragment {text} cannot be used: it has an error of its own"
            raise use.name.error(message, f"correct it first, at {fragments.wrong[name]}")
        known = {each.name.lower(): each.name for each in fragments.known.values()}
        meant = nearest(name, known)
        hint = f"did you mean {known[meant]}?" if meant else f"write it below a line such as -- fragment: {text}(a)"
        raise use.name.error(f"unknown fragment {text}", hint)
    if len(use.arguments) != len(fragment.params):
        given = len(use.arguments) or "none"
        message = f"fragment {fragment.name} takes {_counted(len(fragment.params))}, and this gives {given}"
        raise use.name.error(message, f"it is {fragment.name}({', '.join(fragment.params)}), at {fragment.place}")
    return fragment


def _counted(count: int) -> str:
    return "1 argument" if count == 1 else f"{count or 'no'} arguments"


def _indent(word: Word) -> str:
    line = word.file.line(word.file.position(word.at)[0])
    return line[: len(line) - len(line.lstrip())]


def _body(use: _Use, fragment: Fragment, arguments: Sequence[Sequence[Word]], own: Sequence[str]) -> Sequence[Word]:
    """The fragment's words, with the arguments in place of its parameters."""
    note = f"in fragment {fragment.name}, used at {use.first.file.place(use.first.at)}"
    indent = _indent(use.first)
    names = [[each for each in _names(argument) if each[0] not in own] for argument in arguments]
    found: list[Word] = []
    for index, word in enumerate(fragment.body):
        lines, end_of_line, before = word.space.rpartition("\n")
        space = use.first.space if not index else f"{lines}{end_of_line}{indent if end_of_line else ''}{before}"
        place = fragment.places.get(index)
        if place is None:
            found.append(Word(word.token, space, word.file, [*word.notes, note, *use.first.notes]))
            continue
        argument = arguments[place.param]
        _check_meaning(argument, names[place.param], place, fragment)
        after = fragment.body[index + 1].text if index + 1 < len(fragment.body) else ""
        is_part = len(place.reference.parts) > 1 or after == "["
        here = f"as {fragment.params[place.param]} of fragment {fragment.name}, at {word.file.place(word.at)}"
        noted = [Word(each.token, each.space, each.file, [*each.notes, here, *word.notes]) for each in argument]
        found += apart(in_parentheses(noted, space, is_part=is_part), found)
    return found


def _names(argument: Sequence[Word]) -> Sequence[Sequence[str]]:
    """The names in an argument, apart from those of the query's parameters."""
    try:
        found = by_character(argument, argument_names(texts_of(argument)))
    except NotAFragment as error:
        raise error_in(argument, error, "an argument is one expression, or the name of a table") from None
    tokens = tokens_of(argument, 0)
    return [
        found[token.start].parts
        for index, token in enumerate(tokens)
        if token.start in found and not is_query_parameter(tokens, index)
    ]


def _check_meaning(argument: Sequence[Word], names: Sequence[Sequence[str]], place: Place, fragment: Fragment) -> None:
    """Raises a CompileError if a table inside the fragment would give a name in the argument another meaning."""
    scope = place.reference.scope
    if fragment.params[place.param] in scope:
        return  # the argument is itself the table
    for parts in names:
        if parts[0] in scope:
            raise argument[0].error(
                f"fragment {fragment.name} has a table {parts[0]} of its own, which the argument would mean there",
                f"give the query's table, or the fragment's, another alias: see {fragment.place}",
            )
        is_name = place.reference.is_table or len(place.reference.parts) > 1
        if scope and len(parts) == 1 and not is_name:
            raise argument[0].error(
                f"{parts[0]} could be a column of a table inside fragment {fragment.name}",
                f"write its table before it, such as u.{parts[0]}, or {parts[0]}.* for a whole row",
            )
