"""Prints codecs.py: what asyncpg must be told of the types that the modules use."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from ..analyse.catalog import PgType
from ..model import Project
from .assembly import assembled
from .composites import binary_types, used_types
from .layout import bracketed, indented, text_literal
from .naming import Names
from .parts.base import Part

__all__ = ["needs_codec", "print_codecs"]

_CONNECTION = Part(
    '''\
class AnyConnection(Protocol):
    """A connection of asyncpg's, or its proxy from a pool."""

    async def set_type_codec(
        self,
        typename: str,
        *,
        schema: str = ...,
        encoder: Callable[[Any], Any],
        decoder: Callable[[Any], Any],
        format: str = ...,
    ) -> None: ...

    async def set_builtin_type_codec(
        self,
        typename: str,
        *,
        schema: str = ...,
        codec_name: str,
    ) -> None: ...

    def get_settings(self) -> object: ...

    def add_termination_listener(self, callback: Callable[[Any], None], /) -> None: ...
''',
    (("collections.abc", "Callable"), ("typing", "Any"), ("typing", "Protocol")),
)

_PARTS: Mapping[str, Part] = {
    "_known": Part("""\
# By what each connection has of its own, which its proxies from a pool show as well.
_known: dict[int, object] = {}
"""),
    "_seen": Part("""\
# A connection that was seen of each pool.
_seen: dict[int, int] = {}
"""),
    "_classes": Part(
        """\
# Generic in their stubs only, so that a type checker would know less of what they are.
_CONNECTION: type[Any] = Connection
_POOL: type[Any] = Pool
""",
        (("asyncpg", "Connection"), ("asyncpg", "Pool"), ("typing", "Any")),
    ),
    "TypesUnknown": Part('''\
class TypesUnknown(RuntimeError):
    """A connection does not know the types of these modules, or its database does not have them."""
'''),
    "AnyConnection": _CONNECTION,
    "init_connection": Part(""),  # made for the project
    "ready": Part(
        '''\
def ready(db: Any) -> Any:
    """The same, if it knows the types of these modules; a pool is asked at its first call."""
    if isinstance(db, _CONNECTION):
        _check(db)
    elif isinstance(db, _POOL) and _seen.get(id(db)) not in _known:
        return _Unasked(db)
    return db
''',
        (("typing", "Any"),),
        ("_Unasked", "_check", "_classes", "_known", "_seen"),
    ),
    "_check": Part(
        """\
def _check(connection: Any) -> int:
    key = id(connection.get_settings())
    if key not in _known:
        raise TypesUnknown(
            "the connection does not know the types of the generated modules: make its"
            " pool with create_pool(..., init=init_connection),"
            " or call await init_connection(connection) once"
        )
    return key
""",
        (("typing", "Any"),),
        ("TypesUnknown", "_known"),
    ),
    "_remember": Part(
        """\
def _remember(connection: AnyConnection) -> None:
    settings = connection.get_settings()
    key = id(settings)

    def forget(_: Any) -> None:
        _known.pop(key, None)

    if key not in _known:
        _known[key] = settings
        connection.add_termination_listener(forget)
""",
        (("typing", "Any"),),
        ("_known",),
    ),
    "_Unasked": Part(
        '''\
class _Unasked:
    """A pool, one of whose connections is looked at before the first call."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._asked = False

    async def execute(self, query: str, /, *args: Any) -> str:
        if not self._asked:
            await self._ask()
        status: str = await self._pool.execute(query, *args)
        return status

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        if not self._asked:
            await self._ask()
        rows: list[Any] = await self._pool.fetch(query, *args)
        return rows

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        if not self._asked:
            await self._ask()
        return await self._pool.fetchrow(query, *args)

    @asynccontextmanager
    async def acquire(self) -> AsyncGenerator[Any]:
        async with self._pool.acquire() as connection:
            _check(connection)
            yield connection

    async def _ask(self) -> None:
        async with self._pool.acquire() as connection:
            _seen[id(self._pool)] = _check(connection)
        self._asked = True
''',
        (
            ("collections.abc", "AsyncGenerator"),
            ("contextlib", "asynccontextmanager"),
            ("typing", "Any"),
        ),
        ("_check", "_seen"),
    ),
    "_enum": Part(
        """\
