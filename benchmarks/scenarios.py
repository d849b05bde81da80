"""A hundred thousand years of a contract with 8 KPIs: the array face, the exact engine, and the scripts that people write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.contenders import Race
from benchmarks.engine import agreement, measures
from slacontract.model.measures import Measures
from slacontract.scenarios.years import CONFIRMED, Year, draws, exact_scenario, largest_difference, simulated, year_of
from slacontract.settlement.settlement import settle

SCENARIOS = 100_000
MONTHS = 12
EXACT = 200
"""So many years are computed by the exact engine; its figure is for one."""
KEPT = ("adjustments.bonus", "adjustments.penalty", "total.net")
Figures = NDArray[np.float64]
Drawn = Mapping[str, Figures]


@cache
def year() -> Year:
    """A year of the contract, and twelve measured months to draw from."""
    terms = agreement()
    figures = measures(terms)
    periods = terms.latest.schedule.periods()[:MONTHS]
    history = Measures({cell: figure for cell, figure in figures.cells.items() if cell.period in {p.id for p in periods}})
    settlement, findings = settle(terms, history, periods)
    assert settlement is not None, findings
    return year_of(settlement, 1, as_measured=False)


@cache
def drawn() -> NDArray[np.int64]:
    """Which month each month of each year is."""
    return draws(year(), SCENARIOS, seed=1)


@cache
def tables() -> Drawn:
    """For each field of each queue its figures over scenarios and months, as a script would have them."""
    rows = sorted(year().months[0])
    return {row: np.array([float(month[row]) for month in year().months])[drawn()] for row in rows}


def ours() -> dict[str, Figures]:
    """The array face."""
    found = simulated(year(), drawn(), KEPT)
    return {row: np.stack([np.broadcast_to(column[row], SCENARIOS) for column in found], axis=1) for row in KEPT}


def exactly() -> None:
    """The exact engine."""
    for months in drawn()[:EXACT]:
        exact_scenario(year(), [int(month) for month in months])


def cents(amount: Figures) -> Figures:
    """Rounded half up, as the contract says, with the noise of binary numbers taken off."""
    return np.copysign(np.floor(np.round(np.abs(amount) * 100, 6) + 0.5) / 100, amount)


def by_hand() -> dict[str, Figures]:
    """The same contract as somebody would write it with numpy."""
    t = {name: tables()[f"in:{name}[queue=care]"] + tables()[f"in:{name}[queue=tech]"] for name in FIELDS}
    handle, reached = t["talk_s"] + t["hold_s"] + t["wrap_s"], t["answered"] + t["abandoned"]
    billing = cents(np.minimum(handle, 390 * t["answered"]) / 60 * 0.42)
    aht, level = handle / t["answered"], t["answered_in_20s"] / (reached - t["abandoned_in_5s"])
    fcr, csat = t["fcr_surveys_resolved"] / t["fcr_surveys"], t["surveys_satisfied"] / t["surveys"]
    quality = t["qa_points"] / t["qa_points_applicable"]
    mystery = t["mystery_points"] / t["mystery_points_possible"]
    lost, speed = t["abandoned"] / reached, t["wait_answered_s"] / t["answered"]
    pays = [
        billing * np.select([aht < 330, aht <= 360], [0.02, 0.0], -0.02),
        billing * np.interp(level, [0.70, 0.78, 0.82, 0.90], [-0.05, 0.0, 0.0, 0.03]),
        -50 * np.maximum(speed - 30, 0),
        billing * np.select([lost <= 0.05, lost <= 0.08], [0.0, -0.01], -0.02),
        billing * np.select([fcr < 0.50, fcr < 0.60], [-0.01, 0.0], 0.01),
        billing * np.select([csat < 0.50, csat < 0.60], [-0.01, 0.0], 0.01),
        billing * np.interp(quality, [0.70, 0.85, 0.95], [-0.02, 0.0, 0.01]),
        billing * np.where(mystery < 0.70, -0.01, 0.0),
    ]
    amounts = [cents(pay) for pay in pays]
    bonus = sum(np.maximum(amount, 0) for amount in amounts) * (quality >= 0.70)
    penalty = sum(np.minimum(amount, 0) for amount in amounts)
    penalty = np.maximum(penalty, -cents(0.10 * billing))
    bonus = np.minimum(bonus, cents(0.05 * billing))
    taken = np.zeros(len(billing))
    for month in range(MONTHS):
        penalty[:, month] = np.maximum(penalty[:, month], -(120_000 - taken))
        taken -= penalty[:, month]
    return {"adjustments.bonus": bonus, "adjustments.penalty": penalty, "total.net": billing + bonus + penalty}


FIELDS = (
    "answered", "abandoned", "abandoned_in_5s", "answered_in_20s", "talk_s", "hold_s", "wrap_s", "wait_answered_s",
    "fcr_surveys", "fcr_surveys_resolved", "surveys", "surveys_satisfied", "qa_points_applicable", "qa_points",
    "mystery_points_possible", "mystery_points",
)  # fmt: skip


def with_pandas() -> pd.DataFrame:
    """The same with a frame of one row for each scenario and month."""
    frame = pd.DataFrame({
        name: (tables()[f"in:{name}[queue=care]"] + tables()[f"in:{name}[queue=tech]"]).ravel() for name in FIELDS
    })  # fmt: skip
    frame["scenario"] = np.repeat(np.arange(SCENARIOS), MONTHS)
    handle = frame["talk_s"] + frame["hold_s"] + frame["wrap_s"]
    frame["billing"] = (np.minimum(handle, 390 * frame["answered"]) / 60 * 0.42).round(2)
    billing = frame["billing"]

    def banded(value: pd.Series, edges: list[float], pays: list[float], *, right: bool) -> pd.Series:
        return billing * pd.cut(value, [-np.inf, *edges, np.inf], labels=False, right=right).map(dict(enumerate(pays)))

    reached = frame["answered"] + frame["abandoned"]
    level = frame["answered_in_20s"] / (reached - frame["abandoned_in_5s"])
    quality = frame["qa_points"] / frame["qa_points_applicable"]
    amounts = pd.DataFrame({
        "aht": banded(handle / frame["answered"], [330, 360], [0.02, 0, -0.02], right=True),
        "level": billing * np.interp(level, [0.70, 0.78, 0.82, 0.90], [-0.05, 0.0, 0.0, 0.03]),
        "speed": -50 * (frame["wait_answered_s"] / frame["answered"] - 30).clip(lower=0),
        "lost": banded(frame["abandoned"] / reached, [0.05, 0.08], [0, -0.01, -0.02], right=True),
        "fcr": banded(frame["fcr_surveys_resolved"] / frame["fcr_surveys"], [0.5, 0.6], [-0.01, 0, 0.01], right=False),
        "csat": banded(frame["surveys_satisfied"] / frame["surveys"], [0.5, 0.6], [-0.01, 0, 0.01], right=False),
        "quality": billing * np.interp(quality, [0.70, 0.85, 0.95], [-0.02, 0.0, 0.01]),
        "mystery": banded(frame["mystery_points"] / frame["mystery_points_possible"], [0.7], [-0.01, 0], right=False),
    }).round(2)  # fmt: skip
    frame["bonus"] = np.minimum(amounts.clip(lower=0).sum(axis=1) * (quality >= 0.70), (0.05 * billing).round(2))
    frame["penalty"] = np.maximum(amounts.clip(upper=0).sum(axis=1), -(0.10 * billing).round(2))
    year_to_date = frame.groupby("scenario")["penalty"].cumsum().clip(lower=-120_000)
    frame["penalty"] = year_to_date - year_to_date.groupby(frame["scenario"]).shift(fill_value=0.0)
    frame["net"] = frame["billing"] + frame["bonus"] + frame["penalty"]
    return frame


def agree() -> float:
    """The largest difference to the exact engine, cell by cell over a sample of years; the script by hand must agree too."""
    found = simulated(year(), drawn(), list(year().calculation.rows))
    shown = ours()
    for row, figures in by_hand().items():
        assert np.abs(shown[row] - figures).max() < 0.005, row
    return largest_difference(year(), drawn(), found, list(year().calculation.rows))


def races(rounds: int = 5) -> list[Race]:
    """The race of this file."""
    difference = agree()
    rows = sum(row.formula is not None for row in year().calculation.rows.values())
    about = (
        f"{SCENARIOS:,} years of {MONTHS} months, 8 KPIs, a gate and limits of the month and year: bonus, penalty and net of "
        f"each month. In the first {CONFIRMED} years all of the {rows} computed rows were held against the exact engine; the "
        f"largest difference is {difference:.0e}. The scripts know this one contract; numpy agrees to the cent in every month of "
        "every year."
    )
    contenders = {"array face": ours, "numpy, by hand": by_hand, "pandas, by hand": with_pandas, "exact engine": exactly}
    per_run = {"array face": SCENARIOS, "numpy, by hand": SCENARIOS, "pandas, by hand": SCENARIOS, "exact engine": EXACT}
    return [Race("Drawn years", about, "array face", contenders, rounds=rounds, per_run=per_run, unit="year")]
