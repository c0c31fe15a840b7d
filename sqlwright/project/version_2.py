"""What to write into sqlc.yaml, in the form of the file: a block for sqlwright, or a file of version 1 as version 2."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml

__all__ = ["PLUGIN", "as_version_2", "what_to_add"]

PLUGIN = "sqlc-gen-python"
"""The `process.cmd` that marks a codegen block as ours."""

_PLUGINS = [{"name": "python", "process": {"cmd": PLUGIN}}]
_OF_ENTRIES = (
    "engine",
    "schema",
    "queries",
    "database",
    "analyzer",
    "strict_function_checks",
    "strict_order_by",
    "rules",
)
"""The keys that a package of version 1 shares with an entry of version 2; all others are options of Go."""
_KEPT = ("project", "cloud", "rules")
_OF_GO = ("overrides", "rename")
"""What version 1 has at the top, and version 2 under `overrides.go`."""


def what_to_add(path: Path) -> str:
    """What makes sqlwright generate something from a configuration of version 2."""
    config: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    named: Sequence[dict[str, Any]] = config.get("plugins") or ()
    for plugin in named:
        wasm: dict[str, Any] = plugin.get("wasm") or {}
        if "python" in wasm.get("url", ""):
            return f"in the plugin {plugin['name']}, write process: {{cmd: {PLUGIN}}} in place of wasm"
    plugins = indent(_written({"plugins": _PLUGINS}, path), "  ")
    codegen = indent(_written({"codegen": _codegen("generated")}, path), "  ")
    return f"add a plugin\n{plugins}\nand to an entry of sql a codegen block\n{codegen}"


def as_version_2(text: str, path: Path) -> str | None:
    """A configuration of version 1 as one of version 2, with a block for sqlwright; None if it has no packages."""
    old: dict[str, Any] = yaml.safe_load(text)
    packages: Sequence[dict[str, Any]] = old.get("packages") or ()
    if not packages:
        return None
    go = {name: old[name] for name in _OF_GO if name in old}
    new = {
        "version": "2",
        "plugins": _PLUGINS,
        "sql": list(_entries(packages)),
        **({"overrides": {"go": go}} if go else {}),
        **{name: old[name] for name in _KEPT if name in old},
    }
    return _written(new, path)


def _entries(packages: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    ours = [package for package in packages if package.get("engine", "postgresql") == "postgresql"]
    for package in packages:
        out = package.get("path", "")
        name = package.get("name") or Path(out).name
        options = {key: value for key, value in package.items() if key not in (*_OF_ENTRIES, "name", "path")}
        entry = {"engine": "postgresql", **{key: package[key] for key in _OF_ENTRIES if key in package}}
        entry["gen"] = {"go": {"package": name, "out": out, **options}}
        if package in ours:
            entry["codegen"] = _codegen("generated" if len(ours) == 1 else f"generated/{name}")
        yield entry


def _codegen(out: str) -> Sequence[Mapping[str, Any]]:
    return [{"plugin": "python", "out": out, "options": {"package": out.replace("/", ".")}}]


def _written(value: Mapping[str, Any], path: Path) -> str:
    if path.suffix == ".json":
        return json.dumps(value, indent=2)
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, width=1000).rstrip()


class _Dumper(yaml.SafeDumper):
    """Writes each value out, where PyYAML would refer to an equal one."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
