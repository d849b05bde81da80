"""What must hold for every contract and every month, whatever the figures."""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Iterator
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from laws import second_opinion
from laws.deals import agreement_of, figures, measures_of, texts_of, try_settled
from laws.rewriting import (
    in_a_coin_a_hundred_times_as_large,
    in_other_units,
    with_clauses,
    with_keys_in_another_order,
    without_a_price,
)
from laws.strategies import Deal, Row, Terms, bands, curve, deals, decimal
from slacontract.formula.interpreter import Place, value_of
from slacontract.languages import LANGUAGES
from slacontract.model.measures import Measures
from slacontract.render.explanation import explain
from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement
from support.recalculation import differences, other_engine, stored, stripped
from support.settling import HEAD, agreed, amounts, measured, plain, read, settled, tables_of

CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]
LAW = settings(derandomize=True, deadline=None, max_examples=60, suppress_health_check=CALM, database=None)
SEEDS = st.integers(0, 2**20)


def settlement_of(deal: Deal) -> Settlement:
    settlement, _ = try_settled(deal)
    assume(settlement is not None)
    assert settlement is not None
    return settlement


def due(settlement: Settlement, period: str) -> dict[str, Fraction]:
    """What each KPI of each member stands at before gates and limits: its line and its missing figure together."""
    found: dict[str, Fraction] = {}
    for (when, name), amount in amounts(settlement).items():
        if when == period and name.startswith("kpi."):
            key = name.removesuffix(".missing")
            found[key] = found.get(key, Fraction(0)) + amount
    return found


# --- money -----------------------------------------------------------------------------------------------------------------


@LAW
@given(deals())
def test_the_lines_sum_to_the_totals_in_whole_coins(deal: Deal) -> None:
    settlement = settlement_of(deal)
    found = figures(settlement)
    coin = Fraction(deal.latest["rounding"]["to"])
    for period in settlement.asked:
        lines = {name: amount for (when, name), amount in found.items() if when == period.id and not name.startswith("total")}
        assert all((amount / coin).denominator == 1 for amount in lines.values())
        net = sum((amount for name, amount in lines.items() if name != "tax"), Fraction(0))
        assert net == found[period.id, "total.net"]
        assert net + lines["tax"] == found[period.id, "total.gross"]


@LAW
@given(
    deals(months=4),
    st.sampled_from(["bonus", "penalty", "net"]),
    st.sampled_from(["period", "contract_year"]),
    st.integers(1, 60_000),
)
def test_a_limit_is_kept_and_never_applied_without_need(deal: Deal, on: str, every: str, most: int) -> None:
    cap = most * Fraction(deal.latest["rounding"]["to"])
    limit = {"clause": "D", "on": on, "at_most": decimal(cap), "every": every}
    settlement = settlement_of(with_clauses(deal, gates=None, limits=[limit]))
    found = amounts(settlement)
    used: dict[int, Fraction] = {}
    for period in settlement.asked:
        each = due(settlement, period.id).values()
        kinds = {"bonus": [a for a in each if a > 0], "penalty": [a for a in each if a < 0], "net": list(each)}
        before = sum(kinds[on], Fraction(0))
        earlier = used.get(period.year, Fraction(0)) if every == "contract_year" else Fraction(0)
        after = before + found[period.id, "limit.1"]
        used[period.year] = earlier + after
        assert abs(earlier + after) <= cap, "the limit is not kept"
        if abs(earlier + before) <= cap:
            assert found[period.id, "limit.1"] == 0, "the limit is applied without need"
        else:
            assert abs(earlier + after) == cap, "the limit takes more than it must"


