"""What asyncpg is told of types, and how it is known that it was told."""

from collections.abc import Mapping

from .base import ANY, CALLABLE, PROTOCOL, Part

__all__ = ["CODECS"]

CODECS: Mapping[str, Part] = {
    "_known": Part("""\
# By what each connection has of its own, which its proxies from a pool show as well.
_known: dict[int, object] = {}
"""),
    "_seen": Part("""\
# A connection that was seen of each pool.
_seen: dict[int, int] = {}
"""),
    "TypesUnknown": Part('''\
class TypesUnknown(RuntimeError):
    """A connection does not know the types of these modules, or its database does not have them."""
'''),
    "AnyConnection": Part(
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
        (("collections.abc", "Callable"), ANY, PROTOCOL),
    ),
    "init_connection": Part(""),  # made for the project
    "ready": Part(
        '''\
def ready(db: Any) -> Any:
    """The same, if it knows the types of these modules; a pool is asked at its first call."""
    if hasattr(db, "get_settings"):
        _check(db)
    elif hasattr(db, "acquire") and _seen.get(id(db)) not in _known:
        return _Unasked(db)
    return db
''',
        (ANY,),
        ("_Unasked", "_check", "_known", "_seen"),
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
        (ANY,),
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
        (ANY,),
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
            ANY,
        ),
        ("_check", "_seen"),
    ),
    "_binary": Part(
        """\
async def _binary(
    connection: AnyConnection,
    name: str,
    schema: str,
    encode: Callable[[Any], bytes],
    decode: Callable[[bytes], object],
) -> None:
    await connection.set_type_codec(
        name,
        schema=schema,
        encoder=encode,
        decoder=decode,
        format="binary",
    )
""",
        (CALLABLE, ANY),
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

    await _binary(connection, name, schema, str.encode, decode)
""",
        (("enum", "StrEnum"),),
        ("_binary",),
    ),
    "_composite": Part(
        """\
async def _composite(
    connection: AnyConnection,
    name: str,
    schema: str,
    make: Callable[[tuple[Any, ...]], Struct],
    take: Callable[[Any], tuple[Any, ...]] = astuple,
) -> None:
    await connection.set_type_codec(
        name,
        schema=schema,
        encoder=take,
        decoder=make,
        format="tuple",
    )
""",
        (CALLABLE, ("msgspec", "Struct"), ("msgspec.structs", "astuple"), ANY),
    ),
    "Element": Part(
        '''\
class Element:
    """An element of an array that may be a list itself, which asyncpg would take for a dimension."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return repr(self.value)
'''
    ),
    "_json": Part(
        '''\
async def _json(connection: AnyConnection, name: str, version: bytes) -> None:
    """Documents come as they are, without the `version` that the binary form begins with."""

    def encode(value: Any) -> bytes:
        return version + json.encode(value)

    document = itemgetter(slice(len(version), None))
    await _binary(connection, name, "pg_catalog", encode, document)
''',
        (("msgspec", "json"), ("operator", "itemgetter"), ANY),
        ("_binary",),
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

    await _binary(connection, name, schema, encode, decode)
''',
        (),
        ("_binary",),
    ),
    "_mac": Part(
        """\
async def _mac(connection: AnyConnection, name: str) -> None:
    def encode(value: str) -> bytes:
        return bytes.fromhex(value.replace(":", "").replace("-", "").replace(".", ""))

    def decode(data: bytes) -> str:
        return data.hex(":")

    await _binary(connection, name, "pg_catalog", encode, decode)
""",
        (),
        ("_binary",),
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

    await _binary(connection, name, schema, encode, decode)
''',
        (("struct", "pack"), ("struct", "unpack_from"), ANY),
        ("_binary",),
    ),
}
