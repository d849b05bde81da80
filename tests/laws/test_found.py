"""What the second opinion has found in the engine, each with the figure worked by hand."""

from __future__ import annotations

from fractions import Fraction

from support.settling import amounts, small

FEE = "billing: {desk: {model: fixed, clause: A 1, amount: 40000}}\nlimits: []\n"
SERVICE_LEVEL = "clause: B 1, formula: answered_in_20s / offered, unit: percent, better: higher"


def test_amounts_of_an_amendment_stand_as_written_on_the_day_that_it_says() -> None:
    """2.00 agreed on 1 March; the index stands at 110 against 100 then, and 2.00 are billed, not 2.20; from April on 2.20."""
    text = """
indices: {cpi: {name: CPI, source: INE, values: {2025-12: 100, 2026-01: 110, 2026-02: 110, 2026-03: 110, 2026-04: 110}}}
indexation:
  monthly: {clause: I, follows: {cpi: 100%}, base: 2025-12, lag: 0 months, reviews: period, against: base, from: 2026-03-01}
billing: {care: {model: per_contact, clause: A 1, count: answered, rate: 2, indexed_by: monthly}}
"""
    found = amounts(small(text, [{"period": f"2026-0{month}", "answered": 100} for month in (3, 4)]))
    assert found["2026-03", "billing.care"] == 200
    assert found["2026-04", "billing.care"] == 220


def test_a_ramp_pays_a_share_of_flat_amounts_too() -> None:
    """80% of the flat 5,000 in January, all of it in February."""
    text = """
billing:
  desk:
    model: per_contact
    clause: A 1
    count: answered
    tiers: {mode: flat, edges: inclusive, counted: period, zero: free, steps: [{up_to: 1000, flat: 5000}, {flat: 8000}]}
    ramp: {clause: A 2, from: 2026-01-01, steps: [{periods: 1, pays: 80%}]}
"""
    found = amounts(small(text, [{"period": "2026-01", "answered": 900}, {"period": "2026-02", "answered": 900}]))
    assert found["2026-01", "billing.desk"] == 4000
    assert found["2026-02", "billing.desk"] == 5000


def test_a_retention_asks_a_kpi_of_the_quarter_once() -> None:
    """Of the quarter there is one result, and it meets the target: nothing of 3 x 4,000 is lost, where two months have none."""
    text = (
        FEE
        + f"""
kpis: {{sl: {{{SERVICE_LEVEL}, every: quarter, target: ">= 80%"}}}}
retentions:
  - {{clause: C, name: held, on: billing, withheld: 10%, every: quarter, kpis: [sl], missing: missed,
     release: [{{at_least: 100%, released: 100%}}, {{released: 0%}}]}}
"""
    )
    rows = [{"period": f"2026-0{month}", "offered": 1000, "answered_in_20s": 850} for month in (1, 2, 3)]
    found = amounts(small(text, rows))
    assert found["2026-03", "retention.held.released"] == 12_000
    assert found["2026-03", "retention.held.lost"] == 0


def test_a_month_without_a_figure_is_no_failure_where_it_is_passed_over() -> None:
    """February has no figure and is paid as January, -800; it is passed over, so that January has not been repeated in it."""
    text = (
        FEE
        + f"""
kpis:
  sl:
    {{{SERVICE_LEVEL}, target: ">= 80%", base: billing.desk, missing: last, before_first: neutral,
     bands: [{{when: "< 80%", pay: -2%}}, {{when: ">= 80%", pay: 0%}}],
     repeat: {{clause: B 2, failure: target_missed, after: 2 consecutive, times: 2, compounding: no, restart: never,
              missing: passed_over}}}}
"""
    )
    january: dict[str, object] = {"period": "2026-01", "offered": 1000, "answered_in_20s": 750}
    found = amounts(small(text, [january, {"period": "2026-02", "offered": 1000}]))
    assert found["2026-02", "kpi.sl.missing"] == -800
    assert found["2026-02", "kpi.sl.repeat"] == 0


def test_a_cell_of_a_matrix_without_its_other_kpi_is_rounded_to_nothing() -> None:
    """In February the other KPI has no figure, so there is no cell, and nothing is due; in January -1,250.40 is -1,250."""
    text = (
        FEE
        + f"""
kpis:
  csat: {{clause: B 2, formula: satisfied / surveys, unit: percent, better: higher}}
  sl:
    {{{SERVICE_LEVEL}, missing: neutral, pay_rounded: {{decimals: 0, mode: half_up}},
     matrix: {{columns_of: csat, columns: ["< 80%", ">= 80%"],
              rows: [{{when: "< 90%", pay: [-1250.40, 0]}}, {{when: ">= 90%", pay: [0, 500]}}]}}}}
"""
    )
    january: dict[str, object] = {"period": "2026-01", "offered": 1000, "answered_in_20s": 850, "satisfied": 70, "surveys": 100}
    found = amounts(small(text, [january, {"period": "2026-02", "offered": 1000, "answered_in_20s": 850}]))
    assert found["2026-01", "kpi.sl"] == Fraction(-1250)
    assert found["2026-02", "kpi.sl"] == 0


def test_of_charges_below_zero_nothing_is_withheld() -> None:
    """January: 1,000 less a penalty of 3,000 is -2,000, and nothing is withheld; February: 2% of 1,000 = 20, which are lost."""
    text = f"""
billing: {{desk: {{model: fixed, clause: A 1, amount: 1000}}}}
limits: []
kpis: {{sl: {{{SERVICE_LEVEL}, target: ">= 80%", missing: neutral,
             bands: [{{when: "< 80%", pay: -3000}}, {{when: ">= 80%", pay: 0}}]}}}}
retentions:
  - {{clause: C, name: held, on: billing, counts: [fixed_fees, adjustments], withheld: 2%, every: quarter, kpis: [sl],
     missing: missed, release: [{{at_least: 100%, released: 100%}}, {{released: 0%}}]}}
"""
    found = amounts(
        small(text, [{"period": f"2026-0{m}", "offered": 100, "answered_in_20s": s} for m, s in ((1, 70), (2, 85), (3, 70))])
    )
    assert found["2026-01", "retention.held.withheld"] == 0
    assert found["2026-02", "retention.held.withheld"] == -20
    assert found["2026-03", "retention.held.lost"] == -20


def test_a_result_that_relief_sets_aside_is_what_the_retention_says_of_missing_ones() -> None:
    """All three results do not count, and there is no last one: they count as met, and nothing of 3 x 4,000 is lost."""
    text = (
        FEE
        + f"""
kpis:
  sl: {{{SERVICE_LEVEL}, target: ">= 80%", base: billing.desk, missing: last, before_first: neutral,
       bands: [{{when: "< 80%", pay: -2%}}, {{when: ">= 80%", pay: 0%}}],
       relief: {{clause: B 3, until: 2026-03-31, effect: not_measured}}}}
retentions:
  - {{clause: C, name: held, on: billing, counts: [fixed_fees], withheld: 10%, every: quarter, kpis: [sl], missing: met,
     release: [{{at_least: 100%, released: 100%}}, {{released: 0%}}]}}
"""
    )
    rows = [{"period": f"2026-0{month}", "offered": 1000, "answered_in_20s": 700} for month in (1, 2, 3)]
    found = amounts(small(text, rows))
    assert found["2026-03", "retention.held.released"] == 12_000
    assert found["2026-03", "retention.held.lost"] == 0
