"""The calls on /notes."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient


async def made(client: AsyncClient, title: str = "Tea") -> dict[str, Any]:
    answer = await client.post("/notes", json={"title": title})
    assert answer.status_code == 201
    note: dict[str, Any] = answer.json()
    return note


async def test_what_was_made_can_be_read(client: AsyncClient) -> None:
    note = await made(client)
    answer = await client.get(f"/notes/{note['id']}")
    assert (answer.status_code, answer.json(), answer.headers["ETag"]) == (200, note, '"1"')


async def test_a_title_is_taken_only_once(client: AsyncClient) -> None:
    note = await made(client)
    assert (await client.post("/notes", json={"title": "Tea"})).status_code == 409
    await client.delete(f"/notes/{note['id']}")
    await made(client)


async def test_the_list_comes_in_pages(client: AsyncClient) -> None:
    for title in ("Tea", "Green tea", "Coffee"):
        await made(client, title)
    first = (await client.get("/notes", params={"limit": 2})).json()
    second = (await client.get("/notes", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    titles = [note["title"] for note in first["items"] + second["items"]]
    assert (titles, second["next_cursor"]) == (["Coffee", "Green tea", "Tea"], None)


async def test_the_list_can_be_filtered(client: AsyncClient) -> None:
    for title in ("Tea", "Green tea", "Coffee"):
        await made(client, title)
    page = (await client.get("/notes", params={"containing": "tea"})).json()
    assert [note["title"] for note in page["items"]] == ["Green tea", "Tea"]


async def test_a_change_leaves_the_rest(client: AsyncClient) -> None:
    note = await made(client)
    answer = await client.patch(f"/notes/{note['id']}", json={"body": "Two spoons."})
    changed = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert (changed["title"], changed["body"], changed["version"]) == ("Tea", "Two spoons.", 2)


@pytest.mark.parametrize(("version", "status"), [('"1"', 200), ('"2"', 412)])
async def test_a_change_of_a_version_that_was_read(client: AsyncClient, version: str, status: int) -> None:
    path = f"/notes/{(await made(client))['id']}"
    answer = await client.patch(path, json={"title": "Coffee"}, headers={"If-Match": version})
    assert answer.status_code == status


async def test_what_was_deleted_is_gone(client: AsyncClient) -> None:
    path = f"/notes/{(await made(client))['id']}"
    assert (await client.delete(path)).status_code == 204
    assert [(await client.request(method, path)).status_code for method in ("GET", "DELETE")] == [404, 404]
    assert (await client.get("/notes")).json()["items"] == []


@pytest.mark.parametrize("body", [{}, {"title": ""}, {"title": "Tea", "colour": "green"}])
async def test_a_bad_body(client: AsyncClient, body: dict[str, str]) -> None:
    assert (await client.post("/notes", json=body)).status_code == 400


async def test_nobody_gets_in_without_a_key(client: AsyncClient) -> None:
    assert (await client.get("/notes", headers={"Authorization": ""})).status_code == 401


async def test_an_unknown_id(client: AsyncClient) -> None:
    assert (await client.get(f"/notes/{uuid4()}")).status_code == 404


async def test_the_description_names_every_call(client: AsyncClient) -> None:
    paths = (await client.get("/schema/openapi.json")).json()["paths"]
    assert {"/notes", "/notes/{id}"} <= paths.keys()
