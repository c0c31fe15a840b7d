"""Collations that the embedded server lacks, as ones of the same name: a collation changes no type.

The server is built without ICU and knows no locales of the system. Its own C.UTF-8 stands in for them.
"""

from collections.abc import Iterator, Sequence

import asyncpg

from ..source.tokens import words_of

__all__ = ["collation_instead", "create_common", "create_missing"]

_LANGUAGES = (
    "ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nb nl pl pt ro ru sk sl sr sv th tr uk"
)
_TERRITORIES = (
    "de_AT de_CH de_DE en_AU en_CA en_GB en_US es_ES es_MX fr_CA fr_FR it_IT ja_JP nl_NL pl_PL pt_BR ru_RU tr_TR"
)
_COMMON = (
    *("und-x-icu", *(f"{name}-x-icu" for name in _LANGUAGES.split())),
    *(f"{name.replace('_', '-')}-x-icu" for name in _TERRITORIES.split()),
    *(f"{name}{encoding}" for name in _TERRITORIES.split() for encoding in ("", ".utf8")),
)
"""Collations that queries may name without the schema naming them."""
_DEFINITION = "(provider = builtin, locale = 'C.UTF-8')"


async def create_common(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await _create(connection, _COMMON)


async def create_missing(connection: "asyncpg.Connection[asyncpg.Record]", sql: str) -> None:
    """Creates the collations that a statement names and the database does not have."""
    if names := set(_named(sql)):
        known = await connection.fetchval("select array_agg(collname::text) from pg_collation")
        await _create(connection, sorted(names.difference(known)))


async def _create(connection: "asyncpg.Connection[asyncpg.Record]", names: Sequence[str]) -> None:
    if names:
        # In pg_catalog, where the server's own would be, they are found under any search_path and by their full name.
        created = "".join(
            f'create collation if not exists pg_catalog."{name.replace(chr(34), chr(34) * 2)}" {_DEFINITION};'
            for name in names
        )
        await connection.execute(f"set allow_system_table_mods = on; {created} set allow_system_table_mods = off")


def _named(sql: str) -> Iterator[str]:
    """The names after COLLATE, without their schema."""
    if "collate" not in sql.lower():
        return
    tokens = words_of(sql)
    for index, token in enumerate(tokens):
        if token.word == "collate" and token.kind != "IDENT":
            qualified = [following.text for following in tokens[index + 2 : index + 3]] == ["."]
            yield from (name.word for name in tokens[index + (3 if qualified else 1) :][:1] if name.word)


def collation_instead(sql: str) -> str | None:
    """CREATE COLLATION with the server's own provider; None if it copies another collation."""
    tokens = words_of(sql)
    words = [token.text.lower() for token in tokens]
    if "(" not in words:
        return None
    opening = words.index("(")
    created = f"{sql[: tokens[opening].start]} {_DEFINITION}"
    options = words[opening:]
    if "deterministic" not in options or options[options.index("deterministic") + 2] in ("true", "'true'", "on"):
        return created
    # Whether equal texts are the same text matters to the analysis; but only ICU lets a statement say that they are not.
    first = words.index("exists" if "exists" in words[:opening] else "collation") + 1
    name = sql[tokens[first].start : tokens[opening - 1].end].replace("'", "''")
    return (
        f"{created}; update pg_catalog.pg_collation set collisdeterministic = false"
        f" where oid = pg_catalog.to_regcollation('{name}')"
    )
