"""Trade-offs of every kind: what one result brings more than the other costs, by hand; and none where they do not meet."""

from __future__ import annotations

from pathlib import Path

from gmpy2 import mpq

from scenarios.small import settled
from slacontract.review.incentives.search import incentives

HEAD = """contract: pair
version: 1
effective: 2026-01-01
title: Pair
client: {name: Client}
vendor: {name: Vendor}
term: {from: 2026-01-01, to: 2026-12-31}
currency: EUR
periods: {every: month, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-01-01}
rounding: {mode: half_up, to: 0.01, at: line}
billing:
  team: {model: fixed, clause: A 1, amount: 20000}
kpis:
"""
TAIL = "limits: []\ntax: {treatment: reduces_base, category: S, rate: 21%}\n"


def kpi(name: str, variant: str, target: int, bonus: int, penalty: int, *, worse: str = "<", where: str = "") -> str:
    """A KPI with a bonus five points beyond its target and a penalty where it is missed."""
    better, met = (">=", ">=") if worse == "<" else ("<=", "<=")
    edge, below = (target + 5, "<") if worse == "<" else (target - 5, ">")
    return f"""  {name}:
    clause: B {name}
    kpi: {name}
    variant: {variant}
    {where}
    target: "{met} {target}%"
    base: billing.team
    bands:
      - {{when: "{worse} {target}%", pay: -{penalty}%}}
      - {{when: "{met} {target}% and {below} {edge}%", pay: 0%}}
      - {{when: "{better} {edge}%", pay: +{bonus}%}}
    missing: worst
"""


STAFF = kpi("utilisation", "{used: busy_and_offphone, of: paid}", 80, 3, 1)
WAIT = kpi("service_level", "{within: 20 s, bound: inclusive, abandons: all_offered}", 80, 1, 1)
FIELDS = "period,busy_h,offphone_h,paid_h,answered,answered_in_20s,abandoned\n"
MONTHS = "".join(f"2026-{month:02},820,0,1000,1000,820,0\n" for month in range(1, 5))


def test_busy_staff_against_short_waits(tmp_path: Path) -> None:
    """85 % busy brings 3 % of 20,000, and long waits cost 1 %: 400 a month in four months."""
    (one,) = incentives(settled(tmp_path, HEAD + STAFF + WAIT + TAIL, FIELDS + MONTHS))
    assert (one.code, one.kpis, one.money) == ("C282", ("utilisation", "service_level"), mpq(4 * 400))


def test_a_penalty_that_weighs_as_much_is_silent(tmp_path: Path) -> None:
    heavy = kpi("service_level", "{within: 20 s, bound: inclusive, abandons: all_offered}", 80, 1, 3)
    assert incentives(settled(tmp_path, HEAD + STAFF + heavy + TAIL, FIELDS + MONTHS)) == ()


def test_a_gate_holds_them_together(tmp_path: Path) -> None:
    gate = 'gates:\n  - {clause: B 9, when: "service_level >= 80%", otherwise: no_bonus, missing: not_met}\n'
    assert incentives(settled(tmp_path, HEAD + STAFF + WAIT + gate + TAIL, FIELDS + MONTHS)) == ()


def test_other_parts_of_the_service_do_not_meet(tmp_path: Path) -> None:
    """Who does the cases of the back office does not answer calls."""
    staff = STAFF.replace("    \n", "    where: {queue: back-office}\n")
    wait = WAIT.replace("    \n", "    where: {queue: care}\n")
    both = "".join(MONTHS.replace(",820,0,1000,1000", f",{queue},820,0,1000,1000") for queue in ("care", "back-office"))
    assert incentives(settled(tmp_path, HEAD + staff + wait + TAIL, FIELDS.replace("period,", "period,queue,") + both)) == ()


def test_sales_against_sales_that_last(tmp_path: Path) -> None:
    """Five points more of conversion bring 3 %, cancelled sales cost 1 %: 400 a month in four months."""
    sales = kpi("sales_conversion", "{sales: gross, of: useful_contacts}", 10, 3, 1)
    last = kpi("cancellation_rate", "{cancelled: so_far}", 12, 1, 1, worse=">")
    rows = "".join(f"2026-{month:02},1000,120,10\n" for month in range(1, 5))
    found = incentives(settled(tmp_path, HEAD + sales + last + TAIL, "period,useful_contacts,sales,sales_cancelled\n" + rows))
    assert [(one.code, one.kpis, one.money) for one in found] == [
        ("C282", ("sales_conversion", "cancellation_rate"), mpq(4 * 400))
    ]
