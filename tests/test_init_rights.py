"""New projects with two roles: what the one that serves lacks is said at the start, and the printed grants suffice."""

import asyncio
import shlex
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from tests.app_role import Roles, roles_of
from tests.new_projects import in_production, init, new_key
from tests.service.process import started

SCHEMAS = Path(__file__).parent / "existing_schemas"
pytestmark = pytest.mark.session("PgBouncer logs in as one role, whoever its client is")


@pytest.fixture
async def roles(empty_database_url: str) -> AsyncGenerator[Roles]:
    async with roles_of(empty_database_url) as roles:
        yield roles


@pytest.fixture
def project(folder: Path) -> Path:
    """Where a new project is to be written."""
    return folder / "shop"


async def granted(project: Path, roles: Roles) -> str:
    """Migrate as the owner, let the role be refused, and do what the refusal says; what stderr said of that."""
    assert (await in_production(project, "service", "migrate", url=roles.owner))[0] == 0
    told = ""
    for command in ("check", "serve"):
        status, _, told = await in_production(project, "service", command, url=roles.app)
        assert (status, told.count("\n")) == (1, 1)
        assert told.startswith(f"error: the role {roles.name} lacks rights: ")
    advised = shlex.split(told.partition("run what this prints: ")[2])
    status, printed, error = await in_production(project, *advised)
    assert status == 0
    await roles.as_owner(printed)
    return error


@pytest.mark.parametrize(
    ("arguments", "unknown"),
    [
        pytest.param([], "", id="notes"),
        pytest.param(["--table", "recipes"], "", id="recipes"),
        pytest.param(["--schema", str(SCHEMAS / "shop.sql")], "", id="tables"),
        pytest.param(
            ["--schema", str(SCHEMAS / "awkward.sql")],
            "what the function log_kept() does is not known: grant what it needs with --also, for CreateKept\n",
            id="awkward tables",
        ),
    ],
)
async def test_the_grants_that_a_refusal_asks_for_suffice(
    arguments: Sequence[str], unknown: str, project: Path, roles: Roles
) -> None:
    await asyncio.to_thread(init, "shop", *arguments)
    assert await granted(project, roles) == unknown
    assert await in_production(project, "service", "check", url=roles.app) == (
        0,
        "",
        "the settings, the database and its migrations are as they should be\n",
    )


async def test_the_role_serves_every_call(project: Path, roles: Roles) -> None:
    await asyncio.to_thread(init, "shop")
    await granted(project, roles)
    key = await new_key(project, roles.app)
    async with started(roles.app, folder=project, key=key) as service, service.client() as client:
        made = await client.post("/notes", json={"title": "Tea"})
        path = made.headers["Location"]
        answers = [
            made,
            await client.get(path),
            await client.get("/notes", params={"containing": "te"}),
            await client.patch(path, json={"body": "Two spoons."}),
            await client.delete(path),
            await client.get("/readyz"),
        ]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 204, 200]
