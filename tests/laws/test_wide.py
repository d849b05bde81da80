"""The laws over deals that combine the mechanisms of the language, over one to three years each."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Any

import pytest

from laws.deals import figures
from laws.rewriting import QUANTITY, respelled, with_keys_in_another_order
from laws.second_opinion import to_coin
from laws.strategies import Deal, decimal
from laws.wide.settled import made, try_settled
from slacontract.settlement.settlement import Settlement

SETTLED = list(islice((seed for seed in range(60) if made(seed)[1] is not None), 4))
each_deal = pytest.mark.parametrize("seed", SETTLED)
Figures = dict[tuple[str, str], Fraction]


def deal_of(seed: int) -> tuple[Deal, Settlement, Figures]:
    deal, settlement, _ = made(seed)
    assert settlement is not None
    return deal, settlement, figures(settlement)


def again(deal: Deal) -> Figures:
    settlement, findings = try_settled(deal)
    assert settlement is not None, findings
    return figures(settlement)


def without(figures: Figures, *endings: str) -> Figures:
    return {key: amount for key, amount in figures.items() if not key[1].endswith(endings)}


@each_deal
def test_law_1_lines_sum_to_the_totals_in_whole_coins(seed: int) -> None:
    deal, settlement, found = deal_of(seed)
    coin = Fraction(deal.latest["rounding"]["to"])
    for period in settlement.asked:
        lines = {name: a for (when, name), a in found.items() if when == period.id and not name.startswith("total.")}
        assert all((amount / coin).denominator == 1 for amount in lines.values())
        assert sum(lines.values(), Fraction(0)) == found[period.id, "total.gross"]
        assert found[period.id, "total.gross"] - lines["tax"] == found[period.id, "total.net"]


@each_deal
def test_law_8_other_units_change_nothing(seed: int) -> None:
    deal, _, found = deal_of(seed)

    def respelt(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: respelt(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [respelt(item, key) for item in value]
        return value if key in {"clause", "title", "formula", "name", "lag"} else QUANTITY.sub(respelled, value)

    assert again(replace(deal, versions=tuple(map(respelt, deal.versions)))) == found


@each_deal
def test_law_12_the_order_of_keys_and_rows_changes_nothing(seed: int) -> None:
    deal, _, found = deal_of(seed)
    mixed = random.Random(seed).sample(list(deal.rows), len(deal.rows))  # noqa: S311
    assert again(with_keys_in_another_order(deal.with_rows(mixed), seed)) == found


@each_deal
def test_law_13_a_kpi_that_only_informs_changes_no_amount(seed: int) -> None:
    deal, _, found = deal_of(seed)
    told = {"clause": "I", "formula": "surveys / offered", "unit": "percent", "better": "higher", "target": ">= 5%"}
    versions = [{**tree, "kpis": {**tree.get("kpis", {}), "told": told}} for tree in deal.versions]
    assert again(replace(deal, versions=tuple(versions))) == found


@each_deal
def test_law_21_an_amendment_never_moves_an_earlier_period(seed: int) -> None:
    deal, _, found = deal_of(seed)
    changed = {**deal.latest, "version": str(len(deal.versions) + 1), "effective": "2026-11-01"}
    changed["tax"] = {**deal.latest["tax"], "rate": "4%"}
    after = again(replace(deal, versions=(*deal.versions, changed)))
    assert {k: a for k, a in after.items() if k[0] < "2026-11"} == {k: a for k, a in found.items() if k[0] < "2026-11"}


@each_deal
def test_law_24_never_more_is_earned_back_than_was_charged(seed: int) -> None:
    _, _, found = deal_of(seed)
    charged: dict[str, Fraction] = defaultdict(Fraction)
    for (_, name), amount in sorted(found.items()):
        if name.startswith("kpi."):
            kpi = re.split(r"[.\[]", name)[1]
            if name.endswith(".earned_back"):
                charged[kpi] -= amount
                assert charged[kpi] >= 0, name
            else:
                charged[kpi] += max(-amount, Fraction(0))


@each_deal
def test_law_25_another_way_of_rounding_moves_a_billing_line_by_a_coin_at_most(seed: int) -> None:
    """Lines that are shares or caps of rounded lines may move further; those that price a quantity may not."""
    deal, _, found = deal_of(seed)
    coin = Fraction(deal.latest["rounding"]["to"])
    for mode in {"half_up", "down"} - {deal.latest["rounding"]["mode"]}:
        versions = [{**tree, "rounding": {**tree["rounding"], "mode": mode}} for tree in deal.versions]
        after = again(replace(deal, versions=tuple(versions)))
        priced = without(found, "guarantee", "billing_cap", "ceiling", "handling")
        for key, amount in priced.items():
            if key[1].startswith("billing."):
                assert abs(after[key] - amount) <= coin, key


@each_deal
def test_law_26_tax_is_its_rate_of_its_base_rounded_once(seed: int) -> None:
    deal, settlement, found = deal_of(seed)
    for period in settlement.asked:
        version = settlement.contract(period).version
        tree = next(tree for tree in deal.versions if tree["version"] == str(version))
        lines = {name: a for (when, name), a in found.items() if when == period.id}
        taxed = [a for n, a in lines.items() if n.startswith(("billing.", "commitment."))]
        base = lines["total.net"] if tree["tax"]["treatment"] == "reduces_base" else sum(taxed, Fraction(0))
        exact = base * Fraction(tree["tax"]["rate"].rstrip("%")) / 100
        assert lines["tax"] == to_coin(exact, Fraction(tree["rounding"]["to"]), tree["rounding"]["mode"])


MONEY = {"rate", "is", "flat", "amount", "shortfall", "pay", "base", "at_least", "at_most", "at_risk", "add"}
"""Keys under which bare figures are money, and formulas of leasts and mosts come to money."""


def in_proportion(deal: Deal) -> bool:
    """Whether amounts are in proportion to prices; not so where these are rounded on their way."""
    return not any(word in str(deal.versions) for word in ("rate_rounded", "conversion", "pay_rounded"))


PROPORTIONAL = list(islice((s for s in range(60) if made(s)[1] is not None and in_proportion(made(s)[0])), 4))


def times(deal: Deal, factor: int, coin: int) -> Deal:
    """All money so many times as much."""

    def scaled(value: Any, key: str = "", within: str = "") -> Any:
        if isinstance(value, dict):
            return {name: scaled(item, name, key) for name, item in value.items()}
        if isinstance(value, list):
            return [scaled(item, key, within) for item in value]
        bare = re.fullmatch(r"[+-]?\d+(\.\d+)?", value)
        if key == "to" and within == "rounding":
            return decimal(Fraction(value) * coin)
        if key not in MONEY or within == "release" or (key == "at_least" and within == "scorecard"):
            return value
        if bare:
            return decimal(Fraction(value) * factor)
        return (
            f"{factor} * ({value})"
            if key in {"at_least", "at_most"} and re.search(r"[a-z]\w*$", value) and "*" in value
            else value
        )

    rows = [
        {name: _amount(text, factor) if name.endswith("_amount") else text for name, text in row.items()} for row in deal.rows
    ]
    return replace(deal, versions=tuple(map(scaled, deal.versions)), rows=tuple(rows))


def _amount(text: str, factor: int) -> str:
    return decimal(Fraction(text) * factor)


@pytest.mark.parametrize("seed", PROPORTIONAL)
def test_law_9_a_hundredfold_coin_gives_hundredfold_amounts(seed: int) -> None:
    deal, _, found = deal_of(seed)
    assert again(times(deal, 100, 100)) == {key: amount * 100 for key, amount in found.items()}


@pytest.mark.parametrize("seed", PROPORTIONAL)
def test_law_10_a_threefold_price_gives_threefold_lines_but_for_coins(seed: int) -> None:
    """Three roundings against one, each of half a coin, or of one where it is always up or down."""
    deal, _, found = deal_of(seed)
    coin = Fraction(deal.latest["rounding"]["to"]) * (1 if deal.latest["rounding"]["mode"] in {"up", "down"} else Fraction(1, 2))
    after = again(times(deal, 3, 1))
    for key, amount in without(found, "guarantee", "billing_cap", "ceiling", "handling").items():
        if key[1].startswith("billing."):
            assert abs(after[key] - 3 * amount) <= 4 * coin, key
