"""Which CHECKs are said to keep NULL out of an array, and which arrays PostgreSQL lets through."""

from collections.abc import AsyncGenerator
from contextlib import suppress

import asyncpg
import pytest

from sqlwright.analyse.facts.full_arrays import full_columns, is_full_domain
from sqlwright.scratch.catalog import load_catalog
from undercroft.testing.databases import Connection, Postgres, connect

PROVEN = [
    "array_position({0}, null) is null",
    "not (array_position({0}, null) is not null)",
    "cardinality(array_remove({0}, null)) = cardinality({0})",
    "cardinality({0}) = cardinality(array_remove({0}, null))",
    "not (cardinality(array_remove({0}, null)) <> cardinality({0}))",
    "array_length({0}, 1) = cardinality(array_remove({0}, null))",
    "coalesce(array_length(array_remove({0}, null), 1), 0) = coalesce(array_length({0}, 1), 0)",
    "array_remove({0}, null) = {0}",
    "{0} is not distinct from array_remove({0}, null)",
    "array_replace({0}, null, '7') = {0}",
    "array_positions({0}, null) = '{{}}'",
    "array_positions({0}, null) = array[]::int[]",
    "cardinality(array_positions({0}, null)) = 0",
    "num_nulls(variadic {0}) = 0",
    "num_nonnulls(variadic {0}) = cardinality({0})",
    "array_position({0}, null) is null and cardinality({0}) > 0",
    "array_position({0}, null) is null or num_nulls(variadic {0}) = 0",
]
NOT_PROVEN = [
    "null <> all ({0})",
    "not (null = any ({0}))",
    "array_length(array_remove({0}, null), 1) = array_length({0}, 1)",
    "array_length(array_remove({0}, null), 1) = cardinality({0})",
    "coalesce(array_position({0}, null), 0) = 0",
    "array_position({0}, null, 2) is null",
    "array_position({0}, null) is null or cardinality({0}) > 3",
    "num_nonnulls(variadic {0}) = array_length({0}, 1)",
    "num_nulls({0}) = 0",
    "array_position({0}, '7') is null",
    "array_position({0}, null) is not null",
    "cardinality(array_remove({0}, null)) > 0",
    "cardinality(array_remove({0}, null)) = cardinality(other)",
    "array_remove({0}, null) <> {0}",
    "not (array_remove({0}, null) = {0})",
    "array_replace({0}, null, null) = {0}",
    "array_replace({0}, null, id::text::{1}) = {0}",
    "array_ndims({0}) = 1",
    "case when id > 0 then true else array_position({0}, null) is null end",
]
ARRAYS = [
    "{NULL}",
    "{1,NULL}",
    "{NULL,1}",
    "{1,2,NULL}",
    "{NULL,NULL}",
    "{{1,NULL},{2,NULL}}",
    "{{NULL,2},{NULL,3}}",
    "[0:1]={NULL,1}",
    "[-3:-2]={NULL,NULL}",
    "{7,NULL}",
    "{7,7,7,NULL,7}",
]


KINDS = ["text", "int", "varchar(9)"]
CHECKS = [*((check, True) for check in PROVEN), *((check, False) for check in NOT_PROVEN)]


@pytest.fixture(scope="module")
async def connection(postgres: Postgres) -> AsyncGenerator[Connection]:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        yield connection


@pytest.mark.parametrize("kind", KINDS)
async def test_checks(kind: str, connection: Connection) -> None:
    transaction = connection.transaction()
    await transaction.start()
    try:
        for number, (check, _) in enumerate(CHECKS):
            # A column that was dropped makes numbers and places differ.
            await connection.execute(
                f"create table t{number} (gone int, id int, other {kind}[], tags {kind}[] check"
                f" ({check.format('tags', kind)})); alter table t{number} drop column gone"
            )
        catalog = await load_catalog(connection)
        relations = {relation.name: relation for relation in catalog.relations.values() if relation.user}
        for number, (check, proven) in enumerate(CHECKS):
            relation = relations[f"t{number}"]
            tags = next(column for column in relation.columns if column.name == "tags")
            assert full_columns(relation, catalog) == (frozenset((tags.number,)) if proven else frozenset()), check
            assert not (proven and await accepted(connection, relation.name)), check
            if proven:
                # A NULL array has no elements.
                await connection.execute(f"insert into {relation.name} values (1, null, null), (1, null, '{{1,2}}')")
    finally:
        await transaction.rollback()


async def accepted(connection: Connection, table: str) -> list[str]:
    """The arrays with NULLs that a table takes."""
    found: list[str] = []
    for array in ARRAYS:
        with suppress(asyncpg.CheckViolationError, asyncpg.FeatureNotSupportedError, asyncpg.DataError):
            async with connection.transaction():
                await connection.execute(f"insert into {table} values (1, '{{1,2}}', '{array}')")
                found.append(array)
    return found


@pytest.mark.parametrize("kind", KINDS)
async def test_checks_of_domains(kind: str, connection: Connection) -> None:
    # A domain has no other columns to compare with.
    checks = [(check, proven) for check, proven in CHECKS if "id" not in check and "other" not in check]
    transaction = connection.transaction()
    await transaction.start()
    try:
        for number, (check, _) in enumerate(checks):
            await connection.execute(f"""
                create domain d{number} as {kind}[] check ({check.format("value", kind)});
                create domain over{number} as d{number} check (cardinality(value) < 99);
            """)
        catalog = await load_catalog(connection)
        domains = {found.name: found.oid for found in catalog.types.values() if found.kind == "d"}
        for number, (check, proven) in enumerate(checks):
            for name in (f"d{number}", f"over{number}"):
                assert is_full_domain(domains[name], catalog) == proven, check
                assert not (proven and await taken(connection, name)), check
    finally:
        await transaction.rollback()


async def taken(connection: Connection, domain: str) -> list[str]:
    """The arrays with NULLs that a domain takes, as a cast and as a value that a trigger assigns."""
    found: list[str] = []
    await connection.execute(f"""
        create table of_{domain} (v {domain});
        create function set_{domain}() returns trigger language plpgsql as $$ begin
          new.v[2] := null; return new; end $$;
        create trigger t before insert on of_{domain} for each row execute function set_{domain}();
    """)
    for statement in (
        *(f"select '{array}'::{domain}" for array in ARRAYS),
        f"insert into of_{domain} values ('{{1,2}}')",
        f"select (jsonb_populate_record(null::of_{domain}, '{{\"v\": [1, null]}}')).v",
    ):
        with suppress(asyncpg.CheckViolationError, asyncpg.FeatureNotSupportedError, asyncpg.DataError):
            async with connection.transaction():
                await connection.execute(statement)
                found.append(statement)
    return found


async def test_constraints_that_do_not_hold(connection: Connection) -> None:
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("""
            create table base (tags text[]);
            alter table base add constraint c check (array_position(tags, null) is null) not valid;
            create table parent (tags text[], constraint c check (array_position(tags, null) is null) no inherit);
            create table child () inherits (parent);
            create table whole (tags text[] check (array_position(tags, null) is null));
            create table part () inherits (whole);
            create domain later as text[];
            alter domain later add check (array_position(value, null) is null) not valid;
            create table by_domain (tags later);
        """)
        catalog = await load_catalog(connection)
        found = {
            relation.name: bool(full_columns(relation, catalog))
            for relation in catalog.relations.values()
            if relation.user
        }
        assert found == {
            "base": False,
            "parent": False,
            "child": False,
            "whole": True,
            "part": True,
            "by_domain": False,
        }
    finally:
        await transaction.rollback()
