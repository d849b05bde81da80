"""The laws again, over contracts that combine the mechanisms that have a sample."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from laws.combined import Row, Tree, agreement_of, combined, samples, settled, text_of
from laws.rewriting import QUANTITY, respelled
from slacontract.formula.interpreter import Place, value_of
from slacontract.languages import LANGUAGES
from slacontract.render.explanation import explain
from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement
from support.recalculation import differences, other_engine, stored, stripped
from support.settling import amounts, plain, read

DEALS = range(80)


@cache
def made(number: int) -> tuple[Tree, list[list[Row]], list[str], Settlement] | None:
    """A combination and its settlement; None where the checks or the measures refuse what chance has put together."""
    found = combined(random.Random(number))  # noqa: S311
    settlement = settled(found[0], found[1]) if found else None
    return (*found, settlement) if found and settlement else None


SETTLED = [number for number in DEALS if made(number)]
each_deal = pytest.mark.parametrize("number", SETTLED)


def deal(number: int) -> tuple[Tree, list[list[Row]], Settlement]:
    found = made(number)
    assert found is not None
    return found[0], found[1], found[3]


def again(tree: Tree, tables: list[list[Row]]) -> Settlement:
    settlement = settled(tree, tables)
    assert settlement is not None
    return settlement


def test_most_combinations_settle_and_every_sample_is_in_one() -> None:
    assert len(SETTLED) > len(DEALS) * 0.6
    assert len(samples()) > 60


@each_deal
def test_the_lines_sum_to_the_totals_in_whole_coins(number: int) -> None:
    _, _, settlement = deal(number)
    for period in settlement.asked:
        lines = [(line.line.kind, plain(line.amount)) for line in settlement.lines if line.period == period]
        assert all((amount * 100).denominator == 1 for _, amount in lines)
        net = sum((amount for kind, amount in lines if kind != "tax"), Fraction(0))
        tax = sum((amount for kind, amount in lines if kind == "tax"), Fraction(0))
        assert net == plain(settlement.net(period))
        assert net + tax == plain(settlement.gross(period))


@each_deal
def test_every_amount_has_a_clause(number: int) -> None:
    _, _, settlement = deal(number)
    for line in settlement.lines:
        assert line.line.clause.text, line.id
        assert line.line.clause.at.line, line.id


@each_deal
def test_the_generated_code_gives_what_the_interpreter_gives(number: int) -> None:
    _, _, settlement = deal(number)
    for index, (plan, column) in enumerate(zip(settlement.calculation.plans, settlement.columns, strict=True)):
        place = Place(settlement.calculation, settlement.columns, index)
        for row in plan.rows.values():
            if row.formula is not None:
                assert value_of(row.formula, place) == column[row.id], row.id


@each_deal
def test_the_workbook_recalculated_by_another_engine_gives_the_same_figures(number: int) -> None:
    _, _, settlement = deal(number)
    data = write_workbook(settlement, LANGUAGES[number % 2])
    assert differences(stored(data), other_engine(stripped(data))) == []


@each_deal
def test_what_explain_says_is_what_is_paid(number: int) -> None:
    _, _, settlement = deal(number)
    for line in settlement.lines:
        told = explain(settlement, line.period, line.id, "en")
        assert told is not None
        (amount,) = re.findall(r"([+-]?[\d.,]+) EUR$", told.splitlines()[-1])
        assert Fraction(amount.replace(",", "")) == plain(line.amount)


@each_deal
def test_the_order_of_keys_and_rows_changes_nothing(number: int) -> None:
    tree, tables, before = deal(number)
    chance = random.Random(number)  # noqa: S311
    other = _shuffled(tree, chance)
    assert read(text_of(other)).fingerprint == read(text_of(tree)).fingerprint
    mixed = [chance.sample(table, len(table)) for table in tables]
    after = again(other, mixed)
    assert amounts(after) == amounts(before)
    assert [line.id for line in after.lines] == [line.id for line in before.lines]


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, list):
        return [_shuffled(item, chance) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _shuffled(value[key], chance) for key in chance.sample(list(value), len(value))}


@each_deal
def test_other_units_of_the_same_figures_change_nothing(number: int) -> None:
    tree, tables, before = deal(number)
    assert amounts(again(_respelt(tree), tables)) == amounts(before)


def _respelt(value: Any, key: str = "") -> Any:
    """85% as 8500 bp, 390 s as 6m30s, wherever a clause has a figure; texts, formulas and words stay."""
    if isinstance(value, dict):
        return {name: _respelt(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_respelt(item, key) for item in value]
    return value if key in {"clause", "title", "formula", "why", "name"} else QUANTITY.sub(respelled, value)


@each_deal
def test_an_amendment_never_moves_an_earlier_period(number: int) -> None:
    """From May on version 2 bears another tax, and bills the first of the lines alone where no clause names the others."""
    tree, tables, before = deal(number)
    first = agreement_of(tree)
    assert first is not None
    replaces = {"version": "1", "fingerprint": first.latest.fingerprint}
    taxed = {**tree, "version": "2", "effective": "2026-05-01", "replaces": replaces, "tax": {**tree["tax"], "rate": "10%"}}
    one_line = {**taxed, "billing": dict(list(tree["billing"].items())[:1])}
    settlement = settled(tree, tables, one_line) or settled(tree, tables, taxed)
    assert settlement is not None
    earlier = {key: amount for key, amount in amounts(before).items() if key[0] < "2026-05"}
    assert {key: amount for key, amount in amounts(settlement).items() if key[0] < "2026-05"} == earlier


@each_deal
def test_a_kpi_that_only_informs_changes_no_amount(number: int) -> None:
    tree, tables, before = deal(number)
    told = {"clause": "I", "formula": "told_good / told_all", "unit": "percent", "better": "higher", "target": ">= 80%"}
    informed = {**tree, "kpis": {**tree.get("kpis", {}), "informative": told}}
    periods = sorted({row["period"] for table in tables for row in table})
    more = [{"period": period, "told_good": "70", "told_all": "100"} for period in periods]
    assert amounts(again(informed, [*tables, more])) == amounts(before)


@each_deal
def test_settling_some_periods_gives_the_same_lines_as_settling_all(number: int) -> None:
    """Memory looks back as far as it must, whatever is asked for."""
    from slacontract.settlement.settlement import settle  # noqa: PLC0415

    tree, _, whole = deal(number)
    agreement = agreement_of(tree)
    assert agreement is not None
    last = whole.asked[-1:]
    alone, findings = settle(agreement, whole.measures, last)
    assert alone is not None, findings
    everything = {key: amount for key, amount in amounts(whole).items() if key[0] == last[0].id}
    assert amounts(alone) == everything
