"""Which circles and arrows light up with which factor."""

from __future__ import annotations

from symbackprop.document.blocks import Diagram, Edge, Node, NodeKind, Row
from symbackprop.document.lighting import growing, unlit, without_numbers
from symbackprop.expression.tree import ONE, Expression, Partial, Product, Sum, Symbol

L, A, B, C, W = (Symbol(name) for name in "LABCW")


def node(symbol: Symbol, column: int, row: int = 0, on_path: bool = True) -> Node:
    return Node(symbol.ascii, NodeKind.HIDDEN, column, row, symbol, ONE, on_path)


TWO_WAYS = Diagram(
    (node(A, 0), node(B, 1), node(C, 1, 1), node(L, 2), node(Symbol("D"), 0, 1, on_path=False)),
    (
        Edge("A", "B", W, ONE, on_path=True),
        Edge("A", "C", on_path=True),
        Edge("B", "L", on_path=True),
        Edge("C", "L", on_path=True),
        Edge("D", "C", Symbol("V")),
    ),
)
"""A leads to L through B and through C."""


def lit(row: Row, drawing: Diagram) -> list[set[str]]:
    found = growing(row, drawing)
    assert found is not None
    return [
        {at.key for at in shown.nodes if at.on_path}
        | {f"{edge.origin}{edge.target}" for edge in shown.edges if edge.on_path}
        | {f"({at.key})" for at in shown.nodes if at.is_crossed}
        for shown in found[1]
    ]


def rule(side: Expression, by: Symbol = A) -> Row:
    return Row(Partial(L, by), (("=", side),))


def test_a_product_lights_up_from_the_loss_to_what_it_is_taken_by() -> None:
    product = Product((Partial(L, B), Partial(B, A)))
    assert lit(rule(product), TWO_WAYS) == [{"B", "L", "BL"}, {"A", "B", "L", "BL", "AB"}]


def test_what_is_in_no_circle_happens_inside_the_last_one() -> None:
    net = Symbol("N")
    product = Product((Partial(L, B), Partial(B, net), Partial(net, W)))
    assert lit(rule(product, W), TWO_WAYS) == [
        {"B", "L", "BL"},
        {"B", "L", "BL", "(B)"},
        {"B", "L", "BL", "(B)", "AB"},
    ]


def test_a_sum_lights_up_path_by_path_from_top_to_bottom() -> None:
    paths = Sum((Symbol("first"), Symbol("second")))
    assert lit(rule(paths), TWO_WAYS) == [{"A", "AB", "B", "BL", "L"}, {"A", "AB", "B", "BL", "L", "AC", "C", "CL"}]


def test_each_factor_has_a_row_that_begins_with_its_sign() -> None:
    found = growing(rule(Product((Partial(L, B), Partial(B, A)), is_crossed=True)), TWO_WAYS)
    assert found is not None
    assert [row.sides[0][0] for row in found[0]] == ["=", "×"]
    assert [row.left for row in found[0]] == [Partial(L, A), None]


def test_a_row_that_says_nothing_about_the_picture_lights_nothing() -> None:
    strangers = Product((Partial(L, Symbol("y")), Partial(Symbol("y"), Symbol("z"))))
    three = Sum((Symbol("a"), Symbol("b"), Symbol("c")))
    for side in (A, strangers, three, Product((A, Partial(B, A)))):
        assert growing(rule(side), TWO_WAYS) is None
    assert growing(Row(A, (("=", B),)), TWO_WAYS) is None


def test_a_dark_picture_has_no_path_and_a_plain_one_no_numbers() -> None:
    assert not any(at.on_path for at in (*unlit(TWO_WAYS).nodes, *unlit(TWO_WAYS).edges))
    plain = without_numbers(TWO_WAYS)
    assert not any(at.value for at in (*plain.nodes, *plain.edges))
    assert [edge.label for edge in plain.edges] == [W, None, None, None, None]
