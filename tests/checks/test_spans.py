from __future__ import annotations

from gmpy2 import mpq

from slacontract.checks.places import within
from slacontract.checks.spans import DOMAINS, Span, Values, pieces
from slacontract.checks.terms import shown, span_text
from slacontract.findings import Position
from slacontract.quantities.units import Unit


def between(low: object, high: object, *, ends: bool = False) -> Span:
    return Span(mpq(str(low)), ends, mpq(str(high)), ends)


def test_pieces_take_every_value_of_the_domain_once() -> None:
    cut = list(pieces([mpq(1, 2), mpq(9, 10), mpq(7)], DOMAINS["proportion"]))
    for value in (mpq(0), mpq(1, 4), mpq(1, 2), mpq(3, 4), mpq(9, 10), mpq(95, 100), mpq(1)):
        assert sum(piece.holds(value) for piece in cut) == 1
    assert not any(piece.holds(mpq(-1, 100)) or piece.holds(mpq(101, 100)) for piece in cut)


def test_a_line_without_edges_is_one_piece() -> None:
    assert list(pieces([], DOMAINS["any"])) == [Span()]


def test_a_witness_is_the_middle_where_people_can_say_it() -> None:
    percent = Values(DOMAINS["proportion"], mpq(100))
    assert percent.witness(between("9/10", "19/20")) == mpq(925, 1000)
    assert percent.witness(between("1/2", "1/2", ends=True)) == mpq(1, 2)
    assert percent.witness(between("1/2", "1/2")) is None


def test_a_witness_in_a_narrow_span_lies_in_it() -> None:
    numbers = Values(DOMAINS["any"], mpq(1))
    narrow = between("0.00000001", "0.00000002")
    witness = numbers.witness(narrow)
    assert witness is not None
    assert narrow.holds(witness)


def test_beside_an_end_the_witness_is_one_unit_away() -> None:
    percent = Values(DOMAINS["any"], mpq(100))
    assert percent.witness(Span(low=mpq(1, 2))) == mpq(51, 100)
    assert percent.witness(Span(low=mpq(1, 2), low_in=True)) == mpq(1, 2)
    assert percent.witness(Span(high=mpq(1, 2))) == mpq(49, 100)
    assert percent.witness(Span()) == mpq(0)


def test_on_a_grid_only_its_multiples_are_values() -> None:
    tenths = Values(DOMAINS["any"], mpq(1), mpq(1, 10))
    assert tenths.witness(between("89.9", "90")) is None
    assert tenths.witness(between("89.9", "90", ends=True)) == mpq("89.9")
    assert tenths.witness(between("89.8", "90")) == mpq("89.9")
    assert tenths.witness(Span(low=mpq("89.95"))) == mpq(90)
    assert tenths.witness(Span(high=mpq("89.95"))) == mpq("89.9")
    assert tenths.witness(Span()) == mpq(0)


def test_spans_and_values_are_said_as_bands_say_them() -> None:
    assert span_text(between("0.9", "0.95", ends=True), Unit.RATIO) == ">= 90% and <= 95%"
    assert span_text(Span(), Unit.RATIO) == "any value"
    assert span_text(Span(high=mpq(360)), Unit.SECONDS) == "< 360 s"
    assert shown(mpq(1250), Unit.MONEY) == "1250"


def test_a_part_that_was_folded_away_has_the_place_of_its_text() -> None:
    at = Position("v1.yaml", 3, 5)
    assert within("answered >= 5", at, "offered") == at
    assert within("offered >= 5 and offered < 9", at, "offered", 1).column == 22
