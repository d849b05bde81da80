"""Cases one by one: how many are charged, how long they took, where a member stands, and what each step beyond a knee pays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from gmpy2 import mpq
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.model.measures import Measures
from slacontract.parse.events import read_events
from slacontract.parse.measures import read_measures
from slacontract.settlement.settlement import settle
from slacontract.settlement.wanted import wanted_by
from support.settling import HEAD, Row, agreed, amounts, as_csv, decided, figure, measured, plain, settled, small

TICKETS = """
cases: [ticket]
billing:
  platform: {model: fixed, clause: A 1, amount: 1000}
kpis:
  late:
    clause: B 1
    formula: late_amount
    unit: money
    better: neither
    each: ticket
    pay: -100% of value
    missing: neutral
    penalised: {clause: B 2, KEY: 2, which: WHICH}
limits: []
"""
BILLING = "\nbilling:\n  platform: {model: fixed, clause: A 1, amount: 1000}\n"
cents = st.integers(-3, 6).map(lambda number: Fraction(number * 25, 100))


@settings(max_examples=60, deadline=None)
@given(st.lists(cents, min_size=1, max_size=7), st.sampled_from(["at_most", "forgiven"]),
       st.sampled_from(["first", "dearest", "cheapest"]))  # fmt: skip
def test_so_many_are_charged_and_bonuses_are_kept(found: list[Fraction], key: str, which: str) -> None:
    rows: list[Row] = [
        {"period": "2026-01", "ticket": f"T{number}", "late_amount": f"{float(value):.2f}"}
        for number, value in enumerate(found, 1)
    ]
    settlement = small(TICKETS.replace("KEY", key).replace("WHICH", which), rows)
    penalties = [value for value in found if value > 0]
    order = {"first": penalties, "dearest": sorted(penalties, reverse=True), "cheapest": sorted(penalties)}[which]
    charged = order[:2] if key == "at_most" else order[2:]
    lines = amounts(settlement)
    assert lines["2026-01", "kpi.late.penalised"] == sum(penalties) - sum(charged)
    kept = sum(value for (_, name), value in lines.items() if name.startswith("kpi.late"))
    assert kept == -sum(charged) - sum(value for value in found if value < 0)


def test_ids_are_numbered_as_people_count_them_in_each_period() -> None:
    rows: list[Row] = [
        {"period": "2026-01", "ticket": "INC-10", "late_amount": 1},
        {"period": "2026-01", "ticket": "INC-9", "late_amount": 2},
        {"period": "2026-02", "ticket": "INC-10", "late_amount": 3},
    ]
    settlement = small(TICKETS.replace("KEY", "at_most").replace("WHICH", "dearest"), rows)
    assert figure(settlement, "kpi.late[ticket=#1].value", "2026-01") == 2
    assert figure(settlement, "kpi.late[ticket=#2].value", "2026-01") == 1
    assert figure(settlement, "kpi.late[ticket=#1].value", "2026-02") == 3
    assert figure(settlement, "kpi.late[ticket=#2].value", "2026-02") is None


def test_an_override_names_a_case_by_its_id() -> None:
    agreement = agreed(HEAD + TICKETS.replace("KEY", "at_most").replace("WHICH", "dearest") + "overrides: {clause: C 4}\n")
    rows: list[Row] = [{"period": "2026-01", "ticket": f"T{n}", "late_amount": n} for n in (1, 2)]
    measures = decided(agreement, measured(agreement, [as_csv(rows)]), [
        {"id": "E1", "kind": "override", "period": "2026-01", "decision": "accepted", "decided_by": "Both", "reason": "Agreed",
         "kpi": "late", "amount": 0, "ticket": "T2"},
    ])  # fmt: skip
    assert sum(amount for (_, line), amount in amounts(settled(agreement, measures)).items() if line != "tax") == 999


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.sampled_from(["best_place", "worst_place", "mean_place"]),
       st.sampled_from(["highest", "lowest"]))  # fmt: skip
def test_places_of_all_members_add_up_and_ties_are_as_said(found: list[int], ties: str, best: str) -> None:
    text = BILLING + (
        "figures:\n  place: {clause: B 1, unit: number, rank: {each: site, of: answered, best: BEST, ties: TIES, gives: place, "
        "missing: left_out}}\nkpis:\n  prize: {clause: B 2, formula: place, unit: number, better: lower, each: site, missing: "
        "neutral}\n"
    ).replace("BEST", best).replace("TIES", ties)
    rows: list[Row] = [{"period": "2026-01", "site": f"s{n}", "answered": value} for n, value in enumerate(found)]
    settlement = small(text, rows)
    order = sorted(found, reverse=best == "highest")
    for number, value in enumerate(found):
        first, count = order.index(value) + 1, order.count(value)
        last = first + count - 1
        expected = {"best_place": Fraction(first), "worst_place": Fraction(last), "mean_place": Fraction(first + last, 2)}[ties]
        assert figure(settlement, f"figure.place[site=s{number}]", "2026-01") == expected
    if ties == "mean_place":
        places = [figure(settlement, f"figure.place[site=s{n}]", "2026-01") for n in range(len(found))]
        assert sum(places) == Fraction(len(found) * (len(found) + 1), 2)  # type: ignore[arg-type]


def test_a_site_without_a_value_leaves_all_without_a_place_where_the_contract_says_so() -> None:
    text = BILLING + (
        "figures:\n  place: {clause: B 1, unit: percent, rank: {each: site, of: answered / offered, best: highest, "
        "ties: best_place, gives: share, missing: MISSING}}\nkpis:\n  prize: {clause: B 2, formula: place, unit: percent, "
        "better: lower, each: site, missing: neutral}\n"
    )
    rows: list[Row] = [
        {"period": "2026-01", "site": "a", "answered": 9, "offered": 10},
        {"period": "2026-01", "site": "b", "answered": 8, "offered": 10},
        {"period": "2026-01", "site": "c", "answered": 0, "offered": 0},
    ]
    out = small(text.replace("MISSING", "left_out"), rows)
    assert figure(out, "figure.place[site=a]", "2026-01") == Fraction(1, 2)
    assert figure(out, "figure.place[site=c]", "2026-01") is None
    none = small(text.replace("MISSING", "no_figure"), rows)
    assert figure(none, "figure.place[site=a]", "2026-01") is None


def test_sites_are_put_in_order_by_a_scorecard() -> None:
    text = (
        BILLING
        + """
