"""Derived figures against a little computation of their own: windows, members, versions, blanks, and who reads whom."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import settle
from support.recalculation import differences, other_engine, stored, stripped
from support.settling import HEAD, Row, agreed, amounts, figure, findings_of, measured, read, settled, small, tables_of

BILLING = "billing:\n  fee: {model: fixed, clause: A 1, amount: 100}\n"
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
FEW = settings(derandomize=True, deadline=None, max_examples=40, database=None)


def own(formula: str, unit: str = "number") -> str:
    return f'figures:\n  own: {{clause: F 1, formula: "{formula}", unit: {unit}}}\n{BILLING}'


def values(formula: str, counts: list[int | None], unit: str = "number") -> list[Fraction | bool | None]:
    """The figure in each month, of a measure ``cases`` that may be missing (``seen`` is always there)."""
    rows: list[Row] = [
        {"period": month, "seen": 1} | ({} if count is None else {"cases": count})
        for month, count in zip(MONTHS, counts, strict=False)
    ]
    found = small(own(f"{formula} + 0 * seen", unit), rows)
    return [figure(found, "figure.own", month) for month in MONTHS[: len(counts)]]


# --- windows: every way of taking gaps, against lists of Python ------------------------------------------------------------


def mean(figures: list[Fraction]) -> Fraction:
    return sum(figures, Fraction(0)) / len(figures)


HOW: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "sum": lambda figures: sum(figures, Fraction(0)), "mean": mean, "min": min, "max": max,
}  # fmt: skip


def expected(how: str, size: int, earlier: bool, gaps: str, counts: list[int | None], month: int) -> Fraction | None:  # noqa: FBT001
    last = month - 1 if earlier else month
    window = [counts[i] if 0 <= i < len(counts) else None for i in range(last - size + 1, last + 1)]
    figures = [Fraction(count) for count in window if count is not None]
    if gaps.startswith("else"):
        figures = [Fraction(count) if count is not None else Fraction(7) for count in window]
    elif not figures or (gaps == "all" and len(figures) < size):
        return None
    return HOW[how](figures)


@FEW
@given(
    st.sampled_from(sorted(HOW)), st.integers(1, 4), st.booleans(), st.sampled_from(["known", "all", "else 7"]),
    st.lists(st.one_of(st.none(), st.integers(0, 20)), min_size=1, max_size=6),
)  # fmt: skip
def test_windows_take_gaps_as_they_say(how: str, size: int, earlier: bool, gaps: str, counts: list[int | None]) -> None:  # noqa: FBT001
    span = f"{size} {'earlier ' if earlier else ''}period{'s' if size > 1 else ''}"
    if all(count is None for count in counts):
        counts = [*counts, 3]
    found = values(f"{how}(cases, {span}, {gaps})", counts)
    assert found == [expected(how, size, earlier, gaps, counts, month) for month in range(len(counts))]


def test_a_window_over_the_contract_year_begins_anew() -> None:
    head = HEAD.replace("contract_year_from: 2026-01-01", "contract_year_from: 2025-03-01")
    rows = [{"period": month, "cases": 10**number} for number, month in enumerate(MONTHS[:4])]
    found = small(own("sum(cases, contract_year, all)"), rows, head)
    assert [figure(found, "figure.own", month) for month in MONTHS[:4]] == [1, 11, 100, 1100]


# --- blanks and branches ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("cases + 1", [5, None, 1]),
        ("if(seen > 0, 2, cases)", [2, 2, 2]),  # the other branch has no figure and is not asked
        ("10 / cases", [Fraction(5, 2), None, None]),
        ("if(seen > 0, 1, 0) + previous(cases, else 9)", [10, 5, 10]),  # nothing before the first, and none in the second
        ("previous(cases, 2, else blank)", [None, None, 4]),
        ("round(cases / 3, 1, up)", [Fraction("1.4"), None, 0]),
        ("abs(cases - 6)", [2, None, 6]),
        ("floor(cases / 3) + ceiling(cases / 3)", [3, None, 0]),
        ("if(cases > 3 and not cases > 5, 1, blank)", [1, None, None]),
    ],
)
def test_a_formula_has_no_figure_where_something_it_needs_has_none(formula: str, wanted: list[Fraction | None]) -> None:
    assert values(formula, [4, None, 0]) == wanted


def test_decimals_of_a_percentage_are_those_that_people_read() -> None:
    found = small(own("round(cases / seen, 1, half_up)", "percent"), [{"period": "2026-01", "cases": 2, "seen": 3}])
    assert figure(found, "figure.own", "2026-01") == Fraction("0.667")


# --- members ---------------------------------------------------------------------------------------------------------------


TAKES: dict[str, tuple[str, Callable[[list[tuple[Fraction, int]]], Fraction]]] = {
    "share": ("when: \"good / cases < 70%\"", lambda ratios: Fraction(sum(r < Fraction(7, 10) for r, _ in ratios), len(ratios))),
    "count": ("when: \"good / cases < 70%\"", lambda ratios: Fraction(sum(r < Fraction(7, 10) for r, _ in ratios))),
    "sum": ("of: good / cases", lambda ratios: sum((r for r, _ in ratios), Fraction(0))),
    "mean": ("of: good / cases", lambda ratios: mean([r for r, _ in ratios])),
    "lowest": ("of: good / cases", lambda ratios: min(r for r, _ in ratios)),
    "highest": ("of: good / cases", lambda ratios: max(r for r, _ in ratios)),
    "weighted_mean": ("of: good / cases, weight: cases", lambda ratios: sum((r * c for r, c in ratios), Fraction(0))
                      / sum(c for _, c in ratios)),
}  # fmt: skip


@FEW
@given(
    st.sampled_from(sorted(TAKES)), st.sampled_from(["left_out", "no_figure"]),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.booleans()), min_size=1, max_size=5),
)  # fmt: skip
def test_figures_over_members(take: str, missing: str, members: list[tuple[int, int, bool]]) -> None:
    """Members with fewer than 5 cases are not looked at; those whose ``good`` is missing are left out, or leave no figure."""
    said, reckoned = TAKES[take]
    text = (
        f"figures:\n  own: {{clause: F 1, unit: {'percent' if take == 'share' else 'count' if take == 'count' else 'number'}, "
        f'members: {{each: agent, take: {take}, among: "cases >= 5", {said}, missing: {missing}}}}}\n{BILLING}'
    )
    rows: list[Row] = [
        {"period": "2026-01", "agent": f"a{number}", "cases": cases} | ({"good": good} if known else {})
        for number, (cases, good, known) in enumerate(members)
    ]
    rows.append({"period": "2026-01", "agent": "z", "cases": 1, "good": 1})
    found = small(text, rows)
    looked_at = [(Fraction(good, cases), cases) for cases, good, known in members if cases >= 5 and known]
    unsure = any(cases >= 5 and not known for cases, _, known in members)
    wanted = reckoned(looked_at) if looked_at else Fraction(0) if take == "count" else None
    assert figure(found, "figure.own", "2026-01") == (None if unsure and missing == "no_figure" else wanted)
    book = write_workbook(found)
    assert differences(stored(book), other_engine(stripped(book))) == []


# --- who reads whom --------------------------------------------------------------------------------------------------------

CHAIN = """
figures:
  units: {clause: F 1, formula: "calls + 2 * kept", unit: number}
  kept: {clause: F 2, formula: "if(quality > 90%, calls, 0)", unit: count}
  share: {clause: F 3, formula: billing.main / billing, unit: percent}
