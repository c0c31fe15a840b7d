"""What holds for all calls."""

import pytest
from httpx import AsyncClient

from service.app import description

PATHS = ["/notes"]


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_gets_in_without_a_key(path: str, client: AsyncClient) -> None:
    assert (await client.get(path, headers={"Authorization": ""})).status_code == 401
    assert (await client.get(path)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_the_description_names_the_calls(path: str) -> None:
    assert f'"{path}"' in description().as_json.decode()
