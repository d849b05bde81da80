"""Limits of each member: every cap is kept and never applied without need, and what the limits give back is in the sum."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.settlement.settlement import Settlement
from support.settling import HEAD, agreed, amounts, figure, measured, read, settled, small, tables_of

SITES = ("leon", "vigo", "cadiz")
CONTRACT = """
billing:
  care: {model: per_contact, clause: A 1, count: answered, each: site, rate: 2}
kpis:
  late: {clause: B 1, formula: late_amount, unit: money, better: neither, each: site, pay: -100% of value, missing: neutral}
  wrong: {clause: B 2, formula: wrong_amount, unit: money, better: neither, each: site, pay: -100% of value, missing: neutral}
"""
PERIODS = ("2026-01", "2026-02", "2026-03", "2026-04")
cents = st.integers(-100_000, 300_000).map(lambda cents: Fraction(cents, 100))
months = st.lists(
    st.tuples(*(st.tuples(st.integers(0, 5000), cents, cents) for _ in SITES)), min_size=4, max_size=4,
)  # fmt: skip
Month = tuple[tuple[int, Fraction, Fraction], ...]


def _rows(found: list[Month]) -> list[dict[str, object]]:
    return [
        {"period": period, "site": site, "answered": answered, "late_amount": _text(late), "wrong_amount": _text(wrong)}
        for period, month in zip(PERIODS, found, strict=False)
        for site, (answered, late, wrong) in zip(SITES, month, strict=True)
    ]


def _text(amount: Fraction) -> str:
    cents = abs(amount.numerator * 100 // amount.denominator)
    return f"{'-' if amount < 0 else ''}{cents // 100}.{cents % 100:02d}"


def _limited(bonus: Fraction, penalty: Fraction, on: str, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """What is left of a bonus and a penalty, by the plain meaning of a limit."""
    if on == "bonus":
        return min(bonus, high), penalty
    if on == "penalty":
        return bonus, max(penalty, low)
    net = bonus + penalty
    return bonus - max(Fraction(0), net - high), penalty + max(Fraction(0), low - net)


def _proved(settlement: Settlement) -> None:
    for ident in settlement.compiled[-1].proofs:
        for period in settlement.calculation.periods:
            assert settlement.value(ident, period), ident


@settings(max_examples=30, deadline=None)
@given(months, st.sampled_from(["penalty", "bonus", "net"]), st.integers(1, 40))
def test_a_share_of_each_member_s_own_billing(found: list[Month], on: str, percent: int) -> None:
    most = f"at_most: {percent}% of billing.care, every: period, each: site"
    limits = f"limits:\n  - {{clause: C 1, name: own, on: {on}, {most}}}\n"
    settlement = small(CONTRACT + limits, _rows(found))
    lines = amounts(settlement)
    for period, month in zip(PERIODS, found, strict=True):
        left = [Fraction(0), Fraction(0)]
        for site, (answered, late, wrong) in zip(SITES, month, strict=True):
            cap = _to_cents(Fraction(percent, 100) * answered * 2)
            gained, lost = sum(max(-x, Fraction(0)) for x in (late, wrong)), sum(min(-x, Fraction(0)) for x in (late, wrong))
            bonus, penalty = _limited(Fraction(gained), Fraction(lost), on, -cap, cap)
            given_back = bonus + penalty - gained - lost
            assert lines[period, f"limit.own[site={site}]"] == given_back
            limited = {"bonus": bonus, "penalty": -penalty, "net": abs(bonus + penalty)}[on]
            assert limited <= cap
            assert given_back == 0 or limited == cap  # never without need
            left[0] += bonus
            left[1] += penalty
        assert figure(settlement, "adjustments.bonus", period) == left[0]
        assert figure(settlement, "adjustments.penalty", period) == left[1]
        changed = sum(amount for (of, ident), amount in lines.items() if of == period and ident.startswith(("kpi.", "limit.")))
        assert changed == left[0] + left[1]
    _proved(settlement)


def _to_cents(amount: Fraction) -> Fraction:
    return Fraction((amount * 100 + Fraction(1, 2)).__floor__(), 100)


@settings(max_examples=30, deadline=None)
@given(months, st.sampled_from(["penalty", "bonus", "net"]), st.sampled_from(["quarter", "contract_year"]),
       st.integers(1, 4000), st.integers(1, 4000))  # fmt: skip
def test_one_kpi_then_all_of_a_member_then_all(found: list[Month], on: str, every: str, own: int, both: int) -> None:
    limits = f"""limits:
  - {{clause: C 1, name: late, on: {on}, kpi: late, at_most: {own}, every: {every}, each: site}}
  - {{clause: C 2, name: both, on: {on}, at_most: {both}, every: {every}, each: site}}
  - {{clause: C 3, name: all, on: {on}, at_most: {both}, every: period}}
