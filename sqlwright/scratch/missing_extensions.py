"""What to do about an extension that the server lacks, or that the schema does not create."""

import re
from collections.abc import Mapping, Sequence

__all__ = ["NO_XML", "hint_at_unknown", "hint_for", "is_known", "server_with_it"]

_IMAGES = {
    "age": "apache/age",
    "citus": "citusdata/citus",
    "pg_search": "paradedb/paradedb",
    "pgrouting": "pgrouting/pgrouting",
    "timescaledb": "timescale/timescaledb:latest-pg17",
    **dict.fromkeys(
        ("postgis", "postgis_raster", "postgis_sfcgal", "postgis_tiger_geocoder", "postgis_topology"),
        "postgis/postgis:17-3.5",
    ),
    **dict.fromkeys(("address_standardizer", "address_standardizer_data_us"), "postgis/postgis:17-3.5"),
}
"""Container images with PostgreSQL and the extension, as the extension's project publishes them."""
NO_XML = "unsupported XML feature"
"""What a server says that is built without libxml, as the private one is; the usual image has it."""
_URI = "postgresql://postgres:postgres@127.0.0.1:5433/postgres"


def is_known(extension: str) -> bool:
    """Whether there is a server that has it, so that its name is right."""
    return extension in _IMAGES


def hint_for(extension: str, *, private: bool) -> str:
    if not private:
        return "correct the name, install it on that server, or name another server by database.uri in sqlc.yaml"
    if image := _IMAGES.get(extension):
        return server_with_it(image)
    return "correct the name, or write database: {uri: …} in this entry of sqlc.yaml, naming a server that has it"


def server_with_it(image: str) -> str:
    """How to start a server from a container image, and to name it."""
    container = f"docker run -d -p 127.0.0.1:5433:5432 -e POSTGRES_PASSWORD=postgres {image}"
    return f"start a server that has it: {container}; then write database: {{uri: {_URI}}} in this entry of sqlc.yaml"


_MAKES: Mapping[str, Sequence[str]] = {
    "citext": ("citext",),
    "cube": ("cube",),
    "earthdistance": ("earth", "earth_box", "earth_distance", "ll_to_earth"),
    "fuzzystrmatch": ("daitch_mokotoff", "difference", "dmetaphone", "levenshtein", "metaphone", "soundex"),
    "hstore": ("hstore",),
    "intarray": ("gin__int_ops", "gist__int_ops"),
    "ltree": ("lquery", "ltree", "ltxtquery"),
    "pg_trgm": (
        "gin_trgm_ops",
        "gist_trgm_ops",
        "show_trgm",
        "similarity",
        "strict_word_similarity",
        "word_similarity",
    ),
    "pg_uuidv7": ("uuid_generate_v7",),
    "pgcrypto": ("crypt", "digest", "gen_random_bytes", "gen_salt", "hmac", "pgp_sym_decrypt", "pgp_sym_encrypt"),
    "postgis": ("geography", "geometry", "box2d", "box3d"),
    "tablefunc": ("connectby", "crosstab", "normal_rand"),
    "unaccent": ("unaccent",),
    "uuid-ossp": ("uuid_generate_v1", "uuid_generate_v3", "uuid_generate_v4", "uuid_generate_v5", "uuid_nil"),
    "vector": ("halfvec", "sparsevec", "vector", "vector_cosine_ops", "vector_ip_ops", "vector_l2_ops"),
}
"""What schemas use of well-known extensions: functions, types and operator classes."""
_UNKNOWN = re.compile(r"(?:function|type|operator class) \"?(?:\w+\.)?(\w+)\b.* does not exist")


def hint_at_unknown(message: str) -> str | None:
    """What to do if PostgreSQL does not know something that an extension makes: sqlc does not ask whether it exists."""
    found = _UNKNOWN.match(message)
    name = found[1].lower() if found else ""
    maker = next((extension for extension, names in _MAKES.items() if name in names), None)
    if name.startswith("st_"):
        maker = "postgis"
    if maker is None:
        return None
    quoted = f'"{maker}"' if "-" in maker else maker
    return f"{name} is in the extension {maker}: write create extension {quoted} in a file of the schema"