billing:
  main: {model: per_contact, clause: A 1, count: units, rate: 2}
  other: {model: per_contact, clause: A 2, count: calls, rate: 1}
kpis:
  quality: {clause: B 1, formula: good / calls, unit: percent, better: higher}
  part:
    clause: B 2
    formula: share
    unit: percent
    better: higher
    bands: [{when: "< 80%", pay: -50}, {when: ">= 80%", pay: 0}]
    missing: neutral
limits: []
"""


def test_figures_read_kpis_and_billing_that_read_figures() -> None:
    """quality -> kept -> units -> billing.main -> share -> part: in whatever order they stand."""
    rows = [{"period": "2026-01", "calls": 100, "good": 95}, {"period": "2026-02", "calls": 100, "good": 90}]
    found = small(CHAIN, rows)
    assert [figure(found, "figure.units", month) for month in MONTHS[:2]] == [300, 100]
    assert [figure(found, "figure.share", month) for month in MONTHS[:2]] == [Fraction(600, 700), Fraction(2, 3)]
    assert amounts(found)["2026-01", "kpi.part"] == 0
    assert amounts(found)["2026-02", "kpi.part"] == -50


def test_a_billed_figure_without_a_value_is_told_with_its_period() -> None:
    text = """
figures: {own: {clause: F 1, formula: 10 / calls, unit: number}}
billing: {care: {model: per_contact, clause: A 1, count: own, rate: 2}}
"""
    agreement = agreed(HEAD + text)
    measures = measured(agreement, tables_of([{"period": "2026-01", "calls": 5}, {"period": "2026-02", "calls": 0}]))
    _, findings = settle(agreement, measures, agreement.schedule.periods()[:2])
    (found,) = findings
    assert (found.code.id, "2026-02" in found.what, "division by zero" in found.remedy) == ("M302", True, True)


def test_a_later_version_looks_back_on_measures_that_an_earlier_one_did_not_use() -> None:
    """The mean that version 2 introduces is over the figures of version 1's periods too, and so is a part of a formula."""
    first = HEAD + BILLING
    second = first.replace("version: 1", "version: 2").replace("effective: 2026-01-01", "effective: 2026-03-01")
    second = second.replace(BILLING, "figures:\n"
        "  own: {clause: F 1, formula: \"mean(cases, 3 periods, all)\", unit: number}\n"
        "  part: {clause: F 2, formula: \"previous(cases * 2, 2, else 0)\", unit: number}\n"
        "  base: {clause: F 3, formula: cases + 1, unit: number}\n"
        "  named: {clause: F 4, formula: \"previous(base, else 0)\", unit: number}\n" + BILLING)  # fmt: skip
    second = second.replace("title:", f"replaces: {{version: 1, fingerprint: {read(first).fingerprint}}}\ntitle:")
    agreement = agreed(first, second)
    found = settled(agreement, measured(agreement, tables_of(
        [{"period": month, "cases": number} for number, month in enumerate(MONTHS[:3], 1)])))  # fmt: skip
    assert figure(found, "figure.own", "2026-03") == 2
    assert figure(found, "figure.part", "2026-03") == 2
    assert figure(found, "figure.named", "2026-03") == 3
    book = write_workbook(found)
    assert differences(stored(book), other_engine(stripped(book))) == []


