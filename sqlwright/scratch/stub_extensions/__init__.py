"""Well-known extensions that the embedded server lacks, as stubs: no query is executed, so their signatures are enough.

Each `.txt` file is an extension. Its lines are `versions`, `requires` and `schema` as in a control file, `sql` for a
statement, and the signatures of its functions as the extension's documentation gives them.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

__all__ = ["install_stubs", "stub_names", "stubs_in"]

_CREATED = re.compile(r"create\s+extension\s+(?:if\s+not\s+exists\s+)?\"?([\w-]+)", re.IGNORECASE)

_SIGNATURE = re.compile(r"(?P<function>.+?\)) returns (?P<type>.+?)(?P<rest>(?: immutable| stable| volatile| strict)*)")
_VALUES = {
    "bigint": "0",
    "boolean": "true",
    "bytea": "pg_catalog.uuid_send(pg_catalog.gen_random_uuid())",
    "double precision": "0",
    "numeric": "0",
    "real": "0",
    "text": "pg_catalog.gen_random_uuid()::text",
    "text[]": "'{}'",
    "timestamptz": "pg_catalog.now()",
    "trigger": "new",
    "uuid": "pg_catalog.gen_random_uuid()",
}
"""What a stub returns: a migration may insert rows, whose columns are NOT NULL and unique."""


def stub_names() -> frozenset[str]:
    return frozenset(_texts())


def stubs_in(sql: str) -> frozenset[str]:
    """The stubs that a schema creates."""
    created = frozenset(_CREATED.findall(sql))
    return created & stub_names() if created else created


def install_stubs(data: Path) -> Path:
    """Writes the extensions into a server's data folder, and returns the folder to add to `extension_control_path`."""
    texts = _texts()
    digest = hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()[:16]
    folder = data / f"sqlwright_extensions_{digest}"
    if not folder.exists():
        import shutil  # most runs find the folder
        import tempfile

        # Write to another name and rename, so that an interrupted run leaves nothing half done.
        part = Path(tempfile.mkdtemp(dir=data, prefix="sqlwright_extensions_part_"))
        (part / "extension").mkdir()
        for name, text in texts.items():
            _write(part / "extension", name, text.splitlines())
        for path in (part, part / "extension", *part.glob("extension/*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        try:
            part.rename(folder)
        except OSError:  # another run was faster
            shutil.rmtree(part)
    return folder


def _texts() -> Mapping[str, str]:
    return {file.stem: file.read_text("utf-8") for file in Path(__file__).parent.glob("*.txt")}


def _write(folder: Path, name: str, lines: Sequence[str]) -> None:
    settings = dict(line.split(" ", 1) for line in lines if line.startswith(("versions ", "requires ", "schema ")))
    versions = settings.pop("versions").split()
    control = {"default_version": versions[0], "relocatable": "false" if "schema" in settings else "true", **settings}
    (folder / f"{name}.control").write_text("".join(f"{key} = '{value}'\n" for key, value in control.items()))
    script = "".join(f"{statement};\n" for statement in _statements(lines))
    for version in versions:
        (folder / f"{name}--{version}.sql").write_text(script)


def _statements(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith("sql "):
            yield line.removeprefix("sql ")
        elif signature := _SIGNATURE.fullmatch(line):
            function, result, rest = signature["function"], signature["type"], signature["rest"]
            value = f"return {_VALUES.get(result, '')};" if result != "void" else ""
            # Unlike a body in SQL, one in PL/pgSQL is not looked into: the stub says no more than the signature.
            yield f"create function {function} returns {result} language plpgsql{rest} as $$ begin {value} end $$"
