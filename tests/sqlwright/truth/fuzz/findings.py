"""What trials have found, and how it is shown."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Findings"]


@dataclass
class Findings:
    queries: int = 0
    """The queries that were analysed and run."""
    rejected: int = 0
    """The queries that PostgreSQL refused: the fuzzer's grammar allows more than SQL."""
    failed: int = 0
    """The queries that every set of data stopped with an error, such as a division by 0."""
    stopped: int = 0
    """The queries that took too long on at least one set of data; about that set nothing is known."""
    lost: int = 0
    """The schemas given up because the server crashed."""
    columns: int = 0
    not_null: int = 0
    unseen: int = 0
    """The nullable columns that showed no NULL, but had too few rows to tell."""
    of_constants: int = 0
    """The nullable columns that showed a NULL only with other constants in the query."""
    violations: list[str] = field(default_factory=list[str])
    never_null: Counter[str] = field(default_factory=Counter[str])
    """The nullable columns that never showed a NULL, by what makes them nullable."""
    examples: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def add(self, other: "Findings") -> None:
        for name in (
            *("queries", "rejected", "failed", "stopped", "lost"),
            *("columns", "not_null", "unseen", "of_constants"),
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.violations += other.violations
        self.never_null += other.never_null
        for rule, found in other.examples.items():
            self.examples.setdefault(rule, []).extend(found)

    def report(self, examples: int = 0, rules: int = 30) -> Iterator[str]:
        """The report's lines; the last is a summary."""
        shown = self.columns - self.unseen
        yield f"{self.queries} queries run, {self.rejected} refused by PostgreSQL, {self.failed} failed on their data"
        if self.stopped:
            yield f"{self.stopped} queries took too long on some data, which proves nothing"
        if self.lost:
            yield f"{self.lost} schemas were given up when the server crashed"
        nullable = shown - self.not_null
        yield f"{self.columns} columns: {self.not_null} NOT NULL, {nullable} nullable, {self.unseen} in too few rows to tell"
        over = self.never_null.total()
        if over:
            yield "nullable and never NULL, by what makes them so:"
        for rule, count in self.never_null.most_common(rules):
            yield f"{count:7}  {_share(count, shown)}  {rule}"
            yield from (f"         {example}" for example in self.examples[rule][:examples])
        yield f"{self.of_constants:7}  {_share(self.of_constants, shown)}  more only as long as the query's constants are these"
        yield (
            f"{len(self.violations)} violations in {self.columns} columns of {self.queries} queries; "
            f"{over} nullable and never NULL ({_share(over, shown).strip()})"
        )


def _share(count: int, of: int) -> str:
    return f"{100 * count / max(of, 1):5.2f} %"
