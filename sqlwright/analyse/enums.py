"""PostgreSQL's enumerations as the tree prints them: by number (`src/include/nodes/`)."""

from enum import IntEnum

__all__ = ["Command", "Join", "OnConflict", "Returning", "Rte", "SetOp", "Sublink"]


class Command(IntEnum):
    """CmdType."""

    SELECT = 1
    UPDATE = 2
    INSERT = 3
    DELETE = 4
    MERGE = 5


class Rte(IntEnum):
    """RTEKind: what an entry of the range table is."""

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
    """JoinType."""

    INNER = 0
    LEFT = 1
    FULL = 2
    RIGHT = 3


class Sublink(IntEnum):
    """SubLinkType."""

    EXISTS = 0
    ALL = 1
    ANY = 2
    ROWCOMPARE = 3
    EXPR = 4
    MULTIEXPR = 5
    ARRAY = 6


class SetOp(IntEnum):
    """SetOperation."""

    UNION = 1
    INTERSECT = 2
    EXCEPT = 3


class OnConflict(IntEnum):
    """OnConflictAction."""

    NOTHING = 1
    UPDATE = 2


class Returning(IntEnum):
    """VarReturningType: which row a variable of a RETURNING list is of."""

    DEFAULT = 0
    OLD = 1
    NEW = 2