figures:
  place: {clause: B 4, unit: count, rank: {each: site, of: index, best: highest, ties: best_place, gives: place,
          missing: left_out}}
kpis:
  answering: {clause: B 1, formula: answered / offered, unit: percent, better: higher, each: site, missing: neutral}
  quality: {clause: B 2, formula: qa_passed / qa_evaluations, unit: percent, better: higher, each: site, missing: neutral}
  index:
    clause: B 3
    scorecard: {score: value, weights: {answering: 50%, quality: 50%}, unscored: not_measured}
    better: higher
    each: site
    missing: neutral
  prize: {clause: B 5, formula: place, unit: count, better: lower, each: site, missing: neutral}
"""
    )
    rows: list[Row] = [
        {"period": "2026-01", "site": "a", "answered": 9, "offered": 10, "qa_passed": 5, "qa_evaluations": 10},
        {"period": "2026-01", "site": "b", "answered": 8, "offered": 10, "qa_passed": 8, "qa_evaluations": 10},
    ]
    settlement = small(text, rows)
    assert figure(settlement, "kpi.prize[site=a].value", "2026-01") == 2
    assert figure(settlement, "kpi.prize[site=b].value", "2026-01") == 1


HOLIDAYS = ("2026-01-01", "2026-01-06", "2026-04-02", "2026-04-03")


def works(day: date) -> bool:
    return day.weekday() < 5 and day.isoformat() not in HOLIDAYS


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2026, 1, 1), date(2026, 1, 31)), st.one_of(st.none(), st.integers(-20, 40)), st.integers(1, 6),
    st.sampled_from(["days", "working_days"]), st.sampled_from(["day", "working day"]),
    st.sampled_from(["whole", "excess"]), st.sampled_from(["nothing", "negative"]),
)  # fmt: skip
def test_days_late_are_those_of_a_plain_count(due: date, late: int | None, grace: int, counted: str, of: str, beyond: str,
                                              early: str) -> None:  # fmt: skip
    calendar = "calendar: madrid, " if "working" in counted + of else ""
    text = (
        BILLING
        + f"""
cases: [report]
calendars:
  madrid: {{weekend: [saturday, sunday], holidays: [{", ".join(HOLIDAYS)}]}}
figures:
  late:
    clause: B 1
    unit: days
    between: {{from: due_on, to: done_on, counted: {counted}, {calendar}grace: {grace} {of}s, beyond_grace: {beyond},
              early: {early}, open: end_of_period}}
kpis:
  reports: {{clause: B 2, formula: late, unit: days, better: lower, each: report, missing: neutral}}
