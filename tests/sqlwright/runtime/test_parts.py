"""How the run-time modules are cut into parts, and the rules that they follow for it."""

import ast
import symtable
from collections.abc import Iterator
from pathlib import Path

import pytest

from sqlwright.drivers.asyncpg import parts as cutting
from sqlwright.drivers.asyncpg.parts import codec_parts, db_parts, needed

RUNTIME = Path(cutting.__file__).with_name("runtime")
MODULES = sorted(path for path in RUNTIME.glob("*.py") if path.stem not in ("__init__", "transactions"))
METHODS = {"cursor", "executemany", "fetchmany", "copy_records_to_table", "is_in_transaction", "transaction"}


def test_a_part_is_given_what_it_uses() -> None:
    parts = db_parts()
    assert parts["each_bound"].parts == {"each"}
    assert parts["each_bound"].imports == {("collections.abc", "Callable"), ("typing", "Any")}
    assert parts["observe"].parts == {"_Observer", "_observer"}
    assert needed(parts, ["copy_items"]) == {
        *("copy_items", "copy_records", "affected", "connected"),
        *("Executor", "Connection", "Pool", "Connection.copy_records_to_table"),
    }


def test_a_part_is_its_lines_with_the_comments_above() -> None:
    assert codec_parts(elements=False)["_seen"].text == (
        "# By the id of a pool, a connection of it that was checked.\n_seen: dict[int, int] = {}\n"
    )
    pool = db_parts()["Pool"].text
    assert pool.startswith("@runtime_checkable\nclass Pool(Executor, Protocol):\n")
    assert pool.endswith(": ...\n")


def test_a_connection_has_the_methods_that_are_used() -> None:
    parts = db_parts()
    assert {name.partition(".")[2] for name in parts if name.startswith("Connection.")} == METHODS
    assert "def " not in parts["Connection"].text
    found = needed(parts, ["open_stream"])
    methods = {"Connection.cursor", "Connection.is_in_transaction", "Connection.transaction"}
    assert {name for name in found if "." in name} == methods


@pytest.mark.parametrize("elements", [False, True])
def test_every_part_of_codecs_has_what_it_uses(elements: bool) -> None:
    parts = codec_parts(elements=elements)
    assert needed(parts, parts) == parts.keys()
    assert ("Element" in parts["_json"].parts) is elements


def test_every_part_of_db_has_what_it_uses() -> None:
    assert needed(db_parts(), db_parts()) == db_parts().keys()


def test_no_two_modules_define_the_same_name() -> None:
    modules = [path for path in MODULES if path.stem != "element_codecs"]
    names = [name for path in modules for name in defined(path)]
    assert sorted(names) == sorted(name for name in {*db_parts(), *codec_parts(elements=False)} if "." not in name)


def defined(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)) if name != "__all__":
                yield name
            case _:
                pass


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_local_is_called_as_a_name_of_its_module(path: Path) -> None:
    """The cutter takes such a variable for the module's name."""
    module = symtable.symtable(path.read_text(), path.name, "exec")
    taken = set(module.get_identifiers())
    for table in functions(module):
        names = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_local() and symbol.is_assigned()}
        assert not names & taken, table.get_name()
        assert not set(table.get_parameters()) & taken, table.get_name()


def functions(table: symtable.SymbolTable) -> Iterator[symtable.Function]:
    for child in table.get_children():
        if isinstance(child, symtable.Function):
            yield child
        yield from functions(child)
