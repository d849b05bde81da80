"""A whole deal: head, versions and measures."""

from __future__ import annotations

import copy
import random
from fractions import Fraction

from laws.strategies import Deal, decimal
from laws.wide import accounts, billing, kpis, rules
from laws.wide.measures import rows
from laws.wide.terms import Terms, Tree


def make(chance: random.Random) -> Deal:
    """A deal over one to three years, with its measures."""
    months = chance.choice((12, 12, 18, 24, 36))
    coin = chance.choice(("0.01", "0.01", "0.01", "0.1", "1"))
    t = Terms(chance, coin, months)
    head: Tree = {
        "contract": "wide",
        "version": "1",
        "effective": "2026-01-01",
        "title": "By chance",
        "client": {"name": "C"},
        "vendor": {"name": "V"},
        "term": {"from": "2026-01-01", "to": _end(months)},
        "currency": "EUR",
        "periods": {
            "every": "month",
            "starting_day": "1",
            "timezone": "Europe/Madrid",
            "contract_year_from": t.pick(("2026-01-01", "2026-01-01", "2025-07-01", "2025-10-01")),
        },
        "rounding": {"mode": t.mode(), "to": coin, "at": "line"},
    }
    if not head["periods"]["contract_year_from"].endswith("01-01"):
        head["periods"]["quarters"] = t.pick(("calendar", "contract_year"))
    if t.happens(50):
        rules.indexation(t)
    for number in range(1, t.whole(1, 4) + 1):
        t.lines[f"l{number}"] = billing.line(t, number)
    version = {**head, **clauses(t)}
    versions = [version, *amendments(t, version)]
    return Deal(tuple(versions), tuple(rows(t, versions)))


def _end(months: int) -> str:
    return {12: "2026-12-31", 18: "2027-06-30", 24: "2027-12-31", 36: "2028-12-31"}[months]


def clauses(t: Terms) -> Tree:  # noqa: C901, PLR0912  # one branch for each clause
    """All clauses of a version but its head."""
    if t.happens(30):
        t.pools["risk"] = {"clause": "P", "at_risk": t.pick((f"10% of {kpis.staged(t, list(t.lines), ['billing'])[0]}", "20000"))}
    committed = rules.commitments(t) if t.happens(40) else []
    for number in range(1, t.whole(0, 4) + 1):
        name, found = kpis.kpi(t, number)
        t.kpis[name] = found
    for chance, make_them in ((15, accounts.account), (15, accounts.scorecard), (10, accounts.withheld)):
        if t.happens(chance):
            make_them(t)
    if t.pools and not any(isinstance(kpi.get("base"), dict) for kpi in t.kpis.values()):
        t.pools.clear()
    found = {"billing": t.lines, "kpis": t.kpis, "indexation": t.indexation, "figures": t.figures, "pools": t.pools}
    found = {name: section for name, section in found.items() if section}
    if "cpi" in t.indexation:
        found["indices"] = {"cpi": {"name": "CPI", "source": "INE", "values": _known(), "field": "cpi_index"}}
    if committed:
        found["commitments"] = committed
    if t.happens(25):
        found["retentions"] = rules.retentions(t, committed=bool(found.get("commitments")))
    rules.settle_counts(t, found)
    paying = rules.paying(t)
    found["limits"] = rules.limits(t)
    if paying and t.happens(40):
        found["gates"] = rules.gates(t)
    if paying and t.happens(20):
        found["relief"] = rules.common_relief(t)
        for kpi in t.kpis.values():
            back = kpi.get("earn_back", {})
            for rule in [*kpi.get("repeat", []), *([back] if "good" in back else [])]:
                rule.setdefault("excused", "as_measured")
    if len(paying) > 1 and t.happens(15):
        found["incidents"] = [{"clause": "N", "name": "one", "kpis": t.chance.sample(paying, 2), "counts": "highest"}]
    if t.happens(20):
        found["carry_over"] = {
            "clause": "O",
            "at_least": t.pick(("0", "95% of billing", "50% of billing")),
            "at_end": t.pick(("paid", "lapses")),
        }
        of_all = kpis.staged(t, list(t.lines), ["billing"])[0]
        found["carry_over"]["at_least"] = found["carry_over"]["at_least"].replace("billing", of_all)
    treatment = t.pick(("reduces_base", "outside_scope"))
    found["tax"] = {"treatment": treatment, "category": "S", "rate": t.pick(("21%", "0%", "7.7%"))}
    return found | {"accept": [{"code": code, "why": "By chance."} for code in ACCEPTED]}


ACCEPTED = ("C218", "C219", "C220", "C221")


def _known() -> Tree:
    """The index before the term, which is known at signature."""
    return {f"2025-{month:02}": str(110 + month) + ".5" for month in range(6, 13)}


def amendments(t: Terms, version: Tree) -> list[Tree]:
    """Later versions: other prices, other payments, other limits, under the same names."""
    found = []
    starts = sorted({t.whole(2, 10) for _ in range(t.pick((0, 0, 1, 2)))})
    for number, month in enumerate(starts, 2):
        effective = f"2026-{month:02}-01"
        version = _amended(t, copy.deepcopy(version))
        version |= {"version": str(number), "effective": effective}
        for rule in version.get("indexation", {}).values():
            rule["from"] = t.pick((effective, "2026-01-01"))
        found.append(version)
    return found


def _amended(t: Terms, version: Tree) -> Tree:
    for line in version["billing"].values():
        if t.happens(50):
            _repriced(t, line)
    for kpi in version.get("kpis", {}).values():
        if t.happens(40):
            for band in kpi.get("bands", []):
                if band["pay"].endswith("%"):
                    band["pay"] = decimal(Fraction(band["pay"].strip("+%")) * 2) + "%"
    for limit in version["limits"]:
        if t.happens(40) and "of" not in limit["at_most"]:
            limit["at_most"] = decimal(Fraction(limit["at_most"]) * 2)
    if t.happens(30):
        version["tax"] = {**version["tax"], "rate": "10%"}
    return version


def _repriced(t: Terms, line: Tree) -> None:
    steps = line.get("tiers", {}).get("steps", [])
    for noun in [line, line.get("packages", {}), *steps]:
        if isinstance(noun.get("rate"), str) and not noun["rate"].endswith("%"):
            noun["rate"] = t.rate()
        if "flat" in noun:
            noun["flat"] = t.money(100, 9000, 50)