"""
    )
    done = due + timedelta(days=late) if late is not None else None
    settlement = small(text, [{"period": "2026-01", "report": "R", "due_on": due, "done_on": done or ""}])
    end = done or date(2026, 1, 31)

    def between(first: date, last: date, how: str) -> int:
        """Day by day, with a sign."""
        low, high, sign = (first, last, 1) if first <= last else (last, first, -1)
        days = [low + timedelta(days=n) for n in range(1, (high - low).days + 1)]
        return sign * sum(how != "working_days" or works(day) for day in days)

    over = due
    left = grace
    while left:
        over += timedelta(days=1)
        left -= of == "day" or works(over)
    count, after = between(due, end, counted), between(over, end, counted)
    if of.replace(" ", "_") + "s" == counted:
        after = count - grace
    expected = (count if beyond == "whole" else after) if after > 0 else count if early == "negative" and count < 0 else 0
    assert figure(settlement, "kpi.reports[report=#1].value", "2026-01") == expected


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60 * 24 * 27), st.integers(0, 60 * 24 * 3))
def test_hours_are_those_that_passed_also_when_clocks_change(opened: int, took: int) -> None:
    zone = ZoneInfo("Europe/Madrid")
    start = datetime(2026, 3, 1, tzinfo=zone).astimezone(ZoneInfo("UTC")) + timedelta(minutes=opened)
    end = start + timedelta(minutes=took)
    text = (
        BILLING
        + """
cases: [ticket]
figures:
  open_h: {clause: B 1, unit: hours, between: {from: opened_at, to: closed_at, counted: hours, early: nothing, open: no_figure}}
kpis:
  open: {clause: B 2, formula: open_h, unit: hours, better: lower, each: ticket, missing: neutral}
"""
    )
    local = [moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") for moment in (start, end)]
    settlement = small(text, [{"period": "2026-03", "ticket": "T", "opened_at": local[0], "closed_at": local[1]}])
    assert figure(settlement, "kpi.open[ticket=#1].value", "2026-03") == Fraction(took, 60)


def test_the_hour_that_comes_twice_wants_its_offset() -> None:
    text = HEAD + BILLING + "figures:\n  f: {clause: B 1, unit: seconds, formula: closed_at - opened_at}\n"
    agreement = agreed(text)
    for moment, codes in (("2026-10-25 02:30", ["M314"]), ("2026-10-25 02:30+01:00", []), ("25/10/2026", ["M313"])):
        table = f"period,opened_at,closed_at\n2026-10,2026-10-25 00:30,{moment}\n"
        measures, found = read_measures([("m.csv", table.encode())], None, wanted_by(agreement))
        assert [f.code.id for f in found] == codes
        if not codes:
            assert figure(settled(agreement, measures), "figure.f", "2026-10") == 3 * 3600


def test_a_day_of_two_cases_is_not_added_up() -> None:
    text = (
        HEAD
        + BILLING
        + """
cases: [report]
figures:
  late: {clause: B 1, unit: days, between: {from: due_on, to: done_on, counted: days, early: nothing, open: no_figure}}
kpis:
  reports: {clause: B 2, formula: late, unit: days, better: lower, missing: neutral}
"""
    )
    agreement = agreed(text)
    table = "period,report,due_on,done_on\n2026-01,A,2026-01-05,2026-01-06\n2026-01,B,2026-01-05,2026-01-09\n"
    found = settle(agreement, measured(agreement, [table]), agreement.schedule.periods()[:1])[1]
    assert "M319" in {f.code.id for f in found if f.stops}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1500), st.sampled_from(["exact", "full", "started"]))
def test_slabs_pay_each_step_by_the_slab_that_it_lies_in(tenths: int, count: str) -> None:
    text = (
        BILLING
        + f"""
kpis:
  waste:
    clause: B 1
    formula: waste_kg
    unit: count
    better: lower
    slabs: {{step: 2, above: 10, count: {count}, parts: [{{to: 30, pay: -3}}, {{to: 80, pay: -7}}, {{pay: -1}}]}}
    missing: neutral
limits: []
"""
    )
    value = Fraction(tenths, 10)
    settlement = small(text, [{"period": "2026-01", "waste_kg": f"{tenths // 10}.{tenths % 10}"}])
    steps = max((value - 10) / 2, Fraction(0))
    counted: dict[str, Fraction] = {"exact": steps, "full": Fraction(int(steps)), "started": Fraction(-int(-steps // 1))}
    steps, zero = counted[count], Fraction(0)
    expected = 3 * min(steps, Fraction(10)) + 7 * min(max(steps - 10, zero), Fraction(25)) + max(steps - 35, zero)
    assert plain(mpq(settlement.value("kpi.waste.amount", settlement.asked[0]) or 0)) == -expected


def test_measures_keep_the_ids_of_their_cases() -> None:
    agreement = agreed(HEAD + TICKETS.replace("KEY", "at_most").replace("WHICH", "dearest"))
    measures: Measures = measured(agreement, ["period,ticket,late_amount\n2026-01,INC-7,1\n"])
    assert dict(measures.numbers) == {("2026-01", "ticket", "INC-7"): "#1"}
    assert read_events(b"id,kind,period,decision\n", "events.csv", wanted_by(agreement), frozenset())[0] == ()