"""
    settlement = small(CONTRACT + limits, _rows(found))
    lines = amounts(settlement)
    used: dict[tuple[str, str], Fraction] = {}

    def apply(limit: str, of: str, bonus: Fraction, penalty: Fraction, most: int) -> tuple[Fraction, Fraction]:
        before = used.get((limit, of), Fraction(0))
        low, high = min(Fraction(0), -most - before), max(Fraction(0), most - before)
        return _limited(bonus, penalty, on, low, high)

    for number, (period, month) in enumerate(zip(PERIODS, found, strict=True)):
        if every == "quarter" and number == 3:
            used.clear()
        total = (Fraction(0), Fraction(0))
        for site, (_, late, wrong) in zip(SITES, month, strict=True):
            bonus, penalty = apply("late", site, max(-late, Fraction(0)), min(-late, Fraction(0)), own)
            assert lines[period, f"limit.late[site={site}]"] == bonus + penalty + late
            _use(used, ("late", site), on, bonus, penalty)
            gained, lost = bonus + max(-wrong, Fraction(0)), penalty + min(-wrong, Fraction(0))
            bonus, penalty = apply("both", site, gained, lost, both)
            assert lines[period, f"limit.both[site={site}]"] == bonus + penalty - gained - lost
            _use(used, ("both", site), on, bonus, penalty)
            total = total[0] + bonus, total[1] + penalty
        left = _limited(*total, on, Fraction(-both), Fraction(both))
        assert lines[period, "limit.all"] == sum(left) - sum(total)
        assert figure(settlement, "adjustments.net", period) == sum(left)
    _proved(settlement)


def _use(used: dict[tuple[str, str], Fraction], of: tuple[str, str], on: str, bonus: Fraction, penalty: Fraction) -> None:
    used[of] = used.get(of, Fraction(0)) + {"bonus": bonus, "penalty": penalty, "net": bonus + penalty}[on]


_NONE = Fraction(0)
QUIET: list[Month] = [((5000, Fraction(800), _NONE), (5000, Fraction(100), _NONE), (5000, _NONE, _NONE))] * 4


def test_a_yearly_limit_goes_on_over_an_amendment_that_brings_it() -> None:
    """Leon is charged 800 a month: January and February without limit, then 2,000 - 1,600 = 400, then nothing."""
    first = HEAD + CONTRACT + "limits: []\n"
    own = f"version: 2\neffective: 2026-03-01\nreplaces: {{version: 1, fingerprint: {read(first).fingerprint}}}"
    second = HEAD.replace("version: 1\neffective: 2026-01-01", own) + CONTRACT
    for kpi in ("", "kpi: late, "):
        most = "at_most: 2000, every: contract_year, each: site"
        limit = f"limits:\n  - {{clause: C 1, name: own, on: penalty, {kpi}{most}}}\n"
        agreement = agreed(first, second + limit)
        lines = amounts(settled(agreement, measured(agreement, tables_of(_rows(QUIET)))))
        assert [lines[period, "limit.own[site=leon]"] for period in PERIODS[2:]] == [400, 800]
        assert [lines[period, "limit.own[site=vigo]"] for period in PERIODS[2:]] == [0, 0]


def test_the_kpi_s_own_settled_rows_have_what_the_limit_leaves() -> None:
    """Of 800 and 100 each site keeps at most 300 on the KPI: 300 + 100, which is what an earn-back may give back."""
    limit = "limits:\n  - {clause: C 1, on: penalty, kpi: late, at_most: 300, every: period, each: site}\n"
    settlement = small(CONTRACT + limit, _rows(QUIET))
    assert figure(settlement, "kpi.late[site=leon].penalty", "2026-02") == -300
    assert figure(settlement, "kpi.late.penalty", "2026-02") == -400
    assert figure(settlement, "adjustments.penalty", "2026-02") == -400