async def _enum(
    connection: AnyConnection,
    name: str,
    schema: str,
    labels: type[StrEnum],
) -> None:
    members = {label.encode(): label for label in labels}

    def decode(data: bytes) -> StrEnum:
        # A label that came later than these modules is an error that names it.
        return members.get(data) or labels(data.decode())

    await connection.set_type_codec(
        name,
        schema=schema,
        encoder=str.encode,
        decoder=decode,
        format="binary",
    )
""",
        (("enum", "StrEnum"),),
    ),
    "_composite": Part(
        """\
async def _composite(
    connection: AnyConnection,
    name: str,
    schema: str,
    make: type[Struct],
) -> None:
    def decode(fields: tuple[Any, ...]) -> Struct:
        return make(*fields)

    await connection.set_type_codec(
        name,
        schema=schema,
        encoder=astuple,
        decoder=decode,
        format="tuple",
    )
""",
        (("msgspec", "Struct"), ("msgspec.structs", "astuple"), ("typing", "Any")),
    ),
    "Element": Part(
        '''\
class Element:
    """An element of an array that may be a list itself, which asyncpg would take for a dimension."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value
'''
    ),
    "_json": Part(
        '''\
async def _json(connection: AnyConnection, name: str, version: bytes) -> None:
    """`version` is what the binary form begins with."""

    def encode(value: Any) -> bytes:
        return version + json.encode(value)

    def decode(data: bytes) -> Any:
        return json.decode(data[len(version) :])

    await connection.set_type_codec(
        name,
        schema="pg_catalog",
        encoder=encode,
        decoder=decode,
        format="binary",
    )
''',
        (("msgspec", "json"), ("typing", "Any")),
    ),
    "_text": Part(
        '''\
async def _text(
    connection: AnyConnection,
    name: str,
    schema: str,
    version: bytes,
) -> None:
    """`version` is what the binary form begins with."""

    def encode(value: str) -> bytes:
        return version + value.encode()

    def decode(data: bytes) -> str:
        return data[len(version) :].decode()

    await connection.set_type_codec(
        name,
        schema=schema,
        encoder=encode,
        decoder=decode,
        format="binary",
    )
''',
    ),
    "_mac": Part(
        """\
async def _mac(connection: AnyConnection, name: str) -> None:
    def encode(value: str) -> bytes:
        return bytes.fromhex(value.replace(":", "").replace("-", "").replace(".", ""))

    def decode(data: bytes) -> str:
        return data.hex(":")

    await connection.set_type_codec(
        name,
        schema="pg_catalog",
        encoder=encode,
        decoder=decode,
        format="binary",
    )
""",
    ),
    "_vector": Part(
        '''\
async def _vector(
    connection: AnyConnection,
    name: str,
    schema: str,
    item: str,
) -> None:
    """`item` is the code of an element's form in the module struct."""

    def encode(value: Any) -> bytes:
        return pack(f">HH{len(value)}{item}", len(value), 0, *value)

    def decode(data: bytes) -> list[float]:
        (count,) = unpack_from(">H", data)
        return list(unpack_from(f">{count}{item}", data, 4))

    await connection.set_type_codec(
        name,
        schema=schema,
        encoder=encode,
        decoder=decode,
        format="binary",
    )
