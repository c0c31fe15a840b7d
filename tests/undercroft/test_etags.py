"""ETags in preconditions."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Request

from undercroft.errors import Invalid
from undercroft.http.etags import etag, expected_versions
from undercroft.http.requests import AnyRequest


def if_match(*lines: str) -> AnyRequest:
    scope: Any = {"type": "http", "headers": [(b"if-match", line.encode("latin-1")) for line in lines]}
    return Request(scope)


@pytest.mark.parametrize(
    ("lines", "versions"),
    [
        pytest.param([], None, id="absent: any"),
        pytest.param(["*"], None, id="a star: any"),
        pytest.param([" * "], None, id="a star in spaces"),
        pytest.param(['"1"'], [1], id="one"),
        pytest.param(['"1", "22"'], [1, 22], id="two"),
        pytest.param(['"1"', '"22"'], [1, 22], id="two over two lines"),
        pytest.param(['"1","22"\t,"3"'], [1, 22, 3], id="spaces do not count"),
        pytest.param([', "1" ,, "2" ,'], [1, 2], id="empty elements do not count"),
        pytest.param(['"a,b", "1"'], [1], id="a comma within a tag"),
        pytest.param(['W/"1"'], [], id="a weak tag never matches"),
        pytest.param(['W/"1", "2"'], [2], id="a strong tag beside a weak one"),
        pytest.param(['"x"'], [], id="no version"),
        pytest.param(['""'], [], id="the empty tag"),
        pytest.param(['"01"', '"+1"', '"-1"', '"1.0"'], [], id="not written like ours"),
        pytest.param(['"9223372036854775807"'], [2**63 - 1], id="the largest"),
        pytest.param(['"9223372036854775808"', f'"{10**40}"'], [], id="beyond the largest"),
        pytest.param(['"\xe9"'], [], id="beyond ASCII"),
    ],
)
def test_if_match(lines: list[str], versions: list[int] | None) -> None:
    assert expected_versions(if_match(*lines)) == versions


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        ",",
        ", ,",
        "1",
        '"1',
        '1"',
        '"1" "2"',
        '"1""2"',
        'w/"1"',
        'W/ "1"',
        '*, "1"',
        "* *",
        '"1" x',
        '"\x7f"',
        '" 1"',
    ],
)
def test_malformed(value: str) -> None:
    with pytest.raises(Invalid, match="If-Match"):
        expected_versions(if_match(value))


@given(st.lists(st.integers(1, 2**63 - 1), min_size=1), st.sampled_from([",", ", ", " ,\t", ",,"]))
def test_what_was_written_is_read(versions: list[int], separator: str) -> None:
    assert expected_versions(if_match(separator.join(map(etag, versions)))) == versions


@given(st.text(st.sampled_from('",* \tW/1')))
def test_anything_is_read_or_refused(value: str) -> None:
    with suppress(Invalid):
        expected_versions(if_match(value))


@pytest.mark.parametrize(
    "value", ['"' * 20_000, "," * 20_000, " " * 20_000 + "x", '"1" ' * 20_000, " ," * 20_000 + "x"]
)
def test_a_long_header_takes_no_long_time(value: str) -> None:
    with pytest.raises(Invalid):
        expected_versions(if_match(value))
