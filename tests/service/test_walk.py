"""The walk in docs/api.md: each call is answered as is written beneath it."""

import asyncio
import os
import re
import shutil
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from generated.models import KeyScope
from tests.service.process import started
from tests.service.running import make_key

PAGE = (Path(__file__).parents[2] / "docs/api.md").read_text()
STEPS: list[tuple[str, str]] = re.findall(r"```sh\n(.*?)```\n(?:```http\n(.*?)```)?", PAGE, re.DOTALL)

# After each step, so that its output ends there.
END = "\0"


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
async def test_each_call_is_answered_as_is_written_beneath_it(database_url: str) -> None:
    script = "".join(f"{calls}\nprintf '\\0'\n" for calls, _ in STEPS)
    async with started(database_url) as service:
        environment = {
            **os.environ,
            "API": f"http://127.0.0.1:{service.port}",
            "SECRET": service.key,
            "READER": await make_key(database_url, KeyScope.READ),
        }
        bash = await asyncio.create_subprocess_exec("bash", "-eu", stdin=PIPE, stdout=PIPE, env=environment)
        async with asyncio.timeout(60):
            output = (await bash.communicate(script.encode()))[0].decode()
    assert bash.returncode == 0
    *answers, rest = output.split(END)
    assert (len(answers), rest) == (len(STEPS), "")
    for (calls, expected), answer in zip(STEPS, answers, strict=True):
        problem = difference(expected, answer.replace("\r\n", "\n")) if expected else None
        assert problem is None, f"{calls}{problem}\nin\n{answer}"


def difference(expected: str, answer: str) -> str | None:
    """What was expected and did not come: the status, headers (there may be more), and the body."""
    (status, *headers), body = parts(expected)
    (given_status, *given_headers), given_body = parts(answer)
    if given_status != status:
        return f"the status is {given_status!r}, not {status!r}"
    missing = [line for line in headers if not any(is_like(line, given) for given in given_headers)]
    if missing:
        return f"headers are missing: {missing}"
    return None if is_like(body, given_body) else f"the body is not {body!r}"


def parts(message: str) -> tuple[list[str], str]:
    head, _, body = message.partition("\n\n")
    status, *headers = head.split("\n")
    # Names are the same in small letters.
    named = (line.partition(":") for line in headers)
    return [status, *(f"{name.lower()}:{value}" for name, _, value in named)], body.strip()


def is_like(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), text, re.DOTALL) is not None


def test_there_are_calls() -> None:
    assert len(STEPS) > 20


@pytest.mark.parametrize(
    ("expected", "answer", "problem"),
    [
        pytest.param("HTTP/1.1 200 OK\nA: …\n\n{…}\n", "HTTP/1.1 200 OK\na: 1\nb: 2\n\n{1}", None, id="the same"),
        pytest.param("HTTP/1.1 200 OK\n\n", "HTTP/1.1 404 Not Found\n\n", "the status is", id="another status"),
        pytest.param("HTTP/1.1 200 OK\nA: 1\n\n", "HTTP/1.1 200 OK\na: 2\n\n", "headers are missing", id="a header"),
        pytest.param("HTTP/1.1 200 OK\n\n{…}", "HTTP/1.1 200 OK\n\n[1]", "the body is not", id="another body"),
        pytest.param("HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\n\n1", "the body is not", id="a body where none is"),
    ],
)
def test_a_difference_is_found(expected: str, answer: str, problem: str | None) -> None:
    found = difference(expected, answer)
    assert (found is None) if problem is None else (found or "").startswith(problem)
