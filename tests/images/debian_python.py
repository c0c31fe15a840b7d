"""Root file systems with this Debian's Python, or with others of its programs, for `docker import` where no registry can be reached."""

import re
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

PYTHON = Path("/usr/bin/python3")
_LEFT_OUT = ("__pycache__", "test", "idlelib", "lib2to3", "ensurepip", "config-*")
_TOOLS = ("/bin/sh", *(f"/usr/bin/{name}" for name in ("chmod", "find", "mkdir", "mv", "touch")))
_ALSO = (
    *("libgcc_s.so.1", "libstdc++.so.6", "libnss_files.so.2", "libpthread.so.0"),
    *("libdl.so.2", "librt.so.1", "libutil.so.1", "libm.so.6"),
)
"""What programs in wheels load."""


def is_here() -> bool:
    return PYTHON.is_file() and Path("/etc/debian_version").is_file()


def make(image: Path, *, wheels: Iterable[Path] | None = None) -> None:
    """Writes the tar of an image with Python; for a build, with a shell, its tools, pip and these wheels in /wheels."""
    real = PYTHON.resolve()
    library = Path("/usr/lib") / real.name
    with _root(image) as root:
        (root / "usr/local/lib").mkdir()
        shutil.copytree(library, root / library.relative_to("/"), ignore=shutil.ignore_patterns(*_LEFT_OUT))
        programs = [real]
        if wheels is not None:
            programs += map(Path, _TOOLS)
            _put_wheels(root, real.name, wheels)
        loading = [*programs, *library.glob("lib-dynload/*.so")]
        for path in sorted({*programs, *_libraries(loading), *_found(_ALSO)}):
            _put(root, path)
        for name in ("python", "python3"):
            (root / "usr/bin" / name).symlink_to(real.name)


def make_with(image: Path, programs: Sequence[Path]) -> None:
    """Writes the tar of an image with these programs."""
    with _root(image) as root:
        for path in sorted({*programs, *_libraries(programs), *_found(_ALSO)}):
            _put(root, path)


@contextmanager
def _root(image: Path) -> Generator[Path]:
    """A folder that becomes an image."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("dev", "etc", "proc", "run", "sys", "tmp", "usr/local", "var/tmp"):
            (root / name).mkdir(parents=True)
        for name in ("bin", "lib", "lib64", "sbin"):
            (root / "usr" / name).mkdir()
            (root / name).symlink_to(f"usr/{name}")
        (root / "etc/passwd").write_text("root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n")
        (root / "tmp").chmod(0o1777)
        yield root
        with tarfile.open(image, "w") as tar:
            tar.add(root, ".")


def _put(root: Path, path: Path) -> None:
    target = root / "usr" / re.sub(r"^/(?:usr/)?", "", str(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path.resolve(), target)


def _put_wheels(root: Path, python: str, wheels: Iterable[Path]) -> None:
    (root / "wheels").mkdir()
    for wheel in wheels:
        if wheel.name.startswith("pip-"):
            with zipfile.ZipFile(wheel) as pip:
                pip.extractall(root / "usr/local/lib" / python / "dist-packages")
        else:
            shutil.copy(wheel, root / "wheels")


def _libraries(programs: Iterable[Path]) -> Iterator[Path]:
    """What the programs load, the loader among them."""
    done = subprocess.run(["ldd", *map(str, programs)], check=False, capture_output=True, text=True)
    yield from map(Path, re.findall(r"(?:=>\s+|^\s+)(/\S+) \(", done.stdout, re.MULTILINE))


def _found(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        yield from Path("/usr/lib").glob(f"*-linux-gnu/{name}")
        yield from Path("/lib").glob(f"*-linux-gnu/{name}")
