"""The OIDs of PostgreSQL's own types that the analysis knows by number."""

from enum import IntEnum

__all__ = ["TypeOid"]


class TypeOid(IntEnum):
    """As `catalog/pg_type_d.h` defines them, where they are called BOOLOID and so on."""

    BOOL = 16
    INT8 = 20
    INT2 = 21
    INT4 = 23
    TEXT = 25
    OID = 26
    JSON = 114
    UNKNOWN = 705
    VARCHAR = 1043
    DATE = 1082
    TIME = 1083
    TIMESTAMP = 1114
    TIMESTAMPTZ = 1184
    INTERVAL = 1186
    TIMETZ = 1266
    RECORD = 2249
    UUID = 2950
    JSONB = 3802
