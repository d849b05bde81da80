"""What acme-inbound costs, worked out from the words of its README with fractions; nothing of slacontract is used."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from samples.by_hand import ZERO, cents, on_line, percent, total

Sum = Callable[[str], Fraction]


@dataclass(frozen=True)
class Version:
    """The figures of one column of the README's table."""

    rate: Fraction
    aht_cap: int
    aht_edges: tuple[int, int, int]
    aht_best: Fraction
    curve: list[tuple[str, str]]
    satisfied: Fraction
    asa_most: int
    penalties_of_year: int
    bonuses_of_year: int | None


UNTIL_JUNE: Final = Version(
    Fraction("0.42"), 390, (330, 360, 400), percent("2"), [("70", "-5"), ("78", "0"), ("82", "0"), ("90", "3")],
    percent("75"), 6000, 24000, None,
)  # fmt: skip
FROM_JULY: Final = Version(
    Fraction("0.44"), 380, (320, 350, 390), percent("2.5"), [("70", "-6"), ("80", "0"), ("84", "0"), ("92", "3")],
    percent("78"), 4000, 28000, 11000,
)  # fmt: skip


def months(folder: Path) -> dict[str, dict[str, Fraction]]:
    """The lines of every month, by period; lines that are zero may be left out."""
    rows = list(csv.DictReader((folder / "measures.csv").read_text(encoding="utf-8").splitlines()))
    settled: dict[str, dict[str, Fraction]] = {}
    year = Year()
    for period in sorted({row["period"] for row in rows}):
        settled[period] = _month([row for row in rows if row["period"] == period], year, period)
    return settled


@dataclass
class Year:
    """What the contract year has used up."""

    penalties: Fraction = ZERO
    bonuses: Fraction = ZERO


def _month(rows: list[dict[str, str]], year: Year, period: str) -> dict[str, Fraction]:
    version = FROM_JULY if period >= "2026-07" else UNTIL_JUNE

    def care(field: str) -> Fraction:
        return total(Fraction(row[field]) for row in rows if row["queue"] in {"care", "tech"})

    retained = total(Fraction(row["answered"]) for row in rows if row["queue"] == "retention")
    lines = _billing(care, retained, version)
    billing = total(lines.values())
    kpis = _kpis(care, lines["billing.care"], version)
    gate = _gate(care, kpis, version)
    limits = _limits(kpis, gate, billing, year, version)
    lines |= kpis | {"gate.1": gate} | limits
    lines["tax"] = cents(total(lines.values()) * percent("21"))
    return lines


def _billing(care: Sum, retained: Fraction, version: Version) -> dict[str, Fraction]:
    """Minutes up to the cap, and retention calls at their price or prices."""
    seconds = care("talk_s") + care("hold_s") + care("wrap_s")
    paid = min(seconds, care("answered") * version.aht_cap)
    retention = retained * Fraction("3.10")
    if version is FROM_JULY:
        retention = min(retained, Fraction(2000)) * Fraction("3.20") + max(retained - 2000, ZERO) * Fraction("2.75")
    return {"billing.care": cents(paid / 60 * version.rate), "billing.retention": cents(retention)}


def _kpis(care: Sum, base: Fraction, version: Version) -> dict[str, Fraction]:
    """What each KPI pays before gate and limits."""
    aht = (care("talk_s") + care("hold_s") + care("wrap_s")) / care("answered")
    counted = care("answered") + care("abandoned") - care("abandoned_in_5s")
    level = on_line(care("answered_in_20s") / counted, version.curve)
    wait = care("wait_answered_s") / care("answered")
    kpis = {
        "kpi.aht": cents(_aht_pays(aht, version) * base),
        "kpi.service_level": cents(level * base),
        "kpi.answer_speed": cents(-500 * max(wait - 30, ZERO)),
    }
    if version is FROM_JULY:
        kpis["kpi.fcr"] = cents(_fcr_pays(care("fcr_surveys_resolved") / care("fcr_surveys")) * base)
    return kpis


def _aht_pays(aht: Fraction, version: Version) -> Fraction:
    low, middle, high = version.aht_edges
    if aht < low:
        return version.aht_best
    if aht <= middle:
        return ZERO
    return percent("-2") if aht <= high else percent("-4")


def _fcr_pays(share: Fraction) -> Fraction:
    """Compared with one decimal of the percentage."""
    tenths = (share * 1000 + Fraction(1, 2)).__floor__()
    if tenths < 700:
        return percent("-1.5")
    if tenths < 740:
        return percent("-0.5")
    return ZERO if tenths < 780 else percent("1")


def _gate(care: Sum, kpis: dict[str, Fraction], version: Version) -> Fraction:
    """Without the agreed satisfaction every bonus goes."""
    if care("surveys_satisfied") / care("surveys") >= version.satisfied:
        return ZERO
    return -total(amount for amount in kpis.values() if amount > 0)


def _limits(kpis: dict[str, Fraction], gate: Fraction, billing: Fraction, year: Year, version: Version) -> dict[str, Fraction]:
    """What the limits give back (to the vendor: above 0) and take away, in the order of the README's table."""
    bonus = total(amount for amount in kpis.values() if amount > 0) + gate
    penalty = -total(amount for amount in kpis.values() if amount < 0)
    lines = {}
    after = penalty - max(-kpis["kpi.answer_speed"] - version.asa_most, ZERO)
    lines["limit.1"], penalty = penalty - after, after
    after = min(penalty, cents(percent("6") * billing))
    lines["limit.2"], penalty = penalty - after, after
    capped = min(bonus, cents(percent("4") * billing))
    lines["limit.3"], bonus = capped - bonus, capped
    after = min(penalty, max(version.penalties_of_year - year.penalties, ZERO))
    lines["limit.4"], penalty = penalty - after, after
    if version.bonuses_of_year is not None:
        capped = min(bonus, max(version.bonuses_of_year - year.bonuses, ZERO))
        lines["limit.5"], bonus = capped - bonus, capped
    year.penalties += penalty
    year.bonuses += bonus
    return lines