@LAW
@given(deals(months=2))
def test_a_billing_cap_is_kept_and_never_applied_without_need(deal: Deal) -> None:
    settlement = settlement_of(deal)
    found = amounts(settlement)
    for (period, name), cut in found.items():
        if name.endswith(".billing_cap"):
            line = name.removesuffix(".billing_cap")
            contract = settlement.contract(next(p for p in settlement.asked if p.id == period))
            tree = next(t for t in deal.versions if t["version"] == str(contract.version))
            cap = Fraction(tree["billing"][re.split(r"[.\[]", line)[1]]["billing_cap"]["amount"])
            before = found[period, line] + found.get((period, f"{line}.guarantee"), Fraction(0))
            assert before + cut == min(before, cap)


BETTER = (("answered_in_20s", 1), ("surveys_satisfied", 1), ("faults", -1), ("wait_answered_s", -1))


@LAW
@given(deals(monotone=True, months=1, two=False), SEEDS)
def test_a_better_result_never_pays_less(deal: Deal, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    deal = with_clauses(deal, gates=None)
    before = settlement_of(deal)
    name, step = chance.choice(BETTER)
    by = chance.randint(1, 40)
    rows = [_moved(row, name, step * by) if row["queue"] == "care" else row for row in deal.rows]
    after = settlement_of(deal.with_rows(rows))
    (period,) = before.asked
    assert after.net(period) >= before.net(period)


def _moved(row: Row, name: str, by: int) -> Row:
    most = {"answered_in_20s": "answered", "surveys_satisfied": "surveys"}.get(name)
    if name not in row or (most and most not in row):
        return row
    value = max(0, int(row[name]) + by)
    return {**row, name: str(min(value, int(row[most])) if most else value)}


@LAW
@given(deals(months=2))
def test_a_percentage_of_no_billing_is_nothing(deal: Deal) -> None:
    deal = without_a_price(deal)
    settlement = settlement_of(deal)
    for (period, name), amount in amounts(settlement).items():
        assert not name.startswith("billing") or amount == 0
        if name.startswith("kpi."):
            contract = settlement.contract(next(p for p in settlement.asked if p.id == period))
            tree = next(t for t in deal.versions if t["version"] == str(contract.version))
            kpi = tree["kpis"][re.split(r"[.\[]", name)[1]]
            scale = kpi.get("bands") or kpi.get("curve") or []
            base = kpi.get("base", "0")
            if scale and all(second_opinion.is_share(e["pay"]) for e in scale) and not str(base)[0].isdigit():
                assert amount == 0


@LAW
@given(deals(), st.sampled_from(["0.01", "0.1"]))
def test_a_hundredfold_coin_gives_hundredfold_amounts(deal: Deal, coin: str) -> None:
    deal = with_clauses(deal, rounding={**deal.latest["rounding"], "to": coin}) if deal.latest["rounding"]["to"] == coin else deal
    before, after = figures(settlement_of(deal)), figures(settlement_of(in_a_coin_a_hundred_times_as_large(deal)))
    assert after == {key: amount * 100 for key, amount in before.items()}


# --- the same thing said in another way --------------------------------------------------------------------------------------


@LAW
@given(deals())
def test_other_units_of_the_same_figures_change_nothing(deal: Deal) -> None:
    assert figures(settlement_of(in_other_units(deal))) == figures(settlement_of(deal))


@LAW
@given(deals(), SEEDS)
def test_the_order_of_keys_changes_nothing(deal: Deal, seed: int) -> None:
    other = with_keys_in_another_order(deal, seed)
    assert [read(text).fingerprint for text in texts_of(other)] == [read(text).fingerprint for text in texts_of(deal)]
    before, after = settlement_of(deal), settlement_of(other)
    assert figures(after) == figures(before)
    assert [line.id for line in after.lines] == [line.id for line in before.lines]


@settings(LAW, max_examples=30)
@given(deals(months=2), SEEDS)
def test_the_order_of_measures_changes_no_byte_of_the_workbook(deal: Deal, seed: int) -> None:
    cells = list(measures_of(deal.rows).cells.items())
    before = write_workbook(settlement_of(deal))
    random.Random(seed).shuffle(cells)  # noqa: S311
    terms = agreement_of(deal)
    assert write_workbook(settled(terms, Measures(dict(cells)))) == before


@settings(LAW, max_examples=30)
@given(deals(months=2), SEEDS)
def test_the_order_of_rows_in_the_files_changes_no_figure(deal: Deal, seed: int) -> None:
    before = settlement_of(deal)
    said = "".join(texts_of(deal))
    own = [name for name in ("faults", "cases_open") if name not in said]  # columns that only some contracts know
    rows = [{name: text for name, text in row.items() if name not in own} for row in deal.rows]
    random.Random(seed).shuffle(rows)  # noqa: S311
    terms = agreement_of(deal)
    assert figures(settled(terms, measured(terms, tables_of(rows)))) == figures(before)


@settings(LAW, max_examples=30)
@given(deals(months=2))
def test_settling_again_gives_the_same_bytes(deal: Deal) -> None:
    assert write_workbook(settlement_of(deal)) == write_workbook(settlement_of(deal))


@LAW
@given(deals(months=5))
def test_a_later_version_never_moves_an_earlier_period(deal: Deal) -> None:
    both = figures(settlement_of(deal))
    first = figures(settlement_of(Deal(deal.versions[:1], deal.rows)))
    begins = deal.latest["effective"][:7] if len(deal.versions) > 1 else "2027-01"
    earlier = {key: amount for key, amount in both.items() if key[0] < begins}
    assert earlier
    assert earlier == {key: amount for key, amount in first.items() if key[0] < begins}


# --- scales, value by value --------------------------------------------------------------------------------------------------

JUDGED = {"clause": "B", "formula": "(gained - lost) / 1000000", "unit": "number", "better": "higher", "each": ["point"],
          "missing": "worst"}  # fmt: skip


def judged(rows: list[dict[str, object]], **kpi: object) -> dict[tuple[str, str], Fraction]:
    """The lines of a month in which a KPI judges every point by itself, under a fee of a million."""
    clauses = {
        "billing": {"fee": {"model": "fixed", "clause": "A", "amount": "1000000"}},
        "kpis": {"judged": {**JUDGED, **kpi}},
        "limits": [],
        "accept": [{"code": "C218", "why": "By chance."}],
    }
    terms = agreed(HEAD + "\n".join(f"{key}: {json.dumps(value)}" for key, value in clauses.items()))
    return amounts(settled(terms, measured(terms, tables_of([{"period": "2026-01", **row} for row in rows]))))


def paid_at(points: list[Fraction], **scale: object) -> list[Fraction]:
    """What a scale of money pays at each of some values, each value a member of its own."""
    millionths = [value * 10**6 for value in points]
    assert all(value.denominator == 1 for value in millionths)
    rows: list[dict[str, object]] = [
        {"point": f"p{number:03}", "gained": max(int(value), 0), "lost": max(-int(value), 0)}
        for number, value in enumerate(millionths)
    ]
    found = judged(rows, **scale)
    return [found["2026-01", f"kpi.judged[point=p{number:03}]"] for number in range(len(points))]


def around(edges: list[Fraction]) -> list[Fraction]:
    """Each edge, one step either side of it, and what lies far out."""
    step = Fraction(1, 10**6)
    return [*(edge + by for edge in edges for by in (-step, 0, step)), edges[0] - 100, edges[-1] + 100]


def _scale_edges(scale: list[dict[str, str]]) -> list[Fraction]:
    return sorted({Fraction(figure) for band in scale for figure in re.findall(r"\d+(?:\.\d+)?", band["when"])})


@LAW
@given(st.randoms(use_true_random=False))
def test_at_and_beside_every_edge_the_one_band_that_takes_the_value_pays(chance: random.Random) -> None:
    scale = bands(Terms(chance, "0.01", monotone=False), "number", "higher", percent=False)
    points = around(_scale_edges(scale))
    hits = [[band["pay"] for band in scale if second_opinion.lies_in(value, band["when"])] for value in points]
    assert all(len(hit) == 1 for hit in hits), "the bands of the generator are a partition"
    assert paid_at(points, bands=scale) == [Fraction(hit[0]) for hit in hits]


@LAW
@given(st.randoms(use_true_random=False))
def test_a_curve_goes_through_its_points_and_is_straight_between(chance: random.Random) -> None:
    scale = curve(Terms(chance, "0.01", monotone=False), "number", "higher", percent=False)
    corners = [(Fraction(point["at"]), Fraction(point["pay"])) for point in scale]
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for (x0, y0), (x1, y1) in itertools.pairwise(corners)]
    beyond = [(corners[0][0] - 1, corners[0][1]), (corners[-1][0] + 1, corners[-1][1])]
    expected = [*corners, *beyond, *((x, second_opinion.to_coin(y, Fraction(1, 100), "half_up")) for x, y in middles)]
    assert paid_at([x for x, _ in expected], curve=scale, beyond="flat") == [y for _, y in expected]


