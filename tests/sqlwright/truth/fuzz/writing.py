"""Random INSERT, UPDATE, DELETE and MERGE, all with RETURNING."""

from collections.abc import Sequence

from .context import Context, Maker, columns_of
from .expressions import Visible
from .schemas import TYPES, Column, Table
from .selects import Selects

__all__ = ["Writing"]


class Writing(Maker):
    def __init__(self, context: Context, selects: Selects) -> None:
        super().__init__(context, selects.expressions)
        self.selects = selects

    def insert(self, table: Table | None = None) -> str:
        table = table or self.random.choice(self.context.schema.targets)
        columns = [column for column in table.columns if column.writable]
        chosen = [column for column in columns if column.refuses_null or self.chance(0.6)] or columns
        names = ", ".join(column.name for column in chosen)
        if self.chance(0.5):
            rows = [self.row(chosen) for _ in range(self.random.choice((1, 1, 2)))]
            source = f"values {', '.join(rows)}"
        else:
            source = self.selects.query([], [column.type for column in chosen])
        conflict = ""
        if any(column.name == "id" for column in columns) and self.chance(0.4):
            here = columns_of(table.name, table.columns)
            excluded = columns_of("excluded", table.columns)
            changed = self.random.choice(columns)
            value = self.expressions.of(changed.type, [*here, *excluded], 1)
            where = f" where {self.selects.condition([*here, *excluded])}" if self.chance(0.3) else ""
            conflict = self.random.choice(
                (" on conflict do nothing", *[f" on conflict (id) do update set {changed.name} = {value}{where}"] * 3)
            )
        return f"insert into {table.name} ({names}) {source}{conflict}{self.returning(table, [])}"

    def row(self, columns: Sequence[Column]) -> str:
        values = [
            "default" if not column.refuses_null and self.chance(0.15) else self.expressions.of(column.type, [], 1)
            for column in columns
        ]
        return f"({', '.join(values)})"

    def assignments(self, table: Table, scope: Sequence[Visible]) -> str:
        columns = [column for column in table.columns if column.writable and column.name != "id"]
        chosen = self.random.sample(columns, min(len(columns), self.random.randint(1, 2)))
        found: list[str] = []
        for column in chosen:
            if column.type == "int[]" and self.chance(0.3):
                found.append(f"{column.name}[1] = {self.expressions.of('int', scope, 1)}")
            elif column.type == "pair" and self.chance(0.4):
                found.append(f"{column.name}.x = {self.expressions.of('int', scope, 1)}")
            elif column.type == "jsonb" and self.chance(0.2):
                found.append(f"{column.name}['k'] = {self.expressions.of('jsonb', scope, 1)}")
            elif self.chance(0.05):
                found.append(f"{column.name} = default")
            else:
                found.append(f"{column.name} = {self.expressions.of(column.type, scope, 1)}")
        if len(chosen) == 2 and self.chance(0.15):
            inner = self.expressions.inner(scope, [column.type for column in chosen], 1)
            row = f"row({', '.join(self.expressions.of(column.type, scope, 1) for column in chosen)})"
            return f"({chosen[0].name}, {chosen[1].name}) = {self.random.choice((f'(select * from ({inner}) one limit 1)', row))}"
        return ", ".join(found)

    def update(self, table: Table | None = None) -> str:
        table = table or self.random.choice(self.context.schema.targets)
        here = columns_of(table.name, table.columns)
        text, others = self.selects.items.from_clause([]) if self.chance(0.35) else ("", [])
        where = f" where {self.selects.conditions([*here, *others])}" if self.chance(0.7) else ""
        return f"update {table.name} set {self.assignments(table, [*here, *others])}{text}{where}{self.returning(table, others)}"

    def delete(self, table: Table | None = None) -> str:
        table = table or self.random.choice(self.context.schema.targets)
        here = columns_of(table.name, table.columns)
        text, others = self.selects.items.from_clause([]) if self.chance(0.3) else ("", [])
        where = f" where {self.selects.conditions([*here, *others])}" if self.chance(0.8) else ""
        return f"delete from {table.name}{text.replace(' from ', ' using ', 1)}{where}{self.returning(table, others)}"

    def merge(self) -> str:
        table = self.random.choice(self.context.schema.targets)
        here = columns_of(table.name, table.columns)
        text, others = self.selects.items.item([], [])
        columns = [column for column in table.columns if column.writable]
        actions = [f"when matched then update set {self.assignments(table, [*here, *others])}"]
        names = ", ".join(column.name for column in columns)
        values = ", ".join(self.expressions.of(column.type, others, 1) for column in columns)
        if self.chance(0.6):
            actions.append(f"when not matched then insert ({names}) values ({values})")
        if self.chance(0.3):
            actions.append(f"when not matched by source then {self.random.choice(('delete', 'do nothing'))}")
        if self.chance(0.3):
            actions.insert(0, f"when matched and {self.selects.condition([*here, *others])} then delete")
        condition = self.selects.condition([*here, *others])
        returning = self.returning(table, others) + self.random.choice(("", ", merge_action()"))
        return f"merge into {table.name} using {text} on {condition} {' '.join(actions)}{returning}"

    def returning(self, table: Table, others: Sequence[Visible]) -> str:
        here = columns_of(table.name, table.columns)
        items = [column.text for column in here]
        scope = [*here, *others]
        if self.chance(0.25):
            scope += [Visible(f"{row}.{c.name}", c.type) for row in ("old", "new") for c in table.columns]
        items += [self.expressions.of(kind, scope, 1) for kind in self.random.choices(TYPES, k=2)]
        items += [column.text for column in scope[len(here) :] if self.chance(0.3)]
        return " returning " + ", ".join(items)