''',
        (("struct", "pack"), ("struct", "unpack_from"), ("typing", "Any")),
    ),
}

_TEACHES = "Teaches a connection the types of these modules: `create_pool(..., init=init_connection)`."
_IDLE = "Teaches a connection the types of these modules, none of which asyncpg has to be told of."

_OTHERWISE = (
    "except ValueError as error:",
    '    raise TypesUnknown(f"{error}: apply the migrations, then connect") from error',
)


def print_codecs(project: Project, header: str, names: Names, imported: AbstractSet[str]) -> str:
    """The module, given the names that others import from it: `ready` where a query needs a codec."""
    lines: list[str] = []
    parts = {"AnyConnection"}
    models: list[tuple[str, str]] = []
    binary = binary_types(project)
    for kind in used_types(project):
        if not needs_codec(kind) and not (kind.oid in binary and kind.origin in _BINARY):
            continue
        helper, arguments = _call(kind, names)
        lines.append(bracketed(f"await {helper}(", arguments, ")", indent=8))
        if helper in _PARTS:
            parts.add(helper)
        if kind.kind in "ec":
            models.append((".models", names.type(kind)))
    if lines:
        parts.add("_remember")
        body = [f'"""{_TEACHES}"""', "try:", *map(indented, lines), *_OTHERWISE, "_remember(connection)"]
    else:
        body = [f'"""{_IDLE}"""']
    init = "async def init_connection(connection: AnyConnection) -> None:\n" + indented("\n".join(body))
    texts = {**_PARTS, "init_connection": Part(f"{init}\n", tuple(models))}
    if names.options.structs.kw_only:
        by_keyword = "make(**dict(zip(make.__struct_fields__, fields, strict=True)))"
        composite = _PARTS["_composite"]
        texts["_composite"] = replace(composite, text=composite.text.replace("make(*fields)", by_keyword))
    if "Element" in imported:
        texts |= {name: _taking_elements(_PARTS[name]) for name in ("_json", "_vector")}
    top = f'{header}\n"""What asyncpg is told of the types."""'
    return assembled(top, texts, [*parts, *imported, "init_connection"])


def _taking_elements(part: Part) -> Part:
    """The helper, for values that `Element` keeps apart from an array's dimensions."""
    unwrapped = "    if isinstance(value, Element):\n            value = value.value\n        return "
    head, end = part.text.split("    return ", 1)
    return replace(part, text=head + unwrapped + end, parts=(*part.parts, "Element"))


def needs_codec(kind: PgType) -> bool:
    """Whether asyncpg's own value for it is not the one that the modules have."""
    return kind.kind == "e" or (kind.kind == "c" and kind.user) or kind.origin in _CODECS


def _call(kind: PgType, names: Names) -> tuple[str, Sequence[str]]:
    """The helper that teaches it, and its arguments."""
    name, schema = text_literal(kind.typname), text_literal(kind.schema)
    if kind.kind in "ec":
        return "_enum" if kind.kind == "e" else "_composite", ["connection", name, schema, names.type(kind)]
    if kind.origin == ("hstore", "hstore"):
        arguments = [name, f"schema={schema}", 'codec_name="pg_contrib.hstore"']
        return "connection.set_builtin_type_codec", arguments
    helper, *arguments = _CODECS.get(kind.origin) or _BINARY[kind.origin]
    # The schemas of PostgreSQL's own types are in the helpers.
    return helper, ["connection", name, *([schema] if kind.extension else []), *arguments]


_CODECS: Mapping[tuple[str, str], Sequence[str]] = {
    ("pg_catalog", "json"): ("_json", 'b""'),
    ("pg_catalog", "jsonb"): ("_json", 'b"\\x01"'),
    ("hstore", "hstore"): (),
    ("vector", "vector"): ("_vector", '"f"'),
    ("vector", "halfvec"): ("_vector", '"e"'),
}
"""By origin, the helpers with what they are given besides names, of types that asyncpg has another value for."""

_BINARY: Mapping[tuple[str, str], Sequence[str]] = {
    ("pg_catalog", "macaddr"): ("_mac",),
    ("pg_catalog", "macaddr8"): ("_mac",),
    ("citext", "citext"): ("_text", 'b""'),
    **dict.fromkeys((("ltree", name) for name in ("ltree", "lquery", "ltxtquery")), ("_text", 'b"\\x01"')),
}
"""Likewise of those for which asyncpg has the same value, but no binary form."""
