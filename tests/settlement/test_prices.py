"""Prices: tiers, packages, dates, members, ramps, premiums and conversions, by hand and by an independent computation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import accumulate, combinations

import pytest
from gmpy2 import mpq
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.findings import Finding
from slacontract.formula.calculation import Plan, Row, Term
from slacontract.formula.exact import Columns, compiled
from slacontract.formula.nodes import Ref
from slacontract.languages import message
from slacontract.quantities.units import Unit
from slacontract.settlement.settlement import settle
from slacontract.settlement.slabs import part_in
from support.settling import HEAD, agreed, amounts, figure, measured, settled, small, tables_of

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


def counted(*counts: int) -> list[dict[str, object]]:
    return [{"period": period, "answered": count} for period, count in zip(MONTHS, counts, strict=False)]


def line(*keys: str, model: str = "per_contact", what: str = "count: answered") -> str:
    return f"billing:\n  care:\n    model: {model}\n    clause: A 1\n    {what}\n" + "".join(f"    {key}\n" for key in keys)


def refused(text: str, rows: Sequence[dict[str, object]], head: str = HEAD) -> list[Finding]:
    """What settling finds in measures that can be read."""
    agreement = agreed(head + text)
    measures = measured(agreement, tables_of(rows))
    settlement, findings = settle(agreement, measures, [p for p in agreement.schedule.periods() if p.id in measures.periods()])
    assert settlement is None
    return findings


# --- slabs -------------------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=5, unique=True), st.integers(-100, 1500))
def test_the_parts_of_all_slabs_are_the_whole_quantity(ends: list[int], quantity: int) -> None:
    def row(name: str, formula: object) -> Row:
        return Row(id=name, label=message(name), unit=Unit.COUNT, stage="billing", formula=formula)  # type: ignore[arg-type]

    edges = [Ref(f"v1:{end}") for end in sorted(ends)]
    terms = {e.id: Term(id=e.id, label=message("edge"), value=mpq(int(e.id[3:])), unit=Unit.COUNT) for e in edges}
    rows = {"q": row("q", None)}
    for number, (low, high) in enumerate(zip([None, *edges], [*edges, None], strict=True)):
        rows[f"part_{number}"] = row(f"part_{number}", part_in(Ref("q"), low, high))
    column = compiled(Plan(1, terms, rows))({"q": mpq(quantity)}, Columns(), 0, [])
    parts = [mpq(value) for name, value in column.items() if name != "q" and value is not None]
    assert sum(parts) == quantity
    assert all(part >= 0 for part in parts[1:])


# --- tiers counted over the year ------------------------------------------------------------------------------------------------

STEPS = "steps: [{up_to: 100, rate: 3, flat: 40}, {up_to: 250, rate: 2, flat: 25}, {rate: 1}]"
TIERS = [(Fraction(100), 3, 40), (Fraction(250), 2, 25), (None, 1, 0)]


def graduated(quantity: Fraction, edges: str) -> Fraction:
    """Each unit at the price of its tier; the flat amount of each tier that is reached."""
    total, low = Fraction(0), Fraction(0)
    for high, rate, flat in TIERS:
        total += max(Fraction(0), (quantity if high is None else min(quantity, high)) - low) * rate
        total += flat if quantity > low or (low and edges == "exclusive" and quantity == low) else 0
        low = high or low
    return total


def by_volume(quantity: Fraction, edges: str) -> Fraction:
    """All units at the price of the tier that holds the quantity."""
    if quantity <= 0:
        return Fraction(0)
    for high, rate, flat in TIERS:
        if high is None or quantity < high or (edges == "inclusive" and quantity == high):
            return quantity * rate + flat
    raise AssertionError


COUNTS = st.lists(st.sampled_from([0, 1, 30, 50, 99, 100, 101, 150, 250]) | st.integers(0, 300), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.sampled_from(["inclusive", "exclusive"]), st.sampled_from([("graduated", graduated), ("volume", by_volume)]))
def test_what_periods_pay_adds_up_to_what_is_due_to_date(
    counts: list[int], edges: str, mode: tuple[str, Callable[[Fraction, str], Fraction]]
) -> None:
    name, due = mode
    earlier = "" if name == "graduated" else "earlier: repriced, "
    tiers = f"tiers: {{mode: {name}, edges: {edges}, counted: contract_year, {earlier}{STEPS}}}"
    paid = amounts(small(line(tiers), counted(*counts)))
    for number, to_date in enumerate(accumulate(counts)):
        so_far = sum(paid[period, "billing.care"] for period in MONTHS[: number + 1])
        assert so_far == due(Fraction(to_date), edges), f"{counts[: number + 1]}"


@settings(max_examples=40, deadline=None)
@given(COUNTS, st.sampled_from(["started", "full", "exact"]), st.integers(1, 120))
def test_packages_to_date_are_bought_once(counts: list[int], count: str, size: int) -> None:
    text = line(f"packages: {{size: {size}, rate: 7, count: {count}, counted: term}}")
    paid = amounts(small(text, counted(*counts)))
    for number, to_date in enumerate(accumulate(counts)):
        started, full = Fraction(-(-to_date // size)), Fraction(to_date // size)
        packages = {"started": started, "full": full, "exact": Fraction(to_date, size)}
        so_far = sum(paid[period, "billing.care"] for period in MONTHS[: number + 1])
        assert abs(so_far - packages[count] * 7) <= Fraction(number + 1, 200), "each line is rounded once"
        if count != "exact":
            assert so_far == packages[count] * 7


@pytest.mark.parametrize(("edges", "at_the_edge"), [("inclusive", 5000), ("exclusive", 8000)])
def test_flat_tiers_at_their_edges(edges: str, at_the_edge: int) -> None:
    def paid(zero: str) -> list[Fraction]:
        keys = f"mode: flat, edges: {edges}, counted: period, zero: {zero}"
        tiers = f"tiers: {{{keys}, steps: [{{up_to: 10, flat: 5000}}, {{flat: 8000}}]}}"
        found = amounts(small(line(tiers), counted(0, 9, 10, 11)))
        return [found[period, "billing.care"] for period in MONTHS[:4]]

    assert paid("free") == [0, 5000, at_the_edge, 8000]
    assert paid("first_tier") == [5000, 5000, at_the_edge, 8000]


def test_flat_tiers_to_date_pay_the_step_up_once() -> None:
    steps = "steps: [{up_to: 10, flat: 100}, {flat: 160}]"
    tiers = f"tiers: {{mode: flat, edges: inclusive, counted: contract_year, zero: free, {steps}}}"
    paid = amounts(small(line(tiers), counted(0, 4, 6, 1, 50)))
    assert [paid[period, "billing.care"] for period in MONTHS[:5]] == [0, 100, 0, 60, 0]


def amendment(before: str, after: str) -> list[str]:
    agreement = agreed(HEAD + before)
    whole = f"replaces: {{version: 1, fingerprint: {agreement.latest.fingerprint}}}\n"
    second = HEAD.replace("version: 1", "version: 2").replace("effective: 2026-01-01", "effective: 2026-03-01")
    return [HEAD + before, second + whole + after]


def test_an_amendment_within_the_year_prices_what_comes_after_it() -> None:
    """80 + 80 units at 3 (to 100) and 2; from March the tiers are 4 (to 100) and 1, and 160 units count already."""
    body = ("tiers: {{mode: volume, edges: inclusive, counted: contract_year, earlier: repriced, "
            "steps: [{{up_to: 100, rate: {}}}, {{rate: {}}}]}}")  # fmt: skip
    agreement = agreed(*amendment(line(body.format(3, 2)), line(body.format(4, 1))))
    paid = amounts(settled(agreement, measured(agreement, tables_of(counted(80, 80, 10)))))
    # February: 160 x 2 - 80 x 3; March: 170 x 1 - 160 x 1, both by the new list
    assert [paid[period, "billing.care"] for period in MONTHS[:3]] == [240, 80, 10]


def test_a_version_that_had_one_rate_has_counted_its_units() -> None:
    texts = amendment(line("rate: 5"), line("tiers: {mode: graduated, edges: inclusive, counted: contract_year, "
                                            "steps: [{up_to: 100, rate: 3}, {rate: 2}]}"))  # fmt: skip
    agreement = agreed(*texts)
    settlement = settled(agreement, measured(agreement, tables_of(counted(40, 50, 20))))
    # March begins at 90: 10 units at 3, 10 at 2
    assert [amounts(settlement)[period, "billing.care"] for period in MONTHS[:3]] == [200, 250, 50]


def test_members_are_counted_each_by_itself() -> None:
    tiers = "tiers: {mode: graduated, edges: inclusive, counted: contract_year, steps: [{up_to: 100, rate: 3}, {rate: 2}]}"
    rows = [
        {"period": period, "queue": queue, "answered": count}
        for period, counts in zip(MONTHS, [(80, 10), (40, 10)], strict=False)
        for queue, count in zip(("a", "b"), counts, strict=True)
    ]
    paid = amounts(small(line("each: [queue]", tiers), rows))
    assert paid["2026-02", "billing.care[queue=a]"] == 20 * 3 + 20 * 2
    assert paid["2026-02", "billing.care[queue=b]"] == 30


# --- rates by member, by date, ramped, converted -----------------------------------------------------------------------------

BY_LANGUAGE = line("each: [language]", "rate: {by: language, is: {es: 2, de: 3}}")


def test_a_member_without_a_price_stops_the_settlement_at_its_place() -> None:
    rows: list[dict[str, object]] = [{"period": "2026-01", "language": language, "answered": 5} for language in ("es", "fr")]
    (found,) = refused(BY_LANGUAGE, rows)
    assert found.code.id == "C227"
    assert "no price for language fr" in found.what
    assert (found.at.line, found.at.excerpt.strip()[:6]) == (18, "rate: ")


def test_one_member_chosen_by_where_has_its_own_price() -> None:
    text = line("where: {language: de}", "rate: {by: language, is: {es: 2, de: 3}}")
    rows = [{"period": "2026-01", "language": language, "answered": 5} for language in ("es", "de")]
    assert amounts(small(text, rows))["2026-01", "billing.care"] == 15


def test_steps_of_a_price_are_taken_in_order() -> None:
    """100 x 80% (ramp) = 80; x 1.10 (escalation from 1 March) = 88; / 1.25 dollars per euro = 70.4, rounded down to 70."""
    text = ("indexation:\n  up: {clause: A 9, reviews: [2026-03-01], plus: 10%}\n"
            + line("rate: [{from: 2025-01-01, is: 90}, {from: 2026-02-01, is: 100}]", "indexed_by: up",
                   "ramp: {clause: A 2, from: 2026-03-01, steps: [{periods: 1, pays: 80%}]}",
                   "conversion: {clause: A 7, currency: USD, quote: USD per EUR, rate: 1.25, of: rate, "
                   "rounded: {decimals: 0, mode: down}}"))  # fmt: skip
    settlement = small(text, counted(1, 1, 1, 1))
    paid = amounts(settlement)
    # January 90 / 1.25 = 72; February 100 / 1.25 = 80; March 70; April 110 / 1.25 = 88
    assert [paid[period, "billing.care"] for period in MONTHS[:4]] == [72, 80, 70, 88]
    assert figure(settlement, "billing.care.rate.indexed", "2026-03") == 88
    (invoiced,) = [item for item in settlement.lines if item.id == "billing.care" and item.period.id == "2026-03"]
    assert invoiced.price == mpq(70), "the invoice shows the price that was multiplied"


def test_a_ramp_that_outlasts_the_term_has_no_end() -> None:
    text = line("rate: 10", "ramp: {clause: A 2, from: 2026-11-01, steps: [{periods: 6, pays: 50%}]}")
    rows = [{"period": period, "answered": 1} for period in ("2026-10", "2026-11", "2026-12")]
    paid = amounts(small(text, rows))
    assert [paid[period, "billing.care"] for period in ("2026-10", "2026-11", "2026-12")] == [10, 5, 5]


def test_a_fixed_amount_is_converted_and_indexed() -> None:
    text = ("indexation:\n  up: {clause: A 9, reviews: [2026-02-01], plus: 5%}\n"
            "billing:\n  fee: {model: fixed, clause: A 1, amount: 1000, indexed_by: up, conversion: {clause: A 7, currency: USD, "
            "quote: EUR per USD, rate: [{from: 2026-01-01, is: 0.9}, {from: 2026-03-01, is: 0.8}], of: amount}}\n")  # fmt: skip
    paid = amounts(small(text, counted(1, 1, 1)))
    assert [paid[period, "billing.fee"] for period in MONTHS[:3]] == [900, 945, 840]


def test_an_exchange_rate_is_one_figure_for_the_contract() -> None:
    text = line("rate: 1", "conversion: {clause: A 7, currency: USD, quote: EUR per USD, field: eur_per_usd, of: rate}")
    rows: list[dict[str, object]] = [{"period": "2026-01", "queue": "a", "answered": 1},
                                     {"period": "2026-01", "site": "b", "eur_per_usd": "0.9"}]  # fmt: skip
    assert [f.code.id for f in refused(text, rows)] == ["C227"]
    zero: list[dict[str, object]] = [{"period": "2026-01", "queue": "a", "answered": 1}]
    zero += [{"period": "2026-01", "eur_per_usd": "0"}]
    assert ["is 0 in 2026-01" in f.what for f in refused(text, zero)] == [True]


# --- premiums ----------------------------------------------------------------------------------------------------------------

HOURS = {"night": Fraction(25, 100), "sunday": Fraction(50, 100), "holiday": Fraction(75, 100)}


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sets(st.sampled_from(sorted(HOURS))).map(lambda kinds: tuple(sorted(kinds))), st.integers(0, 60),
                       min_size=1))  # fmt: skip
def test_each_hour_has_the_highest_of_its_premiums(worked: dict[tuple[str, ...], int]) -> None:
    """Hours by the premiums that each bears: the whole table on one side, its sums as measures on the other."""
    sets = [kinds for size in (1, 2, 3) for kinds in combinations(sorted(HOURS), size)]
    fields = {f"{'_'.join(kinds)}_h": sum(n for bears, n in worked.items() if set(kinds) <= set(bears)) for kinds in sets}
    total = sum(worked.values())
    shared = ", ".join(f"{{premiums: [{', '.join(kinds)}], quantity: {'_'.join(kinds)}_h}}" for kinds in sets if len(kinds) > 1)
    said = "  {}: {{clause: A 2, quantity: {}_h, rate: {}%, paid: on_top}}"
    premiums = [said.format(name, name, share * 100) for name, share in HOURS.items()]
    text = line("rate: 20", "premiums:", *premiums, f"overlap: {{rule: highest, shared: [{shared}]}}", model="per_fte_hour",
                what="hours: productive")  # fmt: skip
    text += 'accept: [{code: C221, why: "no KPIs here"}]\n'
    settlement = small(text, [{"period": "2026-01", "productive_h": total, **fields}])
    wanted = sum((20 * n * max((HOURS[kind] for kind in bears), default=Fraction(0)) for bears, n in worked.items()), Fraction(0))
    paid = {name: amount for (_, name), amount in amounts(settlement).items()}
    assert sum(amount for name, amount in paid.items() if ".premium." in name) == wanted
    assert paid["billing.care"] == 20 * total


def test_premiums_are_in_the_billing_and_before_the_cap() -> None:
    text = line("rate: 2", "billing_cap: {clause: A 3, amount: 210}", "premiums:",
                "  night: {clause: A 2, quantity: night_calls, rate: 50%, paid: on_top}")  # fmt: skip
    settlement = small(text, [{"period": "2026-01", "answered": 100, "night_calls": 20}])
    paid = amounts(settlement)
    assert paid["2026-01", "billing.care.premium.night"] == 20
    assert paid["2026-01", "billing.care.billing_cap"] == -10
    assert figure(settlement, "billing.total", "2026-01") == 210


def test_a_price_instead_of_the_rate_may_be_lower() -> None:
    text = line("rate: 2", "premiums:", "  idle: {clause: A 2, quantity: idle_calls, rate: 1.25, paid: instead}")
    paid = amounts(small(text, [{"period": "2026-01", "answered": 100, "idle_calls": 20}]))
    assert paid["2026-01", "billing.care.premium.idle"] == -15


def test_premiums_of_members_and_of_seconds() -> None:
    text = line("each: [site]", "rate: 0.60", "premiums:", "  night: {clause: A 2, quantity: night_s, rate: 0.10, paid: on_top}",
                model="per_minute", what="minutes: talk")  # fmt: skip
    text += 'accept: [{code: C220, why: "no average here"}]\n'
    rows = [{"period": "2026-01", "site": site, "talk_s": 6000, "night_s": night} for site, night in (("a", 600), ("b", 0))]
    paid = amounts(small(text, rows))
    assert paid["2026-01", "billing.care[site=a].premium.night"] == 1
    assert paid["2026-01", "billing.care[site=b].premium.night"] == 0
