"""Looks at what overrides import, in a process of its own: here it would stay as it was at first."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

import msgspec
from msgspec import Struct

from ..errors import Problem, SqlwrightError, nearest
from .data import Imported, Override

__all__ = ["import_overrides"]


class _Found(Struct):
    """What probe.py says of a name."""

    error: str | None = None
    module: str = ""
    names: Sequence[str] = ()
    is_type: bool = False
    is_callable: bool = False
    is_async: bool = False
    what: str = ""
    takes_one: bool = False
    makes_one: bool = False
    file: str | None = None


def import_overrides(overrides: Sequence[Override], root: Path) -> tuple[Sequence[Override], Sequence[Problem]]:
    """The overrides with what their imports turned out to be; modules in `root` are found as they are beside sqlc.yaml."""
    names = sorted(
        {name for override in overrides for name in (override.type, override.encode, override.decode) if name}
    )
    if not names:
        return overrides, []
    source = resources.files("sqlwright.options").joinpath("probe.py").read_text("utf-8")
    # With -c the working directory comes first in sys.path.
    command = [sys.executable, "-B", "-c", source, *names]
    result = subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    try:
        found = msgspec.json.decode(result.stdout, type=dict[str, _Found])
    except msgspec.DecodeError:
        lines = result.stderr.decode(errors="replace").strip().splitlines() or [f"status {result.returncode}"]
        raise SqlwrightError(f"importing {', '.join(names)} for overrides ended Python: {lines[-1]}") from None
    problems = [problem for override in overrides for problem in _problems(override, found)]
    return [_imported(override, found, root) for override in overrides], problems


def _imported(override: Override, found: Mapping[str, _Found], root: Path) -> Override:
    names = [name for name in (override.type, override.encode, override.decode) if name]
    local = [name for name in names if (file := found[name].file) and _is_local(Path(file), root)]
    imported = Imported(found[override.type].makes_one, sorted({name.rpartition(".")[0] for name in local}))
    return msgspec.structs.replace(override, imported=imported)


def _is_local(file: Path, root: Path) -> bool:
    return file.is_relative_to(root) and "site-packages" not in file.parts


def _problems(override: Override, found: Mapping[str, _Found]) -> Iterator[Problem]:
    for key, place in override.places.items():
        name = {"type": override.type, "encode": override.encode, "decode": override.decode}[key] or ""
        this = found[name]
        if this.error is not None:
            yield place.problem(this.error, _hint(name, this))
        elif key == "type" and not this.is_type:
            yield place.problem(
                f"{name} is of the class {this.what}, and no type", "name a class, a NewType or an alias"
            )
        elif key != "type" and not this.is_callable:
            yield place.problem(f"{name} is of the class {this.what}, and no function", "name a function of one value")
        elif key != "type" and (this.is_async or not this.takes_one):
            what = "is async" if this.is_async else "cannot be called with one value"
            yield place.problem(f"{name} {what}", "a converter takes one value and returns the converted one")


def _hint(name: str, found: _Found) -> str:
    if not found.error or found.module:
        if "No module named" in str(found.error):
            return f"put {found.module} beside the configuration, or install it where sqlwright is"
        return f"import {found.module} there by hand to see more; it may not import what is generated"
    module, _, last = name.rpartition(".")
    meant = nearest(last, found.names)
    if meant:
        return f"did you mean {f'{module}.' if module else ''}{meant}?"
    return f"define {last} there" if module else f"write its module too: package.module.{last}"
