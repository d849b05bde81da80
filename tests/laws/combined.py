"""Contracts that combine mechanisms: samples of ``contracts/mechanisms`` put together by chance, with other figures measured.

Each sample keeps its own part of the service, a segment; names that two samples share are told apart. So whatever gets a sample
is at once tried beside whatever else has one, with nothing to be written here.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from laws.strategies import decimal
from slacontract.checks.contract import check_versions
from slacontract.findings import any_stops
from slacontract.model.contract import Agreement
from slacontract.parse.contract import read_contract
from slacontract.parse.measures import read_measures
from slacontract.settlement.settlement import Settlement, settle
from slacontract.settlement.wanted import ready_made_faults, wanted_by

HOME = Path(__file__).parents[2] / "contracts" / "mechanisms"
HEAD = ("contract", "version", "effective", "title", "client", "vendor", "term", "currency", "periods", "rounding", "tax")
"""What every contract has once; the clauses that are put together are all else."""

MONTHS = 7
SCOPED = ("billing", "kpis")
SCOPELESS = frozenset({"points_of", "scorecard"})
"""What a KPI says that is made of others, and so has no rows of the measures of its own."""

OUTSIDE = frozenset({"kpi", "variant", "model", "clause", "title", "count", "unit"})
"""Keys whose values are words of the catalogue or of the measures, not names of the contract."""

Tree = dict[str, Any]
Row = dict[str, str]


@dataclass(frozen=True)
class Sample:
    """One sample: its text as a tree, and its tables of measures."""

    name: str
    tree: Tree
    tables: tuple[tuple[Row, ...], ...]

    @property
    def clauses(self) -> Tree:
        return {key: value for key, value in self.tree.items() if key not in HEAD}

    @property
    def names(self) -> set[str]:
        """The names that it declares."""
        return {name for section in self.clauses.values() if isinstance(section, dict) for name in section}


@cache
def samples() -> tuple[Sample, ...]:
    """The samples of one version that settle months of 2026 in euro, as most do."""
    found = [_sample(folder) for folder in sorted(HOME.iterdir()) if not (folder / "v2.yaml").exists()]
    usual = {"every": "month", "starting_day": "1", "timezone": "Europe/Madrid", "contract_year_from": "2026-01-01"}
    return tuple(
        sample
        for sample in found
        if sample.tree["periods"] == usual
        and sample.tree["currency"] == "EUR"
        and sample.tree["term"]["from"] == "2026-01-01"
        and sample.tables
        and all("period" in row for table in sample.tables for row in table)
    )


def _sample(folder: Path) -> Sample:
    tree = yaml.load((folder / "v1.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # figures stay text
    needs = {path.name for path in folder.iterdir()} - {"v1.yaml", "example.yaml", "tests", "measures", "measures.csv"}
    beside = [] if needs else [*folder.glob("measures.csv"), *sorted(folder.glob("measures/*.csv"))]
    return Sample(folder.name, tree, tuple(map(_table, beside)))


def _table(path: Path) -> tuple[Row, ...]:
    return tuple(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def combined(chance: random.Random, most: int = 4) -> tuple[Tree, list[list[Row]], list[str]] | None:
    """A contract of some samples, with measures whose rows are scaled by chance; None where they do not go together."""
    chosen = chance.sample(samples(), min(len(samples()), chance.randint(2, most)))
    tree: Tree = {key: chosen[0].tree[key] for key in HEAD}
    tree["contract"] = "combined"
    tree["rounding"] = {**tree["rounding"], "mode": chance.choice(["half_up", "half_even", "up", "down"])}
    tables: list[list[Row]] = []
    taken: set[str] = set()
    for number, sample in enumerate(chosen, 1):
        clauses = _told_apart(sample.clauses, {name: f"{name}_{number}" for name in sample.names & taken})
        taken |= sample.names
        _within(clauses, f"s{number}")
        for key, value in clauses.items():
            if key not in tree:
                tree[key] = value
            elif isinstance(value, list) and isinstance(tree[key], list):
                tree[key] = tree[key] + value
            elif key in SCOPED or all(isinstance(part, dict) for part in value.values()):
                tree[key] = {**tree[key], **value}
            else:
                return None
        own = {"segment": f"s{number}"}
        tables += [[_scaled(chance, {**row, **own}) for row in rows] for rows in map(_whole_year, sample.tables)]
    tree["limits"] = sorted(tree.get("limits", []), key=lambda limit: "kpi" not in limit)
    return tree, tables, [sample.name for sample in chosen]


def _whole_year(table: tuple[Row, ...]) -> list[Row]:
    """The rows of a table for as many months as every sample is given: its own months again and again."""
    months = sorted({row["period"] for row in table})
    return [
        {**row, "period": f"2026-{number + 1:02}"}
        for number in range(MONTHS)
        for row in table
        if row["period"] == months[number % len(months)]
    ]


def _told_apart(value: Any, names: dict[str, str], key: str = "") -> Any:
    """Every name that another sample has too under a name of its own, where it is declared and where it is used."""
    if isinstance(value, dict):
        return {names.get(name, name): _told_apart(item, names, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_told_apart(item, names, key) for item in value]
    if key in OUTSIDE:
        return value
    for name, other in names.items():
        value = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", other, value)
    return value


def _within(clauses: Tree, segment: str) -> None:
    for section in SCOPED:
        for noun in clauses.get(section, {}).values():
            if noun.get("model") != "fixed" and not SCOPELESS & set(noun):
                noun["where"] = {**noun.get("where", {}), "segment": segment}


def _scaled(chance: random.Random, row: Row) -> Row:
    """All figures of a row times one factor, so that parts stay smaller than their wholes."""
    factor = chance.choice([Fraction(1), Fraction(1), Fraction(1, 2), Fraction(3, 2), Fraction(7, 10), Fraction(13, 10)])

    def changed(text: str) -> str:
        if not re.fullmatch(r"[0-9]+", text):
            return text
        return decimal(Fraction(int(Fraction(text) * factor)))

    return {name: text if name in {"period", "segment"} else changed(text) for name, text in row.items()}


def text_of(tree: Tree) -> str:
    """A contract as text: JSON is YAML, and keeps every figure as it is written."""
    return json.dumps(tree, indent=1)


def agreement_of(*trees: Tree) -> Agreement | None:
    """The contract of some versions, or None where the checks refuse it."""
    versions = [read_contract(text_of(tree).encode(), f"v{number}.yaml")[0] for number, tree in enumerate(trees, 1)]
    known = [version for version in versions if version]
    return check_versions(known)[0] if len(known) == len(trees) else None


def settled(tree: Tree, tables: list[list[Row]], *amendments: Tree) -> Settlement | None:
    """The contract settled over all periods that were measured, or None where it is refused."""
    agreement = agreement_of(tree, *amendments)
    if agreement is None:
        return None
    files = []
    for number, table in enumerate(tables):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
        files.append((f"measures-{number}.csv", text.getvalue().encode()))
    measures, findings = read_measures(files, None, wanted_by(agreement))
    if any_stops(findings + ready_made_faults(agreement, measures)):
        return None
    every = agreement.latest.schedule.periods()
    asked = [p for p in every if p.id in measures.periods()]
    return settle(agreement, measures, asked)[0] if asked else None
