"""POST /users/import."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from httpx import AsyncClient

from generated.models import KeyScope
from tests.service.asgi import Call
from tests.service.locks import locked, until_waiting
from tests.service.running import make_key, make_user, running, serving
from undercroft.testing.databases import connect

NDJSON = {"Content-Type": "application/x-ndjson"}
CSV = {"Content-Type": "text/csv; charset=utf-8"}
NO_ADDRESS = 'must be text of 3 to 254 characters: an e-mail address, such as "ada@example.org"'


def file(*rows: tuple[str, str]) -> bytes:
    return b"".join(f'{{"email": "{email}", "name": "{name}"}}\n'.encode() for email, name in rows)


def people(number: int) -> list[tuple[str, str]]:
    return [(f"{each}@example.org", f"Number {each}") for each in range(number)]


async def number_of(table: str, database_url: str) -> int:
    async with connect(database_url) as connection:
        return await connection.fetchval(f"select count(*) from {table}")


async def test_a_file_of_json(client: AsyncClient) -> None:
    response = await client.post("/users/import", content=file(*people(3)), headers=NDJSON)
    assert response.status_code == 200
    assert response.json() == {"inserted": 3, "rejected_count": 0, "rejected": []}
    items = (await client.get("/users")).json()["items"]
    assert sorted((user["email"], user["name"], user["version"]) for user in items) == [
        (email, name, 1) for email, name in people(3)
    ]


async def test_a_file_of_csv(client: AsyncClient) -> None:
    body = 'email,name\nada@example.org,"Lovelace, Ada"\neve@example.org,Eve\n'
    response = await client.post("/users/import", content=body, headers=CSV)
    assert response.json() == {"inserted": 2, "rejected_count": 0, "rejected": []}
    names = {user["name"] for user in (await client.get("/users")).json()["items"]}
    assert names == {"Lovelace, Ada", "Eve"}


@pytest.mark.parametrize(("headers", "body"), [(NDJSON, b""), (CSV, b"email,name\n")])
async def test_an_empty_file(shared_client: AsyncClient, headers: dict[str, str], body: bytes) -> None:
    response = await shared_client.post("/users/import", content=body, headers=headers)
    assert response.json() == {"inserted": 0, "rejected_count": 0, "rejected": []}


async def test_rows_that_are_rejected(client: AsyncClient, database_url: str) -> None:
    await make_user(client, "Taken@example.org")
    left = await make_user(client, "left@example.org")
    await client.delete(f"/users/{left['id']}")
    body = file(
        ("new@example.org", "New"),
        ("taken@example.org", "Taken"),
        ("nothing", "Nothing"),
        ("NEW@example.org", "Again"),
        ("left@example.org", "Left"),
        ("new@example.org", "And again"),
        ("", ""),
    )
    response = await client.post("/users/import", content=body, headers=NDJSON)
    assert response.json() == {
        "inserted": 2,
        "rejected_count": 5,
        "rejected": [
            {"line": 2, "detail": "row.email: another user has this email"},
            {"line": 3, "detail": f"row.email: {NO_ADDRESS}"},
            {"line": 4, "detail": "row.email: the row on line 1 has the same email"},
            {"line": 6, "detail": "row.email: the row on line 1 has the same email"},
            {"line": 7, "detail": f"row.email: {NO_ADDRESS}"},
        ],
    }
    assert await number_of("user_imports", database_url) == 0


async def test_nobody_is_welcomed(client: AsyncClient, database_url: str) -> None:
    await client.post("/users/import", content=file(*people(3)), headers=NDJSON)
    async with connect(database_url) as connection:
        assert await connection.fetchval("select nextval(pg_get_serial_sequence('jobs', 'id'))") == 1


async def test_only_the_first_rejections_are_told(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.imports.MOST_REJECTED", 3)
    await make_user(client, "taken@example.org")
    body = file(*[("taken@example.org", "A"), ("nothing", "B")] * 5)
    answer = (await client.post("/users/import", content=body, headers=NDJSON)).json()
    assert (answer["inserted"], answer["rejected_count"]) == (0, 10)
    assert [rejected["line"] for rejected in answer["rejected"]] == [1, 2, 3]


async def test_as_many_rows_as_may_be(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.imports.MOST_ROWS", 3)
    response = await client.post("/users/import", content=file(*people(4)), headers=NDJSON)
    assert (response.status_code, response.json()["detail"]) == (413, "the file has more than 3 rows")
    assert (await client.get("/users")).json()["items"] == []
    response = await client.post("/users/import", content=file(*people(3)), headers=NDJSON)
    assert response.json()["inserted"] == 3


@pytest.mark.parametrize("has_length", [True, False])
async def test_as_many_bytes_as_may_be(database_url: str, has_length: bool) -> None:
    body = file(*people(10))

    async def parts() -> AsyncGenerator[bytes]:
        for start in range(0, len(body), 50):
            yield body[start : start + 50]

    async with serving(database_url, MAX_BODY="10", MAX_IMPORT_BODY=str(len(body))) as client:
        for too_much, status in ((b"\n", 413), (b"", 200)):
            body += too_much
            response = await client.post("/users/import", content=body if has_length else parts(), headers=NDJSON)
            assert response.status_code == status
            assert await number_of("users", database_url) == (0 if status == 413 else 10)
            body = body.removesuffix(too_much)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Content-Type": "application/json"}, 415, id="JSON"),
        pytest.param({"Content-Type": "application/x-ndjson; charset=latin-1"}, 415, id="Latin 1"),
        pytest.param(NDJSON | {"Content-Encoding": "gzip"}, 415, id="compressed"),
        pytest.param({}, 415, id="no type"),
        pytest.param(CSV, 400, id="CSV without a header"),
    ],
)
async def test_another_file(shared_client: AsyncClient, headers: dict[str, str], status: int) -> None:
    response = await shared_client.post("/users/import", content=b"{}", headers=headers)
    assert response.status_code == status
    assert response.headers.get("Accept") == ("application/x-ndjson, text/csv" if status == 415 else None)


async def test_a_key_that_may_only_read(shared_client: AsyncClient, shared_database_url: str) -> None:
    headers = {"Authorization": f"Bearer {await make_key(shared_database_url, KeyScope.READ)}"}
    response = await shared_client.post("/users/import", content=b"", headers=NDJSON | headers)
    assert response.status_code == 403


async def test_it_is_no_user(shared_client: AsyncClient) -> None:
    response = await shared_client.get("/users/import")
    assert (response.status_code, response.headers["Allow"]) == (405, "OPTIONS, POST")


@pytest.fixture
async def write(database_url: str) -> dict[str, str]:
    return NDJSON | {"Authorization": f"Bearer {await make_key(database_url)}"}


async def test_a_client_that_leaves_before_its_file_is_whole(database_url: str, write: dict[str, str]) -> None:
    async with running(database_url) as app:
        call = Call(app, "POST", "/users/import", write, parts=(file(*people(1000)),), ends=False)
        call.leave()
        await call.task
    assert await number_of("users", database_url) == 0
    assert await number_of("user_imports", database_url) == 0


async def test_a_client_that_leaves_while_its_file_is_imported(
    database_url: str, write: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undercroft.edge.exchange.WATCH_AFTER", 0.01)
    async with running(database_url) as app:
        async with locked(database_url) as lock:
            call = Call(app, "POST", "/users/import", write, parts=(file(*people(10)),))
            await until_waiting(lock, 1)
            call.leave()
            await call.task
            await until_waiting(lock, 0)
        assert call.sent == []
    assert await number_of("users", database_url) == 0


async def test_it_may_take_longer_than_other_requests(database_url: str) -> None:
    async with serving(database_url, REQUEST_TIMEOUT="500 ms") as client:
        async with locked(database_url) as lock:
            importing = asyncio.create_task(client.post("/users/import", content=file(*people(3)), headers=NDJSON))
            await until_waiting(lock, 1)
            assert (await client.get("/users")).status_code == 504
        assert (await importing).json()["inserted"] == 3


@pytest.mark.parametrize("is_whole", [True, False])
async def test_its_own_deadline(database_url: str, write: dict[str, str], is_whole: bool) -> None:
    async with running(database_url, IMPORT_TIMEOUT="300 ms") as app, locked(database_url) as lock:
        call = Call(app, "POST", "/users/import", write, parts=(file(*people(10)),), ends=is_whole)
        await call.task
        assert call.status == 504
        await until_waiting(lock, 0)
    assert await number_of("users", database_url) == 0


@pytest.mark.parametrize(
    ("pool_max", "is_another_key", "why"),
    [
        pytest.param("2", False, "as many imports are under way as can be at once", id="no room"),
        pytest.param("4", False, "this key has as many imports under way as it may have at once", id="its share"),
        pytest.param("4", True, None, id="the share of another key"),
    ],
)
async def test_imports_leave_connections_for_others(
    database_url: str, write: dict[str, str], pool_max: str, is_another_key: bool, why: str | None
) -> None:
    async with serving(database_url, POOL_MAX=pool_max) as client:
        async with locked(database_url) as lock:
            first = asyncio.create_task(client.post("/users/import", content=file(*people(3)), headers=NDJSON))
            await until_waiting(lock, 1)
            headers = write if is_another_key else NDJSON
            second = asyncio.create_task(client.post("/users/import", content=file(*people(3)), headers=headers))
            if why is None:
                await until_waiting(lock, 2)
            else:
                response = await second
                assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
                assert response.json()["detail"] == why
        assert (await first).status_code == 200
        await second
        assert (await client.post("/users/import", content=b"", headers=NDJSON)).status_code == 200


async def test_clients_that_say_nothing_are_in_nobodys_way(database_url: str, write: dict[str, str]) -> None:
    async with running(database_url, POOL_MAX="2", BODY_TIMEOUT="60 s") as app:
        silent = [Call(app, "POST", "/users/import", write, parts=(b"",), ends=False) for _ in range(5)]
        for each in silent:
            await each.waits.wait()
        call = Call(app, "POST", "/users/import", write, parts=(file(*people(3)),))
        await call.task
        assert (call.status, call.body["inserted"]) == (200, 3)
        for each in silent:
            each.finish()
            await each.task
        assert [each.status for each in silent] == [200] * 5


async def test_two_imports_of_the_same_people(database_url: str) -> None:
    rows = people(2000)
    async with serving(database_url, POOL_MAX="16") as client:
        answers = await asyncio.gather(
            client.post("/users/import", content=file(*rows), headers=NDJSON),
            client.post("/users/import", content=file(*reversed(rows)), headers=NDJSON),
        )
    assert sum(answer.json()["inserted"] for answer in answers) == len(rows)
    assert sum(answer.json()["rejected_count"] for answer in answers) == len(rows)


async def test_how_it_is_described(shared_client: AsyncClient) -> None:
    document = (await shared_client.get("/schema/openapi.json")).json()
    operation = document["paths"]["/users/import"]["post"]
    assert list(operation["requestBody"]["content"]) == ["application/x-ndjson", "text/csv"]
    assert {"200", "400", "401", "403", "413", "415", "503"} <= set(operation["responses"])
