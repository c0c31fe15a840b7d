"""`structs.tag`: a union of generated structs is decoded, and described by msgspec and Litestar."""

from pathlib import Path

import asyncpg
import msgspec
from litestar import Litestar, get
from litestar.params import FromPath
from litestar.testing import TestClient

from tests.sqlwright.cases.tagged.generated import init_connection
from tests.sqlwright.cases.tagged.generated.models import Customer, Supplier
from tests.sqlwright.cases.tagged.generated.partners import (
    AddPairCustomer,
    AddPairParams,
    AddPairRow,
    AddPairSupplier,
    PartnersQueries,
)

SCHEMA = Path(__file__).parent / "cases" / "tagged" / "schema" / "1.sql"
Partner = Customer | Supplier


async def test_rows_of_a_union_are_told_apart_in_json(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute(SCHEMA.read_text())
        await init_connection(connection)
        partners = PartnersQueries(connection)
        # PostgreSQL's documents have no tag.
        pair = AddPairRow(AddPairCustomer(1, "Ann"), AddPairSupplier(1, "wholesale"))
        assert await partners.add_pair([AddPairParams(customer="Ann", supplier="Mill")]) == [pair]
        found: list[Partner | None] = [await partners.customer(1), await partners.supplier(1), None]
    finally:
        await connection.close()
    assert found == [Customer(1, "Ann"), Supplier(1, "Mill", "wholesale", None), None]
    written = msgspec.json.encode(found)
    assert b'"kind":"Customer"' in written
    assert msgspec.json.encode(Customer(1, "Ann")) == b'{"kind":"Customer","id":1,"name":"Ann"}'
    assert msgspec.json.decode(written, type=list[Partner | None]) == found


def test_msgspec_describes_the_union() -> None:
    schema = msgspec.json.schema(Partner)
    mapping = {"Customer": "#/$defs/Customer", "Supplier": "#/$defs/Supplier"}
    assert schema["discriminator"] == {"propertyName": "kind", "mapping": mapping}


def test_litestar_describes_and_answers_the_union() -> None:
    @get("/partners/{number:int}", sync_to_thread=False)
    def partner(number: FromPath[int]) -> Partner:
        return Customer(number, "Ann") if number % 2 else Supplier(number, "Mill", "wholesale", None)

    with TestClient(Litestar([partner])) as client:
        schemas = client.get("/schema/openapi.json").json()["components"]["schemas"]
        answers = [client.get(f"/partners/{number}").json() for number in (1, 2)]
    assert [schemas[name]["properties"]["kind"]["const"] for name in ("Customer", "Supplier")] == [
        "Customer",
        "Supplier",
    ]
    assert [answer["kind"] for answer in answers] == ["Customer", "Supplier"]
