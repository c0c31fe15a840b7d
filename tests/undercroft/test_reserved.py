"""Files of metrics on a disk that has no room."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from prometheus_client.mmap_dict import MmapedDict

from undercroft.telemetry.reserved import FIRST, Reserved

pytestmark = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="this system keeps no files in memory")

NAMES = [f"a metric with a name that is rather long, number {number}" for number in range(1500)]


def room_up_to(size: int) -> Callable[[int, int, int], None]:
    """A disk on which a file can have so many bytes."""
    allocate = os.posix_fallocate

    def allocated(descriptor: int, offset: int, length: int) -> None:
        if length > size and "/memfd:" not in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        allocate(descriptor, offset, length)

    return allocated


def read(file: Path) -> list[tuple[str, float]]:
    return [(name, value) for name, value, *_ in cast("Any", MmapedDict).read_all_values_from_file(str(file))]


def test_its_room_is_taken_before_it_is_written_to(tmp_path: Path) -> None:
    kept: Any = Reserved(str(tmp_path / "kept.db"))
    for number, name in enumerate(NAMES):
        kept.write_value(name, number, 0)
        file = (tmp_path / "kept.db").stat()
        assert file.st_blocks * 512 >= file.st_size
    assert (tmp_path / "kept.db").stat().st_size > FIRST
    assert read(tmp_path / "kept.db") == [(name, float(number)) for number, name in enumerate(NAMES)]
    kept.close()


@pytest.mark.parametrize(
    ("size", "shown"), [pytest.param(0, False, id="from the start"), pytest.param(FIRST, True, id="later")]
)
def test_without_room_it_counts_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    size: int,
    shown: bool,
) -> None:
    monkeypatch.setattr(os, "posix_fallocate", room_up_to(size))
    kept: Any = Reserved(str(tmp_path / "kept.db"))
    for number, name in enumerate(NAMES):
        kept.write_value(name, number, 0)
    assert [kept.read_value(name) for name in NAMES] == [(number, 0) for number in range(len(NAMES))]
    assert [path.name for path in tmp_path.iterdir()] == ["kept.db"] * shown
    if shown:
        assert len(read(tmp_path / "kept.db")) > 100
    [told] = caplog.messages
    assert told.endswith("kept.db: No space left on device")
    kept.close()
