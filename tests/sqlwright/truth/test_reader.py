"""The reader of analysed trees, with trees that contain unknown nodes."""

from sqlwright.analyse.tree.nodes import Const, Param, Query, Unknown, outputs, walk
from sqlwright.analyse.tree.reader import read_expression, read_tree

PARAM = "{PARAM :paramkind 0 :paramid 1 :paramtype 23 :paramtypmod -1 :paramcollid 0 :location -1}"


def query(expression: str) -> str:
    return (
        "({QUERY :commandType 1 :resultRelation 0 :hasAggs false :hasTargetSRFs false :rtable <>"
        " :jointree {FROMEXPR :fromlist <> :quals <>}"
        f" :targetList ({{TARGETENTRY :expr {expression} :resno 1 :resname x\\ y :ressortgroupref 0 :resjunk false}})}})"
    )


def test_an_unknown_node_keeps_its_name_and_the_parameters_in_it() -> None:
    (found,) = read_tree(query(f"{{FUTUREEXPR :kind 3 :args ({PARAM} <> (i 1 2)) :text a\\{{b}}"))

    (output,) = outputs(found)
    assert isinstance(output.expr, Unknown)
    assert output.expr.tag == "FUTUREEXPR"
    assert [node.paramid for node in walk(output) if isinstance(node, Param)] == [1]
    assert output.resname == "x y"


def test_a_known_node_without_its_fields_is_unknown() -> None:
    found = read_expression("{NULLTEST :argisrow false}")

    assert found == Unknown("NULLTEST")


def test_a_datum_is_its_bytes() -> None:
    found = read_expression("{CONST :consttype 23 :constisnull false :constvalue 4 [ -1 -1 0 0 ]}")

    assert found == Const(23, constisnull=False, constvalue=b"\xff\xff\0\0")


def test_too_deep_a_tree_is_none() -> None:
    depth = 100_000
    text = "{RELABELTYPE :resulttype 23 :arg " * depth + PARAM + "}" * depth

    assert read_expression(text) is None
    assert not any(isinstance(found, Query) for found in read_tree(text))
