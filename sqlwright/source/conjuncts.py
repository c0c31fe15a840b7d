"""The parts of a statement that go when a parameter is left out.

They are conjuncts of conditions, assignments of SET, values of INSERT, items of ORDER BY, and LIMIT.
A part goes together with all that is inside it. So if a subquery in a condition uses the parameter, the whole conjunct
goes.
"""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from .inserted_values import insert_runs
from .parentheses import READS, WRITES, Level, level_of
from .removable import Part, Run, dropped, split
from .rewriting import Edit
from .tokens import Token

__all__ = ["Part", "Run", "edits_without", "goes", "parameter_numbers", "parts_of", "runs"]

_VERBS = ("select", *WRITES)
_ENDS = frozenset(
    {
        *("where", "having", "group", "window", "order", "limit", "offset", "fetch", "for", "returning", "on"),
        *("union", "intersect", "except", "left", "right", "full", "inner", "cross", "join", "natural"),
        *("when", "do", "from", ","),
    }
)
"""The words that end a condition or a list of assignments, where they stand at its level."""
_LIMITS = ("limit", "offset", "fetch")
_OF_JSON = ("null", "empty", "error")
"""The words after ON in a JSON function."""
_QUERIES = ("with", *READS)


def runs(tokens: Sequence[Token]) -> Sequence[Run]:
    """All runs of a statement, an outer one before those inside it."""
    found = [run for level in level_of(tokens).all() for run in (*_own(level), *insert_runs(level))]
    return sorted(found, key=lambda run: run.first)


def _own(level: Level) -> Iterator[Run]:
    words = list(level.words())
    verb = before = ""
    for place, (index, word) in enumerate(words):
        following = words[place + 1][1] if place + 1 < len(words) else ""
        if word in _VERBS and before != "then":
            verb = "conflict" if before == "do" else word
        elif word == "conflict" and before == "on":
            verb = "index"
        elif word == "set" and verb in ("update", "conflict", "merge"):
            parts = split(level, *_extent(words, place), ",")
            yield Run("set", index, parts[0].first, parts[-1].end, parts, verb)
        elif (word in ("where", "having") and following != "current") or (word == "on" and _joins(before, following)):
            clause = "filter" if index == level.first and level.tokens[index - 2].text.lower() == "filter" else word
            first, end = _extent(words, place)
            if first < end:
                yield Run(clause, index, first, end, _conjuncts(level, first, end), verb, _fixed(verb, word))
        elif word == "order" and following == "by" and verb == "select":
            first, end = _extent(words, place)
            parts = split(level, first + 1, end, ",")
            yield Run("order", index, first + 1, end, parts, verb)
        elif word in _LIMITS and verb == "select":
            first, end = _extent(words, place)
            yield Run("limit", index, first, end, [Part(first, end)], verb)
        before = word


def _joins(before: str, following: str) -> bool:
    return before != "distinct" and following not in ("conflict", *_OF_JSON)


def _fixed(verb: str, word: str) -> str | None:
    if verb == "index":
        return "it chooses the index of on conflict"
    return "it says which rows merge matches" if verb == "merge" and word == "on" else None


def _extent(words: Sequence[tuple[int, str]], place: int) -> tuple[int, int]:
    """The first token after the keyword, and the clause's end."""
    cases = 0
    for after in range(place + 1, len(words)):
        index, word = words[after]
        cases += {"case": 1, "end": -1}.get(word, 0)
        calls = word in ("left", "right") and after + 1 < len(words) and words[after + 1][1] == "("
        listed = word == "," and words[place][1] in ("set", "order")
        if word in _ENDS and not cases and not calls and not listed:
            return words[place][0] + 1, index
    return words[place][0] + 1, words[-1][0] + 1


def _conjuncts(level: Level, first: int, end: int) -> Sequence[Part]:
    if len(split(level, first, end, "or")) > 1:
        return [Part(first, end)]
    return [_with_parts(level, part) for part in split(level, first, end, "and")]


def _with_parts(level: Level, part: Part) -> Part:
    inside = level.at(part.first)
    if inside is None or inside.end != part.end - 1 or inside.first == inside.end:
        return part
    words = [word for _, word in inside.words()]
    if "," in words or words[0] in _QUERIES:
        return part
    return Part(part.first, part.end, _conjuncts(inside, inside.first, inside.end))


def parts_of(all_runs: Sequence[Run], index: int) -> tuple[Run, Part] | None:
    """The outermost run that a token is in, and the smallest part of it that can go on its own."""
    for run in all_runs:
        for part in run.parts:
            if part.first <= index < part.end:
                return run, _innermost(part, index)
    return None


def _innermost(part: Part, index: int) -> Part:
    for inner in part.parts:
        if inner.first <= index < inner.end:
            return _innermost(inner, index)
    return part


def parameter_numbers(tokens: Sequence[Token], part: Part) -> frozenset[int]:
    """The numbers of the parameters in a part."""
    return frozenset(int(token.text[1:]) for token in tokens[part.first : part.end] if token.kind == "PARAM")


def goes(tokens: Sequence[Token], part: Part, left_out: AbstractSet[int]) -> bool:
    if part.parts:
        return all(goes(tokens, inner, left_out) for inner in part.parts)
    return not left_out.isdisjoint(parameter_numbers(tokens, part))


def edits_without(
    tokens: Sequence[Token], all_runs: Sequence[Run], left_out: AbstractSet[int], unset: Callable[[Run], str]
) -> Iterator[Edit]:
    """The edits that remove all parts with those parameters; `unset` says what an UPDATE assigns if nothing is left."""
    reached = 0
    for run in all_runs:
        # A run inside a part that goes is gone already; inside a part that stays there is nothing to leave out.
        if run.first < reached or run.fixed is not None:
            continue
        reached = run.end
        gone = [goes(tokens, part, left_out) for part in run.parts]
        if run.clause == "values":
            going = [part for part, is_gone in zip(run.parts, gone, strict=True) if is_gone]
            yield from (Edit(tokens[part.first].start, tokens[part.end - 1].end, "default") for part in going)
        elif not all(gone):
            yield from _removed(tokens, run.parts, left_out)
            yield from dropped(tokens, run.columns, gone)
        elif run.clause in ("where", "order", "limit"):
            yield Edit(tokens[run.keyword - 1].end, tokens[run.end - 1].end, "")
        else:
            instead = unset(run) if run.clause in ("set", "insert") else "true"
            yield Edit(tokens[run.first].start, tokens[run.end - 1].end, instead)


def _removed(tokens: Sequence[Token], parts: Sequence[Part], left_out: AbstractSet[int]) -> Iterator[Edit]:
    """Removes the parts that go, and those that go inside the others."""
    gone = [goes(tokens, part, left_out) for part in parts]
    yield from dropped(tokens, parts, gone)
    for part, is_gone in zip(parts, gone, strict=True):
        if not is_gone:
            yield from _removed(tokens, part.parts, left_out)
