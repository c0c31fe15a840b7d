"""PostgreSQL's enumerations, which the tree prints as numbers.

Members keep PostgreSQL's names without their prefixes. Each docstring names the C type and its header in `src/include/`.
"""

from enum import IntEnum, IntFlag, StrEnum

__all__ = [
    "AggKind",
    "BoolTest",
    "CoercionForm",
    "Command",
    "Frame",
    "GroupingSetKind",
    "Join",
    "JsonBehaviorType",
    "JsonConstructor",
    "JsonOp",
    "LimitOption",
    "MergeMatch",
    "NullTestType",
    "OnConflict",
    "ParamKind",
    "Returning",
    "Right",
    "Rte",
    "SetOp",
    "Sublink",
    "ValueFunction",
    "XmlOp",
]


class Command(IntEnum):
    """CmdType (`nodes/nodes.h`)."""

    SELECT = 1
    UPDATE = 2
    INSERT = 3
    DELETE = 4
    MERGE = 5
    NOTHING = 7


class Right(IntFlag):
    """AclMode (`nodes/parsenodes.h`): the rights on a table that statements in a function's body can need."""

    INSERT = 1
    SELECT = 2
    UPDATE = 4
    DELETE = 8


class Rte(IntEnum):
    """RTEKind (`nodes/parsenodes.h`): what an entry of the range table is."""

    RELATION = 0
    SUBQUERY = 1
    JOIN = 2
    FUNCTION = 3
    TABLEFUNC = 4
    VALUES = 5
    CTE = 6
    NAMEDTUPLESTORE = 7
    RESULT = 8
    GROUP = 9


class Join(IntEnum):
    """JoinType (`nodes/nodes.h`)."""

    INNER = 0
    LEFT = 1
    FULL = 2
    RIGHT = 3


class Sublink(IntEnum):
    """SubLinkType (`nodes/primnodes.h`)."""

    EXISTS = 0
    ALL = 1
    ANY = 2
    ROWCOMPARE = 3
    EXPR = 4
    MULTIEXPR = 5
    ARRAY = 6


class SetOp(IntEnum):
    """SetOperation (`nodes/parsenodes.h`)."""

    UNION = 1
    INTERSECT = 2
    EXCEPT = 3


class OnConflict(IntEnum):
    """OnConflictAction (`nodes/nodes.h`)."""

    NOTHING = 1
    UPDATE = 2


class Returning(IntEnum):
    """VarReturningType (`nodes/primnodes.h`): which row a variable of a RETURNING list belongs to."""

    DEFAULT = 0
    OLD = 1
    NEW = 2


class ParamKind(IntEnum):
    """ParamKind (`nodes/primnodes.h`)."""

    EXTERN = 0
    """The query's own `$n`."""
    EXEC = 1
    SUBLINK = 2
    """A column of the subquery that a comparison looks at, as in `x in (select …)`."""
    MULTIEXPR = 3
    """A column of the subquery in `set (a, b) = (select …)`."""


class CoercionForm(IntEnum):
    """CoercionForm (`nodes/primnodes.h`): how a function call was written."""

    EXPLICIT_CALL = 0
    EXPLICIT_CAST = 1
    IMPLICIT_CAST = 2
    SQL_SYNTAX = 3


class NullTestType(IntEnum):
    """NullTestType (`nodes/primnodes.h`)."""

    IS_NULL = 0
    IS_NOT_NULL = 1


class BoolTest(IntEnum):
    """BoolTestType (`nodes/primnodes.h`)."""

    IS_TRUE = 0
    IS_NOT_TRUE = 1
    IS_FALSE = 2
    IS_NOT_FALSE = 3
    IS_UNKNOWN = 4
    IS_NOT_UNKNOWN = 5


class GroupingSetKind(IntEnum):
    """GroupingSetKind (`nodes/parsenodes.h`)."""

    EMPTY = 0
    SIMPLE = 1
    ROLLUP = 2
    CUBE = 3
    SETS = 4


class LimitOption(IntEnum):
    """LimitOption (`nodes/nodes.h`)."""

    COUNT = 0
    WITH_TIES = 1


class MergeMatch(IntEnum):
    """MergeMatchKind (`nodes/primnodes.h`), from PostgreSQL 17 on."""

    MATCHED = 0
    NOT_MATCHED_BY_SOURCE = 1
    NOT_MATCHED_BY_TARGET = 2


class ValueFunction(IntEnum):
    """SQLValueFunctionOp (`nodes/primnodes.h`), as far as it matters here."""

    CURRENT_SCHEMA = 14


class AggKind(StrEnum):
    """AGGKIND_* (`catalog/pg_aggregate.h`)."""

    NORMAL = "n"
    ORDERED_SET = "o"
    HYPOTHETICAL = "h"


class Frame(IntFlag):
    """FRAMEOPTION_* (`nodes/parsenodes.h`): where a window frame starts and ends, and what it leaves out."""

    START_UNBOUNDED_PRECEDING = 0x20
    END_UNBOUNDED_FOLLOWING = 0x100
    START_CURRENT_ROW = 0x200
    END_CURRENT_ROW = 0x400
    START_OFFSET_PRECEDING = 0x800
    END_OFFSET_FOLLOWING = 0x4000
    EXCLUDE_CURRENT_ROW = 0x8000
    EXCLUDE_GROUP = 0x10000


class JsonConstructor(IntEnum):
    """JsonConstructorType (`nodes/primnodes.h`)."""

    OBJECT = 1
    ARRAY = 2
    OBJECTAGG = 3
    ARRAYAGG = 4
    PARSE = 5
    SCALAR = 6
    SERIALIZE = 7


class JsonOp(IntEnum):
    """JsonExprOp (`nodes/primnodes.h`)."""

    EXISTS = 0
    QUERY = 1
    VALUE = 2
    TABLE = 3


class JsonBehaviorType(IntEnum):
    """JsonBehaviorType (`nodes/primnodes.h`): what ON EMPTY and ON ERROR give."""

    NULL = 0
    ERROR = 1
    EMPTY = 2
    TRUE = 3
    FALSE = 4
    UNKNOWN = 5
    EMPTY_ARRAY = 6
    EMPTY_OBJECT = 7
    DEFAULT = 8


class XmlOp(IntEnum):
    """XmlExprOp (`nodes/primnodes.h`)."""

    CONCAT = 0
    ELEMENT = 1
    FOREST = 2
    PARSE = 3
    PI = 4
    ROOT = 5
    SERIALIZE = 6
    DOCUMENT = 7
