"""Figures of some hours only: against an independent look at each hour, for each site, by two calls that overlap in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.parse.measures import read_measures
from slacontract.settlement.settlement import settle
from slacontract.settlement.wanted import wanted_by
from support.settling import HEAD, agreed, figure, small

HOLIDAYS = {"madrid": {date(2026, 1, 6)}, "lima": {date(2026, 1, 7)}}
DESK = """calendars:
  madrid: {weekend: [saturday, sunday], holidays: [2026-01-06]}
  lima: {weekend: [saturday, sunday], holidays: [2026-01-07]}
billing:
  calls: {model: per_contact, clause: A 1, count: answered, rate: 1}
figures:
  core_level: {clause: B 1, formula: answered / offered, unit: percent, during: {from: 08:00, to: 20:00}}
  evening: {clause: B 2, formula: offered, unit: count, during: {from: 18:00, to: 23:00}}
  festive:
    clause: B 3
    formula: offered
    unit: count
    during: {days: [sunday, holiday], calendar: {by: site, is: {madrid: madrid, lima: lima}}}
kpis:
  core: {clause: B 1, formula: core_level, unit: percent, better: higher}
  of_site: {clause: B 1, formula: core_level, unit: percent, better: higher, each: site}
  late: {clause: B 2, formula: evening, unit: count, better: lower}
  holidays: {clause: B 3, formula: festive, unit: count, better: lower, each: site}
limits: []
"""
CALLS = st.dictionaries(
    st.tuples(st.sampled_from(["madrid", "lima"]), st.integers(0, 30), st.integers(0, 23)),
    st.tuples(st.integers(1, 9), st.integers(0, 9)).map(lambda pair: (max(pair), pair[1])),
    min_size=1, max_size=20,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(calls=CALLS)
def test_each_hour_counts_where_it_belongs(calls: dict[tuple[str, int, int], tuple[int, int]]) -> None:
    told = {
        (site, datetime(2026, 1, 1) + timedelta(days=day, hours=hour)): pair  # noqa: DTZ001  # the clock of the place
        for (site, day, hour), pair in calls.items()
    }
    rows = [
        {"date": at.date(), "hour": at.hour, "site": site, "offered": offered, "answered": answered}
        for (site, at), (offered, answered) in told.items()
    ]
    found = small(DESK, rows)

    def level(site: str | None) -> Fraction | None:
        core = [pair for (s, at), pair in told.items() if site in {None, s} and 8 <= at.hour < 20]
        offered = sum(pair[0] for pair in core)
        return Fraction(sum(pair[1] for pair in core), offered) if offered else None

    assert figure(found, "kpi.core.value", "2026-01") == level(None)
    evening = sum(pair[0] for (_, at), pair in told.items() if 18 <= at.hour < 23)
    assert figure(found, "kpi.late.value", "2026-01") == evening
    for site in {site for site, _ in told}:
        assert figure(found, f"kpi.of_site[site={site}].value", "2026-01") == level(site)
        festive = sum(p[0] for (s, at), p in told.items() if s == site and (at.isoweekday() == 7 or at.date() in HOLIDAYS[s]))
        assert figure(found, f"kpi.holidays[site={site}].value", "2026-01") == festive


def test_measures_that_do_not_come_by_hour_are_refused() -> None:
    agreement = agreed(HEAD + DESK)
    table = b"date,site,offered,answered\n2026-01-07,madrid,8,7\n"
    measures, findings = read_measures([("m.csv", table)], None, wanted_by(agreement))
    periods = [period for period in agreement.latest.schedule.periods() if period.id in measures.periods()]
    found = [f"{f.code.id} {f.what}" for f in findings + settle(agreement, measures, periods)[1] if f.stops]
    assert "M302 'core_level' is of some hours, and 'answered' is not measured by hour." in found
