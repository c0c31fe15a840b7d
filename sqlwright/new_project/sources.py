"""Where a new project gets sqlwright and undercroft from: where this sqlwright came from, or where the user says."""

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from .errors import InitError

__all__ = ["Sources", "installed_from", "sources_at"]


class Sources(Struct, frozen=True):
    """What stands after `@` in a requirement; None for a package on an index."""

    sqlwright: str | None
    undercroft: str | None

    @property
    def is_local(self) -> bool:
        return (self.sqlwright or "").startswith("file:")

    def put_into(self, pyproject: str) -> str:
        for name, address in (("sqlwright", self.sqlwright), ("undercroft", self.undercroft)):
            if address is not None:
                pyproject = re.sub(
                    rf'"({name}(?:\[[\w,]+\])?)"', lambda found, to=address: f'"{found[1]} @ {to}"', pyproject
                )
        return pyproject


def installed_from() -> Sources:
    """What pip or uv noted when this sqlwright was installed (direct_url.json of PEP 610)."""
    try:
        noted = distribution("sqlwright").read_text("direct_url.json")
    except PackageNotFoundError:
        noted = None
    if noted is None:
        return Sources(None, None)
    found: dict[str, Any] = json.loads(noted)
    if vcs := found.get("vcs_info"):
        return _repository(f"{vcs['vcs']}+{found['url']}@{vcs['commit_id']}")
    return sources_at(found["url"])


def sources_at(source: str) -> Sources:
    """The packages in a folder, beside a wheel, at a git address, or on the index for `index`."""
    if source == "index":
        return Sources(None, None)
    if source.startswith("git+"):
        return _repository(source.partition("#")[0])
    parts = urlsplit(source)
    if parts.scheme in ("http", "https"):
        raise InitError(f"--source {source}: name a folder, a wheel, an address that begins with git+, or index")
    path = Path(unquote(parts.path) if parts.scheme == "file" else source).resolve()
    if path.is_dir():
        for folder in (path, path / "packages/undercroft"):
            if not (folder / "pyproject.toml").is_file():
                raise InitError(f"{folder} holds no pyproject.toml: name the repository's folder with --source")
        return Sources(path.as_uri(), (path / "packages/undercroft").as_uri())
    if not (path.is_file() and path.match("sqlwright-*.whl")):
        raise InitError(f"{path} is neither a folder nor a wheel of sqlwright: name one with --source")
    wheels = sorted(path.parent.glob("undercroft-*.whl"))
    if not wheels:
        raise InitError(f"there is no wheel of undercroft beside {path}: put it there, or name a folder with --source")
    return Sources(path.as_uri(), wheels[-1].as_uri())


def _repository(address: str) -> Sources:
    return Sources(address, f"{address}#subdirectory=packages/undercroft")
