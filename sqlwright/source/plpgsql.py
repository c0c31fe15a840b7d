"""Cuts the body of a PL/pgSQL function into the SQL that it sends, and the variables that stand in that SQL.

The SQL is left as it is written, for PostgreSQL to analyse. What is not known until the function runs, such as EXECUTE,
makes the body unreadable, and so does everything that is not understood.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from msgspec import Struct

from ..errors import CompileError
from .tokens import Token, words_of

__all__ = ["Routine", "Sent", "Unreadable", "read_routine"]


class Unreadable(Exception):
    """The body does something that cannot be told from its text."""


class Sent(Struct, frozen=True):
    """A statement that the function sends."""

    sql: str
    into: Sequence[str] = ()
    """The variables that take its rows, without their fields."""


class Routine(Struct, frozen=True):
    sent: Sequence[Sent]
    """In the order of the text."""
    variables: Mapping[str, str]
    """The types of the variables, as they are written; a record's is `record`."""


def read_routine(source: str) -> Routine:
    try:
        reader = _Reader(source)
        while reader.takes("#"):
            reader.at += 2
        reader.block()
    except (CompileError, IndexError):
        raise Unreadable from None
    return Routine(reader.sent, reader.variables)


_SENDS_NOTHING = ("close", "commit", "fetch", "get", "move", "null", "rollback")
"""The rows of a cursor are not followed into the variables of FETCH."""
_QUERIES = ("select", "insert", "update", "delete", "merge", "with", "values")


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens: Sequence[Token] = words_of(source)
        # A name in quotes is no keyword.
        self.words = [token.text if token.text[0] == '"' else token.word or token.text for token in self.tokens]
        self.at = 0
        self.sent: list[Sent] = []
        self.variables: dict[str, str] = {}
        self.cursors: dict[str, str] = {}

    def fail(self) -> NoReturn:
        raise Unreadable

    def takes(self, *words: str) -> bool:
        """Moves past the words if they come next."""
        if tuple(self.words[self.at : self.at + len(words)]) != words:
            return False
        self.at += len(words)
        return True

    def expect(self, *words: str) -> None:
        if not self.takes(*words):
            self.fail()

    def name(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1].word or self.fail()

    def until(self, *ends: str) -> tuple[int, int]:
        """Moves to the first of these words outside parentheses and CASE, and gives the place of what is before it."""
        first, depth, cases = self.at, 0, 0
        while depth or cases or self.words[self.at] not in ends:
            word = self.words[self.at]
            if word == ";":
                self.fail()
            depth += (word in ("(", "[")) - (word in (")", "]"))
            cases += (word == "case") - (word == "end")
            self.at += 1
        return first, self.at

    def text(self, first: int, end: int) -> str:
        return self.source[self.tokens[first].start : self.tokens[end - 1].end] if end > first else self.fail()

    def value(self, *ends: str) -> None:
        """An expression, which PL/pgSQL sends as SELECT."""
        self.sent.append(Sent(f"select {self.text(*self.until(*ends))}"))

    def declare(self, name: str, kind: str) -> None:
        if self.variables.setdefault(name, kind) != kind:
            self.fail()

    def block(self) -> None:
        if self.takes("<<"):
            self.name()
            self.expect(">>")
        if self.takes("declare"):
            while not self.takes("begin"):
                if not self.takes("declare"):
                    self.declaration()
        else:
            self.expect("begin")
        self.statements("exception", "end")
        if self.takes("exception"):
            while self.takes("when"):
                self.until("then")
                self.expect("then")
                self.statements("when", "end")
        self.end()

    def end(self, *words: str) -> None:
        self.expect("end", *words)
        if self.at < len(self.words) and not self.takes(";"):
            self.name()  # a label
            if self.at < len(self.words):
                self.expect(";")

    def declaration(self) -> None:
        name = self.name()
        if self.takes("no") or self.takes("scroll"):
            self.takes("scroll")
        if self.takes("cursor"):
            if self.takes("("):
                while not self.takes(")"):
                    self.declare(self.name(), self.text(*self.until(",", ")")))
                    self.takes(",")
            if not self.takes("for"):
                self.expect("is")
            self.cursors[name] = self.text(*self.until(";"))
            self.declare(name, "refcursor")
            self.sent.append(Sent(self.cursors[name]))
        else:
            self.takes("constant")
            kind = self.text(*self.until("collate", "not", "default", ":=", "=", ";"))
            if kind.lower().startswith("alias "):
                self.fail()
            self.declare(name, kind.lower() if kind.lower() == "record" else kind)
            self.until("default", ":=", "=", ";")
            if self.takes("default") or self.takes(":=") or self.takes("="):
                self.value(";")
        self.expect(";")

    def statements(self, *ends: str) -> None:
        while self.words[self.at] not in ends:
            self.statement()

    def statement(self) -> None:
        word = self.words[self.at]
        after = self.words[self.at + 1]
        if word in ("begin", "declare"):
            self.block()
        elif word == "<<":
            self.at += 3
        elif word in _QUERIES:
            self.query()
        elif after in (":=", "=", ".", "["):
            self.assignment()
        elif word in _SENDS_NOTHING:
            self.until(";")
            self.expect(";")
        elif (read := _STATEMENTS.get(word)) is not None:
            self.at += 1
            read(self)
        else:
            self.fail()

    def query(self, first_word: str = "") -> None:
        """A statement of SQL, whose INTO is cut out."""
        first, end = self.until(";")
        self.expect(";")
        into = next((place for place in range(first + 1, end) if self.is_into(place, first)), end)
        after = self.at
        self.at = into + 1
        names: Sequence[str] = self.targets() if into < end else ()
        rest = self.at
        self.at = after
        sql = self.text(first, into)
        if rest < end:
            sql += " " + self.text(rest, end)
        self.sent.append(Sent(first_word + sql, names))

    def is_into(self, place: int, first: int) -> bool:
        before = self.words[first:place]
        inside = before.count("(") + before.count("[") > before.count(")") + before.count("]")
        return self.words[place] == "into" and before[-1] not in ("insert", "merge") and not inside

    def targets(self) -> Sequence[str]:
        self.takes("strict")
        names: list[str] = []
        while True:
            names.append(self.name())
            while self.takes("."):
                self.name()
            if self.words[self.at] == "[":
                self.fail()
            if not self.takes(","):
                return names

    def assignment(self) -> None:
        first, end = self.until(":=", "=")
        if "(" in self.words[first:end]:
            self.fail()
        self.at += 1
        self.value(";")
        self.expect(";")

    def if_statement(self) -> None:
        self.value("then")
        self.expect("then")
        self.statements("elsif", "elseif", "else", "end")
        while self.takes("elsif") or self.takes("elseif"):
            self.value("then")
            self.expect("then")
            self.statements("elsif", "elseif", "else", "end")
        if self.takes("else"):
            self.statements("end")
        self.end("if")

    def case_statement(self) -> None:
        if self.words[self.at] != "when":
            self.value("when")
        while self.takes("when"):
            self.value("then")
            self.expect("then")
            self.statements("when", "else", "end")
        if self.takes("else"):
            self.statements("end")
        self.end("case")

    def loop_statement(self) -> None:
        self.statements("end")
        self.end("loop")

    def while_statement(self) -> None:
        self.value("loop")
        self.expect("loop")
        self.loop_statement()

    def foreach_statement(self) -> None:
        self.targets()
        self.until("array")
        self.expect("array")
        self.value("loop")
        self.expect("loop")
        self.loop_statement()

    def for_statement(self) -> None:
        names = self.targets()
        self.expect("in")
        self.takes("reverse")
        if self.words[self.at] in _QUERIES:
            self.sent.append(Sent(self.text(*self.until("loop")), names))
        elif self.words[self.at] in self.cursors:
            [name] = names
            if self.variables.get(name, "record") == "record":
                self.declare(name, "record")
            self.sent.append(Sent(self.cursors[self.name()], names))
            self.until("loop")
        elif self.words[self.at] == "execute":
            self.fail()
        else:
            [name] = names
            self.declare(name, "int")
            self.value("..")
            self.expect("..")
            self.value("by", "loop")
            if self.takes("by"):
                self.value("loop")
        self.expect("loop")
        self.loop_statement()

    def exit_statement(self) -> None:
        if self.words[self.at] not in ("when", ";"):
            self.name()
        if self.takes("when"):
            self.value(";")
        self.expect(";")

    def return_statement(self) -> None:
        if self.takes(";"):
            return
        if self.takes("query"):
            if self.words[self.at] == "execute":
                self.fail()
            self.query()
            return
        self.takes("next")
        if not self.takes(";"):
            self.value(";")
            self.expect(";")

    def perform_statement(self) -> None:
        self.query("select ")

    def raise_statement(self) -> None:
        self.until(",", "using", ";")
        while self.takes(","):
            self.value(",", "using", ";")
        if self.takes("using"):
            self.option()
            while self.takes(","):
                self.option()
        self.expect(";")

    def option(self) -> None:
        self.name()
        if not self.takes("="):
            self.expect(":=")
        self.value(",", ";")

    def assert_statement(self) -> None:
        self.value(",", ";")
        if self.takes(","):
            self.value(";")
        self.expect(";")

    def open_statement(self) -> None:
        name = self.name()
        if name in self.cursors:
            if self.takes("("):
                self.value(")")
                self.expect(")")
            self.expect(";")
            return
        self.until("for", ";")
        self.expect("for")
        if self.words[self.at] == "execute":
            self.fail()
        self.query()


_STATEMENTS: Mapping[str, Callable[[_Reader], None]] = {
    "assert": _Reader.assert_statement,
    "case": _Reader.case_statement,
    "continue": _Reader.exit_statement,
    "exit": _Reader.exit_statement,
    "for": _Reader.for_statement,
    "foreach": _Reader.foreach_statement,
    "if": _Reader.if_statement,
    "loop": _Reader.loop_statement,
    "open": _Reader.open_statement,
    "perform": _Reader.perform_statement,
    "raise": _Reader.raise_statement,
    "return": _Reader.return_statement,
    "while": _Reader.while_statement,
}
