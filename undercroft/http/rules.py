"""What a value must be: a sentence made from its type, such as: must be a whole number from 1 to 100.

What a pattern means is said by the type itself, in the first sentence of its description, or in its title.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, cast

from msgspec import inspect

from .type_words import as_json, example, words

_FIRST_SENTENCE = re.compile(r"(.+?)(\.(\s+[A-Z].*)?)?", re.DOTALL)
_ORDINARY_WORD = re.compile(r"[A-Z]([^A-Z0-9]|$)")


class _Said(NamedTuple):
    what: str
    meaning: str
    """What its author says of the type."""
    example: Any


def rule(kind: Any) -> str:
    """What a value of this type must be."""
    return rule_of([inspect.type_info(kind)])


def rule_of_parameter(kind: Any) -> str:
    """What the value of a parameter must be, which cannot be null: it may be left out instead."""
    kinds = alternatives(inspect.type_info(kind))
    return rule_of(each for each in kinds if not isinstance(each, inspect.NoneType))


def rule_of(kinds: Iterable[inspect.Type]) -> str:
    """What a value must be that may have any of these types, as msgspec describes them; no text if nothing is known."""
    said = [_said(each) for kind in kinds for each in alternatives(kind)]
    what = _either(each.what for each in said if each.what)
    meaning = _either(each.meaning for each in said if each.meaning)
    such = _either(as_json(each.example) for each in said if each.example is not None)
    return what and f"must be {what}{meaning and f': {meaning}'}{such and f', such as {such}'}"


def alternatives(kind: inspect.Type) -> Iterator[inspect.Type]:
    """The types that a union has, or the type itself."""
    match kind:
        case inspect.UnionType(kinds):
            yield from kinds
        case inspect.Metadata(inspect.UnionType(kinds)):
            for each in kinds:
                is_said = isinstance(each, inspect.NoneType | inspect.Metadata)
                yield each if is_said else inspect.Metadata(each, _about(kind))
        case _:
            yield kind


def _said(kind: inspect.Type) -> _Said:
    about: dict[str, Any] = {}
    if isinstance(kind, inspect.Metadata):
        about = _about(kind)
        kind = kind.type
    what = words(kind)
    meaning = _clause(about.get("description") or about.get("title") or "")
    if isinstance(kind, inspect.StrType) and kind.pattern is not None and not meaning:
        what += f" that matches {kind.pattern}"
    short = [each for each in about.get("examples", ()) if isinstance(each, str | int | float)]
    return _Said(what, meaning, short[0] if short else example(kind))


def _about(kind: inspect.Metadata) -> dict[str, Any]:
    return cast("dict[str, Any]", cast("Any", kind).extra_json_schema or {})


def _clause(text: str) -> str:
    """The first sentence, so that it can stand within another one."""
    found = _FIRST_SENTENCE.fullmatch(text)
    sentence = found[1] if found else ""
    return sentence[:1].lower() + sentence[1:] if _ORDINARY_WORD.match(sentence) else sentence


def _either(words: Iterable[str]) -> str:
    return ", or ".join(dict.fromkeys(words))
