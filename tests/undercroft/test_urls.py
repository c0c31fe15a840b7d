"""URLs of databases with several hosts."""

import pytest

from undercroft.urls import each_host, mask, parameter


@pytest.mark.parametrize(
    ("url", "urls"),
    [
        pytest.param("postgresql://app@db:5432/app?sslmode=require", [], id="one host stays as it is"),
        pytest.param("postgresql:///app?host=/run/pg&port=5433", [], id="one socket stays as it is"),
        pytest.param("postgresql:///app", [], id="no host stays as it is"),
        pytest.param("x", [], id="not a URL stays as it is"),
        pytest.param(
            "postgresql://app:pw@h1:8300,h2:8301/db?sslmode=require&target_session_attrs=read-write",
            [
                "postgresql://app:pw@h1:8300/db?sslmode=require&target_session_attrs=read-write",
                "postgresql://app:pw@h2:8301/db?sslmode=require&target_session_attrs=read-write",
            ],
            id="before the path",
        ),
        pytest.param("postgresql://h1,h2/db", ["postgresql://h1/db", "postgresql://h2/db"], id="without ports"),
        pytest.param(
            "postgresql://app:a,b%40@h1,h2",
            ["postgresql://app:a,b%40@h1", "postgresql://app:a,b%40@h2"],
            id="a comma and an at-sign in the password",
        ),
        pytest.param(
            "postgresql://[::1],[fe80::2]:8301/db",
            ["postgresql://[::1]/db", "postgresql://[fe80::2]:8301/db"],
            id="IPv6",
        ),
        pytest.param(
            "postgresql://app@%2Frun%2Fa,%2Frun%2Fb:5433/db",
            ["postgresql://app@%2Frun%2Fa/db", "postgresql://app@%2Frun%2Fb:5433/db"],
            id="sockets",
        ),
        pytest.param(
            "postgresql:///db?host=h1,h2&port=8300,8301&user=app&password=a%2Cb%26c",
            [
                "postgresql://h1:8300/db?user=app&password=a%2Cb%26c",
                "postgresql://h2:8301/db?user=app&password=a%2Cb%26c",
            ],
            id="in the query",
        ),
        pytest.param(
            "postgresql://app:pw@/db?host=h1,h2&port=8300",
            ["postgresql://app:pw@h1:8300/db", "postgresql://app:pw@h2:8300/db"],
            id="in the query with one port for all",
        ),
        pytest.param(
            "postgresql:///db?host=/run/a,::1",
            ["postgresql://%2Frun%2Fa/db", "postgresql://[::1]/db"],
            id="a socket and IPv6 in the query",
        ),
    ],
)
def test_each_host(url: str, urls: list[str]) -> None:
    assert each_host(url) == (urls or [url])


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://h1,,h2/db", id="an empty host"),
        pytest.param("postgresql:///db?host=h1,", id="an empty host in the query"),
        pytest.param("postgresql:///db?host=h1,h2,h3&port=1,2", id="fewer ports than hosts"),
    ],
)
def test_a_list_that_is_not_right(url: str) -> None:
    with pytest.raises(ValueError, match="host"):
        each_host(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://app:a,b@h1:1,h2:2/db", "postgresql://app:***@h1:1,h2:2/db"),
        ("postgresql:///db?host=h1,h2&password=secret&user=app", "postgresql:///db?host=h1,h2&password=***&user=app"),
    ],
)
def test_the_password_is_masked(url: str, shown: str) -> None:
    assert mask(url) == shown


def test_a_parameter() -> None:
    url = "postgresql://h1,h2/db?target_session_attrs=any&user=app"
    assert (parameter(url, "target_session_attrs"), parameter(url, "sslmode")) == ("any", None)
