"""Calls every query of passages.sql."""

from collections.abc import Mapping

from tests.golden.calls import Calls, call
from tests.golden.vectors.generated.models import Passage
from tests.golden.vectors.generated.passages import ClosestRow, CopyPassagesParams, NearParams, PassagesQueries

__all__ = ["VECTOR_CALLS"]

Q = PassagesQueries

VECTOR_CALLS: Mapping[str, Calls] = {
    "there and back": [
        call(Q.centre).gives(None),
        call(Q.add_passage, id=1, body="a", embedding=[1, 0, 0.5], half=[0.5, -2], sparse="{1:1.5}/4").gives(
            Passage(1, "a", [1.0, 0.0, 0.5], [0.5, -2.0], "{1:1.5}/4")
        ),
        call(Q.add_passage, id=2, body="b", embedding=None, half=None, sparse=None).gives(
            Passage(2, "b", None, None, None)
        ),
    ],
    "distances": [
        call(
            Q.copy_passages,
            [
                CopyPassagesParams(id=1, body="a", embedding=[0, 0, 0]),
                CopyPassagesParams(id=2, body="b", embedding=[0, 3, 4]),
                CopyPassagesParams(id=3, body="c", embedding=None),
            ],
        ).gives(3),
        call(Q.closest, embedding=[0, 3, 4], count=2).gives([ClosestRow(2, 0.0), ClosestRow(1, 5.0)]),
        call(Q.closest, embedding=None, count=None).gives([ClosestRow(n, None) for n in (1, 2, 3)]),
        call(Q.centre).gives([0.0, 1.5, 2.0]),
        call(Q.near, [NearParams(embedding=[0, 0, 0], distance=1), NearParams(embedding=[0, 3, 4], distance=9)]).gives(
            [[1], [1, 2]]
        ),
    ],
}
