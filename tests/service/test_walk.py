"""The walk in docs/api.md: each call is answered as the text below it says, and no call of the API is left out."""

import asyncio
import os
import re
import shutil
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from service.app import description
from tests.pages import is_like
from tests.ports import free_port
from tests.service.process import ROOT, Service, started
from undercroft.testing import pooler

PAGE = (ROOT / "docs/api.md").read_text()
STEPS: list[tuple[str, str, str]] = re.findall(r"```sh\n(.*?)```\n(?:```(http|text)\n(.*?)```)?", PAGE, re.DOTALL)

# After each step, so that its output ends there.
END = "\0"

# Answers that any call may give are shown once, for one call.
OF_ANY = frozenset({400, 401, 403, 413, 415})
# Answers that a walk cannot cause: they need a busy or broken service, a client that stalls, or two calls at once.
OUT_OF_REACH = frozenset({408, 429, 500, 503, 504})
TWO_AT_ONCE = ("POST", "/orders", 409)

# An answer: the method, the route and the status.
Answer = tuple[str, str, int]


def answers() -> set[Answer]:
    """All answers in the description that a walk can cause."""
    document = description().document
    return {
        (method.upper(), path, int(status))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for status in operation["responses"]
    } - {TWO_AT_ONCE}


def missing(wanted: set[Answer], given: set[Answer]) -> set[Answer]:
    """The answers that the walk does not show: of a call or, if any call may give them, of all calls."""
    shown = {status for *_, status in given}
    return {
        answer
        for answer in wanted - given
        if answer[2] not in OUT_OF_REACH and not (answer[2] in OF_ANY and answer[2] in shown)
    }


async def given_by(service: Service) -> set[Answer]:
    async with service.client() as client:
        exposed = (await client.get("/metrics")).text
    found = re.findall(r'^http_requests_total\{method="(\w+)",route="(.*?)",status="(\d+)"\}', exposed, re.MULTILINE)
    return {(method, route, int(status)) for method, route, status in found}


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
async def test_each_call_is_answered_as_is_written_beneath_it(database_url: str) -> None:
    script = "".join(f"{calls}\nprintf '\\0'\n" for calls, _, _ in STEPS)
    debug_port = free_port()
    async with started(database_url, APP_ENV="development", DEBUG_PORT=str(debug_port)) as service:
        # The service would block on writing a log that nobody reads.
        reading = asyncio.create_task(service.read())
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DATABASE_URL": database_url,
            **pooler.variables(database_url),
            "API": f"http://127.0.0.1:{service.port}",
            "DEBUG": f"http://127.0.0.1:{debug_port}",
            "SECRET": service.key,
        }
        bash = await asyncio.create_subprocess_exec("bash", "-eu", cwd=ROOT, stdin=PIPE, stdout=PIPE, env=environment)
        async with asyncio.timeout(60):
            output = (await bash.communicate(script.encode()))[0].decode()
        given = await given_by(service)
        service.process.terminate()
        await reading
    assert bash.returncode == 0
    *answered, rest = output.split(END)
    assert (len(answered), rest) == (len(STEPS), "")
    for (calls, kind, expected), answer in zip(STEPS, answered, strict=True):
        problem = difference(kind, expected, answer.replace("\r\n", "\n")) if kind else None
        assert problem is None, f"{calls}{problem}\nin\n{answer}"
    assert missing(answers(), given) == set()


def difference(kind: str, expected: str, answer: str) -> str | None:
    """What differs from the expected answer: the status, headers (there may be more), and the body."""
    if kind == "text":
        return None if is_like(expected.strip(), answer.strip()) else f"it is not {expected!r}"
    (status, *headers), body = parts(expected)
    (given_status, *given_headers), given_body = parts(answer)
    if not is_like(status, given_status):
        return f"the status is {given_status!r}, not {status!r}"
    lacking = [line for line in headers if not any(is_like(line, given) for given in given_headers)]
    if lacking:
        return f"headers are missing: {lacking}"
    return None if is_like(body, given_body) else f"the body is not {body!r}"


def parts(message: str) -> tuple[list[str], str]:
    head, _, body = message.partition("\n\n")
    status, *headers = head.split("\n")
    # Names of headers are compared without case.
    named = (line.partition(":") for line in headers)
    return [status, *(f"{name.lower()}:{value}" for name, _, value in named)], body.strip()


def test_there_are_calls() -> None:
    assert len(STEPS) > 50


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        pytest.param({("GET", "/a", 200), ("GET", "/a", 404), ("PUT", "/a", 200)}, {("PUT", "/a", 404)}, id="an error"),
        pytest.param({("GET", "/a", 200), ("GET", "/a", 404)}, {("PUT", "/a", 200), ("PUT", "/a", 404)}, id="a call"),
    ],
)
def test_what_the_walk_lacks_is_found(given: set[Answer], lacking: set[Answer]) -> None:
    wanted = {(method, "/a", status) for method in ("GET", "PUT") for status in (200, 400, 404, 500)}
    assert missing(wanted, given | {("GET", "/a", 400)}) == lacking


@pytest.mark.parametrize(
    ("kind", "expected", "answer", "problem"),
    [
        pytest.param(
            "http", "HTTP/1.1 200 OK\nA: …\n\n{…}\n", "HTTP/1.1 200 OK\na: 1\nb: 2\n\n{1}", None, id="the same"
        ),
        pytest.param("http", "HTTP/1.1 200 OK\n\n", "HTTP/1.1 404 Not Found\n\n", "the status is", id="another status"),
        pytest.param("http", "HTTP/1.1 200 OK\nA: 1\n\n", "HTTP/1.1 200 OK\na: 2\n\n", "headers are", id="a header"),
        pytest.param("http", "HTTP/1.1 200 OK\n\n{…}", "HTTP/1.1 200 OK\n\n[1]", "the body is not", id="another body"),
        pytest.param("http", "HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\n\n1", "the body is not", id="an unexpected body"),
        pytest.param("text", "404: …\n", "404: GET /users\n", None, id="the same text"),
        pytest.param("text", "404: …\n", "409: GET /users\n", "it is not", id="another text"),
    ],
)
def test_a_difference_is_found(kind: str, expected: str, answer: str, problem: str | None) -> None:
    found = difference(kind, expected, answer)
    assert (found is None) if problem is None else (found or "").startswith(problem)