# --- where over two dimensions ---------------------------------------------------------------------------------------------


def test_a_combination_that_occurs_elsewhere_is_missed_where_it_is_not() -> None:
    where = "{queue: [care, tech], site: [lima, bogota]}"
    text = f"billing:\n  care: {{model: per_contact, clause: A 1, count: answered, where: {where}, rate: 1}}\n"
    whole = [
        {"period": month, "queue": queue, "site": site, "answered": 1}
        for month in MONTHS[:2] for queue, site in (("care", "lima"), ("care", "bogota"), ("tech", "lima"))
    ]  # fmt: skip
    assert amounts(small(text, whole))["2026-02", "billing.care"] == 3  # tech was never in bogota
    agreement = agreed(HEAD + text)
    measures = measured(agreement, tables_of([row for row in whole if (row["period"], row["site"]) != ("2026-02", "bogota")]))
    _, findings = settle(agreement, measures, agreement.schedule.periods()[:2])
    assert [found.code.id for found in findings] == ["M302"]
    assert "2026-02" in findings[0].what


@pytest.mark.parametrize(
    ("formula", "fits"),
    [
        ("1 - abandoned / offered", True), ("offered * (1 - 14%)", True), ("min(abandoned / offered, 1)", True),
        ("abandoned / offered + 5", False), ("max(abandoned / offered, 75)", False),
        ("if(abandoned / offered > 75, 1, 0)", False),
        ("talk_s + answered", False), ("talk_s / 60 s + answered", True), ("answered + 5", True),
    ],
)  # fmt: skip
def test_a_formula_joins_like_with_like(formula: str, fits: bool) -> None:  # noqa: FBT001
    findings = findings_of(HEAD + own(formula))
    assert [found.code.id for found in findings if found.stops] == ([] if fits else ["C207"])
