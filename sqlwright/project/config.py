"""Reads sqlc.yaml, version 2, strictly: an unknown key is an error with its place."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from textwrap import indent

import yaml
from msgspec import Struct

from ..errors import CompileError, SqlwrightError, nearest
from ..model.options import Options
from ..source.text import SourceFile
from .matching_files import below, dbmate_skips, matching, queries_below, schema_order
from .options import read_options
from .version_2 import PLUGIN, as_version_2
from .yaml_reader import ANY_KEYS, Reader

__all__ = ["Block", "Config", "Entry", "default", "load", "output_folder"]


class Entry(Struct, frozen=True):
    """One `sql` entry; paths are absolute."""

    schema: Sequence[Path]
    schema_name: str
    """The schema's files and folders as the configuration writes them."""
    queries: Sequence[Path]
    named: Sequence[str]
    """Schema and queries as the configuration writes them: files, folders and patterns."""
    uri: str | None
    """A server for the scratch database, instead of the embedded one."""


class Block(Struct, frozen=True):
    """One of our codegen blocks."""

    entry: Entry
    out: Path
    options: Options


class Config(Struct, frozen=True):
    path: Path
    entries: Sequence[Entry]
    blocks: Sequence[Block]
    notes: Sequence[str]
    """Notes on keys that have no meaning for sqlwright."""

    @property
    def root(self) -> Path:
        """The folder that paths are relative to."""
        return self.path.parent

    def shown(self, path: Path) -> str:
        """A path as messages and file headers show it."""
        return Path(os.path.relpath(path, self.root)).as_posix()


_DATABASE: Mapping[str, object] = {"uri": None, "managed": None}
_SQL: Mapping[str, object] = {
    "name": None,
    "engine": None,
    "schema": None,
    "queries": None,
    "database": _DATABASE,
    "analyzer": {"database": None},
    "strict_function_checks": None,
    "strict_order_by": None,
    "codegen": [{"plugin": None, "out": None, "options": ANY_KEYS}],
    "gen": ANY_KEYS,
    "rules": None,
}
_KEYS: Mapping[str, object] = {
    "version": None,
    "project": {"id": None},
    "cloud": {"organization": None, "project": None, "hostname": None, "auth_token": None},
    "servers": [{"name": None, "engine": None, "uri": None}],
    "sql": [_SQL],
    "overrides": ANY_KEYS,
    "plugins": [
        {
            "name": None,
            "env": None,
            "process": {"cmd": None, "format": None},
            "wasm": {"url": None, "sha256": None},
        }
    ],
    "rules": [{"name": None, "rule": None, "message": None}],
    "options": ANY_KEYS,
}
"""Every key of sqlc v2. None stands for any value, ANY_KEYS for a mapping that is not ours to check."""

_IDLE = ("project", "cloud", "servers", "overrides", "rules", "options")
_IDLE_SQL = ("gen", "rules", "analyzer", "strict_function_checks", "strict_order_by")


def default(folder: Path) -> Path:
    """The default configuration: sqlc's file names, in sqlc's order."""
    paths = [folder / name for name in ("sqlc.yaml", "sqlc.yml", "sqlc.json")]
    return next((path for path in paths if path.is_file()), paths[0])


