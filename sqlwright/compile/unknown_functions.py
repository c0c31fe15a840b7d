"""What to do about a function, operator or table that PostgreSQL does not find."""

import re
from collections.abc import Sequence

from ..errors import nearest
from ..model.catalog import Catalog, Function
from ..scratch.missing_extensions import hint_at_unknown

__all__ = ["unknown_function_hint", "unknown_table_hint"]

_MESSAGE = re.compile(r"(function|procedure) (.+?)\((.*)\) does not exist", re.DOTALL)
_OPERATOR = re.compile(r"(.+) ([-+*/<>=~!@#%^&|`?]+) (.+)")
_OF_SYNTAX = ("coalesce", "greatest", "least", "nullif")
"""What looks like a function, but is not in the catalog."""
_SHOWN = 3
_ALIKE = 0.8
"""How much alike two names must be: there are thousands of functions, some of which are a little alike by chance."""
_TABLE = re.compile(r"relation \"(.+)\" does not exist")


def unknown_function_hint(message: str, catalog: Catalog) -> str:
    """PostgreSQL itself only says that no function of this name takes these arguments."""
    found = _MESSAGE.match(message)
    if found is None:
        return _hint_at_operator(message.rpartition(": ")[2])
    name = found[2].rpartition(".")[2].strip('"')
    kind = "procedure" if found[1] == "procedure" else "function"
    named = [function for function in catalog.functions.values() if function.name == name]
    if named:
        return _instead(named, len(_arguments(found[3])), kind)
    if made := hint_at_unknown(message):
        return made
    wanted = {f.name for f in catalog.functions.values() if (f.kind == "p") == (kind == "procedure")}
    if name.lower() in wanted:
        return f"did you mean {name.lower()}?"
    meant = nearest(name, {*wanted, *(_OF_SYNTAX if kind == "function" else ())}, _ALIKE)
    return f"did you mean {meant}?" if meant else f"correct the name, or create the {kind} in the schema"


def unknown_table_hint(message: str, catalog: Catalog) -> str | None:
    """PostgreSQL only says that there is none; it may be in a schema that the search path does not have."""
    found = _TABLE.match(message)
    if found is None:
        return None
    tables = [relation for relation in catalog.relations.values() if relation.user and relation.kind != "c"]
    name = found[1].rpartition(".")[2]
    names = [f"{table.schema}.{table.name}" for table in tables if table.name == name]
    meant = " or ".join(sorted(names)) or nearest(name, [table.name for table in tables], _ALIKE)
    return f"did you mean {meant}?" if meant else None


def _hint_at_operator(used: str) -> str:
    """What is used is printed as text - integer, or with one side only."""
    found = _OPERATOR.match(used)
    if found is not None and found[2] == "==":
        return "write ="
    same = found is not None and found[1] == found[3]
    return "cast both sides to a type that has it" if same else "cast one side to the type of the other"


def _instead(named: Sequence[Function], count: int, kind: str) -> str:
    kinds = {"procedure" if function.kind == "p" else "function" for function in named}
    if kinds != {kind}:
        return "a procedure is called with call" if kind == "function" else "a function is called with select"
    signatures = sorted(
        (function.signature for function in named),
        key=lambda signature: (abs(len(_arguments(signature.partition("(")[2])) - count), signature),
    )
    more = f" and {len(signatures) - _SHOWN} more" if len(signatures) > _SHOWN else ""
    return f"cast the arguments to the types that it takes: there is {', '.join(signatures[:_SHOWN])}{more}"


def _arguments(listed: str) -> Sequence[str]:
    return [part for part in listed.removesuffix(")").split(",") if part]
