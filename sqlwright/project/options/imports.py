"""Imports what overrides and `@json` name, in a separate process: this one would not notice later changes."""

import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

import msgspec
from msgspec import Struct

from ...errors import Problem, SqlwrightError, nearest
from ...model import Expected
from ...model.options import Imported, Override

__all__ = ["Found", "import_overrides", "json_problem", "local_modules", "look_up", "override_names"]


class Found(Struct):
    """What probe.py reports about a name."""

    error: str | None = None
    module: str = ""
    names: Sequence[str] = ()
    is_type: bool = False
    is_callable: bool = False
    is_async: bool = False
    what: str = ""
    takes_one: bool = False
    makes_one: bool = False
    json_error: str | None = None
    expected: Expected | None = None
    file: str | None = None


def look_up(names: Collection[str], root: Path) -> Mapping[str, Found]:
    """What each name is; modules beside sqlc.yaml, in `root`, are found."""
    source = resources.files("sqlwright.project.options").joinpath("probe.py").read_text("utf-8")
    # With -c the working directory comes first in sys.path.
    command = [sys.executable, "-B", "-c", source, *sorted(names)]
    result = subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    try:
        return msgspec.json.decode(result.stdout, type=dict[str, Found])
    except msgspec.DecodeError:
        lines = result.stderr.decode(errors="replace").strip().splitlines() or [f"status {result.returncode}"]
        raise SqlwrightError(f"Python ended while importing {', '.join(sorted(names))}: {lines[-1]}") from None


def override_names(overrides: Iterable[Override]) -> Collection[str]:
    """All names that overrides import."""
    return {name for override in overrides for name in _names(override)}


def import_overrides(
    overrides: Sequence[Override], found: Mapping[str, Found], root: Path
) -> tuple[Sequence[Override], Sequence[Problem]]:
    """The overrides with what their imports are, and the problems of those imports."""
    problems = [problem for override in overrides for problem in _problems(override, found)]
    return [_imported(override, found, root) for override in overrides], problems


def json_problem(name: str, found: Found) -> tuple[str, str] | None:
    """Why documents cannot have this type, and a hint; None if they can."""
    if (problem := _type_problem(name, found)) is not None:
        return problem
    if found.json_error is not None:
        return (
            f"msgspec cannot decode JSON into {name}: {found.json_error}",
            "name a type that msgspec.json.Decoder takes, such as a Struct, a dataclass or a TypedDict",
        )
    return None


def local_modules(names: Iterable[str], found: Mapping[str, Found], root: Path) -> Sequence[str]:
    """The modules of these names that are beside the configuration."""
    local = [name for name in names if (file := found[name].file) and _is_local(Path(file), root)]
    return sorted({name.rpartition(".")[0] for name in local})


def _names(override: Override) -> Sequence[str]:
    return [name for name in (override.type, override.encode, override.decode) if name]


def _imported(override: Override, found: Mapping[str, Found], root: Path) -> Override:
    if not override.type:
        return override
    this = found[override.type]
    imported = Imported(this.makes_one, local_modules(_names(override), found, root), this.json_error, this.expected)
    return msgspec.structs.replace(override, imported=imported)


def _is_local(file: Path, root: Path) -> bool:
    return file.is_relative_to(root) and "site-packages" not in file.parts


def _type_problem(name: str, found: Found) -> tuple[str, str] | None:
    if found.error is not None:
        return found.error, _hint(name, found)
    if not found.is_type:
        return f"{name} is not a type but a value of class {found.what}", "name a class, a NewType or an alias"
    return None


def _problems(override: Override, found: Mapping[str, Found]) -> Iterator[Problem]:
    for key, place in override.places.items():
        name = {"type": override.type, "encode": override.encode, "decode": override.decode}[key] or ""
        this = found[name]
        if key == "type":
            if (problem := _type_problem(name, this)) is not None:
                yield place.problem(*problem)
        elif this.error is not None:
            yield place.problem(this.error, _hint(name, this))
        elif not this.is_callable:
            yield place.problem(
                f"{name} is not a function but a value of class {this.what}", "name a function of one value"
            )
        elif this.is_async or not this.takes_one:
            what = "is async" if this.is_async else "cannot be called with one value"
            yield place.problem(f"{name} {what}", "a converter takes one value and returns the converted one")


def _hint(name: str, found: Found) -> str:
    if not found.error or found.module:
        if "No module named" in str(found.error):
            return f"put {found.module} beside the configuration, or install it where sqlwright is installed"
        return f"import {found.module} by hand to see more; it may not import generated code"
    module, _, last = name.rpartition(".")
    meant = nearest(last, found.names)
    if meant:
        return f"did you mean {f'{module}.' if module else ''}{meant}?"
    return f"define {last} there" if module else f"write its module too: package.module.{last}"