def load(path: Path) -> Config:
    """Reads the configuration; raises a CompileError with every mistake found."""
    path = path.parent.resolve() / path.name  # keep a symbolic link's own folder: paths are relative to it
    if not path.is_file():
        raise SqlwrightError(
            f"{path.name}: no such file in {path.parent}; name another with -f, or start a project with sqlwright init"
        )
    file = SourceFile.read(path, path.name)
    if path.suffix == ".json":
        # JSON is YAML except for tabs, which JSON allows only between values.
        file = SourceFile(file.path, file.text.replace("\t", " "))
    try:
        root: yaml.Node | None = yaml.compose(file.text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        # A quote that is not closed is at fault where it opens, not at the end of the file.
        open_quote = error.problem == "found unexpected end of stream"
        mark = (error.context_mark if open_quote else None) or error.problem_mark or error.context_mark
        message = ": ".join(part for part in ("not valid YAML", error.context, error.problem) if part)
        raise file.error(
            mark.index if mark else 0, message, hint="check the indentation and the quotes there"
        ) from None
    except yaml.YAMLError as error:
        raise file.error(0, f"not valid YAML: {error}", hint="save the file as plain UTF-8 text") from None
    if root is None:
        raise file.error(0, "the file is empty", hint='begin with version: "2", plugins and sql')
    reader = Reader(file)
    version = reader.items(root, "").get("version")
    if version is None:
        reader.fail(root, "version is missing", 'write version: "2" in the first line')
    if version[1].value != "2":
        new = as_version_2(file.text, path) if version[1].value == "1" else None
        reader.fail(
            version[1],
            f'version "{version[1].value}" is not supported',
            f"write it as version 2, which sqlc reads too:\n{indent(new, '    ')}" if new else 'write version: "2"',
        )
    reader.check(root, _KEYS, "")
    if reader.problems:
        raise CompileError(reader.problems)
    entries = list(_entries(reader, root, path.parent))
    blocks = [block for _, found in entries for block in found]
    if reader.problems:
        raise CompileError(reader.problems)
    _note_idle(reader, root)
    return Config(path, [entry for entry, _ in entries], blocks, reader.notes)


def _note_idle(reader: Reader, root: yaml.Node) -> None:
    top = reader.items(root, "")
    idle = [name for name in _IDLE if name in top]
    if "sql" in top and isinstance(top["sql"][1], yaml.SequenceNode):
        entries = [reader.items(entry, "sql") for entry in top["sql"][1].value]
        idle += [f"sql.{name}" for name in _IDLE_SQL if any(name in entry for entry in entries)]
    if idle:
        reader.note(f"{', '.join(idle)}: used by sqlc, ignored by sqlwright")


def _entries(reader: Reader, root: yaml.Node, folder: Path) -> Iterator[tuple[Entry, Sequence[Block]]]:
    """The `sql` entries, each with our codegen blocks in it."""
    top = reader.items(root, "")
    if "sql" not in top:
        reader.fail(root, "sql is missing", "list the schema and queries under sql")
    plugins = dict(_plugins(reader, top["plugins"][1])) if "plugins" in top else dict[str, bool]()
    for index, node in enumerate(top["sql"][1].value):
        with suppress(CompileError):  # the reader has recorded the problems; go on to find those of other entries
            yield from _read_entry(reader, node, f"sql[{index}]", folder, plugins)


def _read_entry(
    reader: Reader, node: yaml.Node, path: str, folder: Path, plugins: Mapping[str, bool]
) -> Iterator[tuple[Entry, Sequence[Block]]]:
    """The entry; none if it is of another engine."""
    entry = reader.items(node, path)
    for name in ("engine", "queries"):
        if name not in entry:
            reader.fail(node, f"{path}.{name} is missing", f"add {name}: to this entry")
    engine = reader.text(entry["engine"][1], f"{path}.engine")
    is_ours = engine == "postgresql"
    codegens: Sequence[tuple[yaml.Node, str]] = ()
    if "codegen" in entry:
        codegens = list(_our_codegens(reader, entry["codegen"][1], path, plugins, is_ours=is_ours))
    if is_ours:
        read = _entry(reader, entry, path, folder)
        yield read, [_block(reader, codegen, where, folder, read) for codegen, where in codegens]
    elif codegens:
        reader.fail(entry["engine"][1], f"engine {engine} is not supported", "sqlwright compiles for postgresql only")
    else:
        reader.note(f"{path}: engine {engine} is left to sqlc")


def _entry(reader: Reader, entry: Mapping[str, tuple[yaml.Node, yaml.Node]], path: str, folder: Path) -> Entry:
    # Queries on the system's catalogs need no schema, and sqlc asks for none.
    schema: Sequence[Path] = ()
    if "schema" in entry:
        schema = _paths(reader, entry["schema"][1], f"{path}.schema", folder, schema_order)
        for file in dbmate_skips(schema):
            reader.note(
                f"{path}.schema: dbmate will not apply {file.name}: begin its name with a number, as the others do"
            )
    queries = _paths(reader, entry["queries"][1], f"{path}.queries", folder, sorted)
    _note_below(reader, entry["queries"][1], f"{path}.queries", folder, [*schema, *queries])
    uri = _uri(reader, entry["database"][1], f"{path}.database") if "database" in entry else None
    named = [
        [text.rstrip("/") for _, text in reader.texts(entry[name][1], f"{path}.{name}")] if name in entry else []
        for name in ("schema", "queries")
    ]
    shown = ", ".join(f"{text}/" if (folder / below(text)).is_dir() else text for text in named[0])
    return Entry(schema, shown, queries, [*named[0], *named[1]], uri)


def _our_codegens(
    reader: Reader, node: yaml.Node, path: str, plugins: Mapping[str, bool], *, is_ours: bool
) -> Iterator[tuple[yaml.Node, str]]:
    """The `codegen` blocks of our plugins, each with its path in the file.

    A plugin that the file does not have is an error in an entry of our engine; the others are sqlc's to read.
    """
    for number, codegen in enumerate(node.value):
        where = f"{path}.codegen[{number}]"
        block = reader.items(codegen, where)
        for name in ("plugin", "out"):
            if name not in block:
                reader.fail(codegen, f"{where}.{name} is missing", f"add {name}: to this block")
        plugin = reader.text(block["plugin"][1], f"{where}.plugin")
        if plugin not in plugins and is_ours:
            known = nearest(plugin, plugins)
            reader.fail(
                block["plugin"][1],
                f"{where}.plugin: plugins has no {plugin}",
                f"did you mean {known}?" if known else f"add it under plugins, with process.cmd: {PLUGIN}",
            )
        if plugins.get(plugin):
            yield codegen, where


def _block(reader: Reader, codegen: yaml.Node, where: str, folder: Path, entry: Entry) -> Block:
    block = reader.items(codegen, where)
    out = output_folder(folder, reader.text(block["out"][1], f"{where}.out"))
    given = block["options"][1] if "options" in block else None
    return Block(entry, out, read_options(reader, given, f"{where}.options", reader.place(codegen)))


def output_folder(folder: Path, out: str) -> Path:
    """The folder of a block's files: below the configuration's, as sqlc means it, also after a slash."""
    return (folder / out.lstrip("/")).resolve()


def _plugins(reader: Reader, plugins: yaml.Node) -> Iterator[tuple[str, bool]]:
    """The name of each plugin, and whether it is ours."""
    for index, node in enumerate(plugins.value):
        plugin = reader.items(node, f"plugins[{index}]")
        if "name" not in plugin:
            reader.fail(
                node, f"plugins[{index}].name is missing", "add name: to this plugin, for codegen blocks to refer to"
            )
        process = reader.items(plugin["process"][1], f"plugins[{index}].process") if "process" in plugin else {}
        ours = "cmd" in process and Path(reader.text(process["cmd"][1], "cmd")).name == PLUGIN
        yield reader.text(plugin["name"][1], f"plugins[{index}].name"), ours


def _paths(
    reader: Reader, node: yaml.Node, path: str, folder: Path, order: Callable[[Sequence[Path]], Sequence[Path]]
) -> Sequence[Path]:
    """The .sql files that a list of files, folders and patterns means, each once."""
    found: list[Path] = []
    for entry, text in reader.texts(node, path):
        files = matching(folder, text)
        try:
            found += order(files)
        except SqlwrightError as error:
            reader.complain(entry, f"{path}: {error}")
        if not files and (folder / below(text)).is_dir():
            deeper = any((folder / below(text)).glob("*/**/*.sql"))
            hint = f"add one, or write {text.rstrip('/')}/** for the folders in it" if deeper else "add one"
            reader.complain(entry, f"{path}: the folder {text} contains no .sql file", hint)
        elif not files:
            reader.complain(entry, f"{path}: no such file or folder: {text}", "create it, or correct the path")
    return list(dict.fromkeys(file.resolve() for file in found))


def _note_below(reader: Reader, node: yaml.Node, path: str, folder: Path, known: Sequence[Path]) -> None:
    """Names the folders with queries that nobody reads, because they lie in a folder of queries."""
    for _, text in reader.texts(node, path):
        if (named := folder / below(text)).is_dir():
            left = [file for file in queries_below(named) if file.resolve() not in known]
            names = sorted({str(file.parent.relative_to(folder)) for file in left})
            if names:
                here = text.rstrip("/")
                reader.note(f"{path}: {', '.join(names)} has queries that are not read: write {here}/** to read them")


def _uri(reader: Reader, node: yaml.Node, path: str) -> str | None:
    database = reader.items(node, path)
    if "uri" not in database:
        return None
    text = reader.text(database["uri"][1], f"{path}.uri")
    missing = [name for name in re.findall(r"\$\{(\w+)\}", text) if not os.environ.get(name)]
    if missing:
        reader.fail(
            database["uri"][1],
            f"{path}.uri names {missing[0]}, which is not set",
            f"set {missing[0]} in the environment (for sqlc to pass it on, list it under env of the plugin),"
            " or leave out database: sqlwright then uses a server of its own",
        )
    return re.sub(r"\$\{(\w+)\}", lambda match: os.environ[match[1]], text)