@LAW
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 8000), min_size=1, max_size=6))
def test_a_missing_figure_never_pays_more_than_a_measured_one(chance: random.Random, values: list[int]) -> None:
    terms = Terms(chance, "0.01", monotone=False)
    scale = bands(terms, "number", "higher", percent=terms.happens(50))
    rows: list[dict[str, object]] = [{"point": f"p{n}", "good": v, "asked": 100} for n, v in enumerate(values)]
    rows.append({"point": "absent", "good": 5})
    found = judged(rows, formula="good / asked", base="billing", bands=scale)
    missing = found["2026-01", "kpi.judged[point=absent].missing"]
    assert found["2026-01", "kpi.judged[point=absent]"] == 0
    assert all(missing <= found["2026-01", f"kpi.judged[point=p{number}]"] for number in range(len(values)))


# --- one formula, several faces ----------------------------------------------------------------------------------------------


@LAW
@given(deals(months=2))
def test_the_generated_code_gives_what_the_interpreter_gives(deal: Deal) -> None:
    settlement = settlement_of(deal)
    for index, (plan, column) in enumerate(zip(settlement.calculation.plans, settlement.columns, strict=True)):
        place = Place(settlement.calculation, settlement.columns, index)
        for row in plan.rows.values():
            if row.formula is not None:
                found = value_of(row.formula, place)
                assert found == column[row.id], row.id
                assert isinstance(found, bool) == isinstance(column[row.id], bool), row.id


