"""The contract acme-inbound in plain Python, written from its README: both versions over the measured year."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

MEASURES = Path(__file__).parents[2] / "contracts" / "acme-inbound" / "measures.csv"
Month = dict[str, Fraction]


def total(amounts: Iterable[Fraction]) -> Fraction:
    """A sum that is a fraction also where nothing is added."""
    return sum(amounts, Fraction(0))


def cents(amount: Fraction) -> Fraction:
    """Half up, away from zero, to the cent."""
    whole = (abs(amount) * 100 + Fraction(1, 2)).__floor__()
    return Fraction(whole if amount >= 0 else -whole, 100)


@dataclass(frozen=True)
class Deal:
    """The figures of one version."""

    rate: str = "0.42"
    cap: int = 390
    retention: tuple[str, int, str] = ("3.10", 0, "3.10")
    curve: tuple[tuple[str, str], ...] = (("0.70", "-0.05"), ("0.78", "0"), ("0.82", "0"), ("0.90", "0.03"))
    csat: str = "0.75"
    fcr: bool = False
    asa_limit: int = 6000
    year_penalty: int = 24000
    year_bonus: int | None = None
    aht_edges: tuple[int, int, int] = (330, 360, 400)
    best: str = "0.02"


V1 = Deal()
V2 = Deal(
    rate="0.44", cap=380, retention=("3.20", 2000, "2.75"),
    curve=(("0.70", "-0.06"), ("0.80", "0"), ("0.84", "0"), ("0.92", "0.03")),
    csat="0.78", fcr=True, asa_limit=4000, year_penalty=28000, year_bonus=11000, aht_edges=(320, 350, 390), best="0.025",
)  # fmt: skip


def year(deal: Deal) -> dict[str, list[Fraction]]:
    """Every line of twelve months: billing, KPIs, what gate and limits change, and the net."""
    found: dict[str, list[Fraction]] = {}
    used = {"bonus": Fraction(0), "penalty": Fraction(0)}
    for month, queues in months().items():
        assert month.startswith("2026-")
        for line, amount in settled(deal, queues, used).items():
            found.setdefault(line, []).append(amount)
    return found


def months() -> dict[str, dict[str, Month]]:
    """The measures by month and queue."""
    found: dict[str, dict[str, Month]] = {}
    with MEASURES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            figures = {name: Fraction(text) for name, text in row.items() if name not in {"period", "queue"}}
            found.setdefault(row["period"], {})[row["queue"]] = figures
    return dict(sorted(found.items()))


def settled(deal: Deal, queues: dict[str, Month], used: dict[str, Fraction]) -> dict[str, Fraction]:
    """One month; ``used`` is what the year's bonuses and penalties have come to so far, and is moved on."""
    voice = {name: queues["care"][name] + queues["tech"][name] for name in queues["care"]}
    lines = {"billing.care": care(deal, voice), "billing.retention": retention(deal, queues["retention"]["answered"])}
    billing = total(lines.values())
    kpis = kpi_lines(deal, voice, lines["billing.care"])
    gate = -total(max(Fraction(0), amount) for amount in kpis.values())
    gate = gate if voice["surveys_satisfied"] / voice["surveys"] < Fraction(deal.csat) else Fraction(0)
    bonus = total(max(Fraction(0), amount) for amount in kpis.values()) + gate
    asa = min(-kpis["kpi.answer_speed"], Fraction(deal.asa_limit))
    first = -kpis["kpi.answer_speed"] - asa
    penalty = total(max(Fraction(0), -amount) for name, amount in kpis.items() if name != "kpi.answer_speed") + asa
    second = penalty - min(penalty, cents(billing * Fraction("0.06")))
    third = bonus - min(bonus, cents(billing * Fraction("0.04")))
    penalty, bonus = penalty - second, bonus - third
    fourth = penalty - min(penalty, deal.year_penalty - used["penalty"])
    fifth = Fraction(0) if deal.year_bonus is None else bonus - min(bonus, deal.year_bonus - used["bonus"])
    used["penalty"] += penalty - fourth
    used["bonus"] += bonus - fifth
    lines |= kpis
    lines |= {"gate.1": gate, "limit.1": first, "limit.2": second, "limit.3": -third, "limit.4": fourth, "limit.5": -fifth}
    return {**lines, "net": total(lines.values())}


def care(deal: Deal, voice: Month) -> Fraction:
    """Minutes of handle time, at most the cap for each answered call."""
    seconds = min(voice["talk_s"] + voice["hold_s"] + voice["wrap_s"], deal.cap * voice["answered"])
    return cents(seconds / 60 * Fraction(deal.rate))


def retention(deal: Deal, answered: Fraction) -> Fraction:
    """So many calls at one price, those above at another."""
    first, edge, above = deal.retention
    return cents(min(answered, Fraction(edge)) * Fraction(first) + max(Fraction(0), answered - edge) * Fraction(above))


def kpi_lines(deal: Deal, voice: Month, base: Fraction) -> dict[str, Fraction]:
    """What each KPI pays."""
    aht = (voice["talk_s"] + voice["hold_s"] + voice["wrap_s"]) / voice["answered"]
    low, middle, high = deal.aht_edges
    share = deal.best if aht < low else "0" if aht <= middle else "-0.02" if aht <= high else "-0.04"
    level = voice["answered_in_20s"] / (voice["answered"] + voice["abandoned"] - voice["abandoned_in_5s"])
    wait = voice["wait_answered_s"] / voice["answered"]
    found = {
        "kpi.aht": cents(base * Fraction(share)),
        "kpi.service_level": cents(base * on_curve(deal, level)),
        "kpi.answer_speed": cents(-500 * max(Fraction(0), wait - 30)),
    }
    return {**found, "kpi.fcr": fcr(voice, base)} if deal.fcr else found


def on_curve(deal: Deal, level: Fraction) -> Fraction:
    """Straight lines between the corners, flat outside."""
    corners = [(Fraction(at), Fraction(pay)) for at, pay in deal.curve]
    if level <= corners[0][0]:
        return corners[0][1]
    for (left, low), (right, high) in pairwise(corners):
        if level <= right:
            return low + (high - low) * (level - left) / (right - left)
    return corners[-1][1]


def fcr(voice: Month, base: Fraction) -> Fraction:
    """Resolved at the first contact, compared with one decimal of the percentage."""
    share = (voice["fcr_surveys_resolved"] / voice["fcr_surveys"] * 1000 + Fraction(1, 2)).__floor__()
    pays = "-0.015" if share < 700 else "-0.005" if share < 740 else "0" if share < 780 else "0.01"
    return cents(base * Fraction(pays))
