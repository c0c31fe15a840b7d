"""Takes the foreign keys out of CREATE TABLE, for tables that refer to each other in a ring."""

from collections.abc import Sequence

from ..source.parser import parse

__all__ = ["without_foreign_keys"]


def without_foreign_keys(sql: str) -> tuple[str, Sequence[str]] | None:
    """CREATE TABLE without them, and ALTER TABLE for each; None if it is another statement or has none."""
    import postgast
    from postgast.pg_query_pb2 import AlterTableStmt, AlterTableType, Constraint, ConstrType, DropBehavior, ObjectType

    try:
        parsed = parse(sql)
    except postgast.PgQueryError:
        return None
    create = parsed.stmts[0].stmt.create_stmt
    keys: list[Constraint] = []
    for number in reversed(range(len(create.table_elts))):
        element = create.table_elts[number]
        if element.constraint.contype == ConstrType.CONSTR_FOREIGN:
            key = Constraint()
            key.CopyFrom(element.constraint)
            keys.append(key)
            del create.table_elts[number]
            continue
        column = element.column_def
        for place in reversed(range(len(column.constraints))):
            key = Constraint()
            key.CopyFrom(column.constraints[place].constraint)
            if key.contype == ConstrType.CONSTR_FOREIGN:
                key.fk_attrs.add().string.sval = column.colname
                keys.append(key)
                del column.constraints[place]
    if not keys:
        return None
    alters: list[str] = []
    for key in reversed(keys):
        alter = postgast.pg_query_pb2.ParseResult()
        statement: AlterTableStmt = alter.stmts.add().stmt.alter_table_stmt
        statement.relation.CopyFrom(create.relation)
        statement.objtype = ObjectType.OBJECT_TABLE
        command = statement.cmds.add().alter_table_cmd
        command.subtype = AlterTableType.AT_AddConstraint
        command.behavior = DropBehavior.DROP_RESTRICT
        getattr(command, "def").constraint.CopyFrom(key)
        alters.append(postgast.deparse(alter))
    return postgast.deparse(parsed), alters