@settings(LAW, max_examples=30)
@given(deals(months=3), st.sampled_from(LANGUAGES))
def test_the_workbook_recalculated_by_another_engine_gives_the_same_figures(deal: Deal, language: str) -> None:
    data = write_workbook(settlement_of(deal), "es" if language == "es" else "en")
    assert differences(stored(data), other_engine(stripped(data))) == []


@settings(LAW, max_examples=30)
@given(deals(months=2))
def test_what_explain_says_is_what_is_paid(deal: Deal) -> None:
    settlement = settlement_of(deal)
    for line in settlement.lines:
        for language in LANGUAGES:
            told = explain(settlement, line.period, line.id, language)
            assert told is not None
            last = told.splitlines()[-1]
            (amount,) = re.findall(r"([+-]?[\d.,]+) EUR$", last)
            assert _number(amount, language) == plain(line.amount)
            assert set(_figures(told, language)), "it says figures"


def _number(text: str, language: str) -> Fraction:
    thousands, point = (",", ".") if language == "en" else (".", ",")
    return Fraction(text.replace(thousands, "").replace(point, "."))


def _figures(text: str, language: str) -> Iterator[Fraction]:
    for found in re.findall(r"[+-]?\d(?:[\d.,]*\d)?", text.partition("\n\n")[2]):
        try:
            yield _number(found, language)
        except ValueError:
            continue
