"""Replay over whatever the language has: one version by itself is what settling it gives, and parts sum to the whole."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from slacontract.checks.acceptance import accepted
from slacontract.checks.contract import check_version
from slacontract.comparison.compare import History, compare, with_money
from slacontract.comparison.replay import in_force_alone, replay, with_numbers
from slacontract.findings import any_stops
from slacontract.model.contract import Agreement, Contract
from slacontract.model.measures import Measures
from slacontract.parse.contract import read_contract
from slacontract.settlement.settlement import settle
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.comparison import Over, compare_versions
from slacontract.workflow.decisions import with_folder_events
from slacontract.workflow.files import Folder, find_contracts
from slacontract.workflow.runs import read_folder_measures
from support.commands import CONTRACTS
from support.settling import plain

SAMPLES = [path for path in sorted((CONTRACTS / "mechanisms").iterdir()) if path.is_dir() and not (path / "v2.yaml").exists()]


def folder_of(path: Path) -> Folder:
    folders, findings = find_contracts(path)
    assert not findings
    return folders[0]


def history(folder: Folder) -> tuple[Agreement, Measures]:
    agreement, findings = read_agreement(folder)
    assert agreement is not None, findings
    measures, findings = read_folder_measures(folder, agreement)
    assert not any_stops(findings), findings
    measures, findings = with_folder_events(folder, agreement, measures)
    assert not any_stops(findings), findings
    return agreement, measures


@pytest.mark.parametrize("path", SAMPLES[::4], ids=lambda path: path.name)
def test_a_version_alone_with_its_clauses_called_is_what_settling_gives(path: Path) -> None:
    agreement, measures = history(folder_of(path))
    asked = [period for period in agreement.schedule.periods() if period.id in measures.periods()]
    settlement, findings = settle(agreement, measures, asked)
    assert settlement is not None, findings
    alone = in_force_alone(agreement.latest, agreement.latest)
    for version in with_numbers(alone, alone):
        again = replay(version, measures, [period.id for period in asked]).settlement
        assert again is not None
        assert {(s.period.id, s.id): s.amount for s in again.lines} == {(s.period.id, s.id): s.amount for s in settlement.lines}


FIGURE = re.compile(r"(?<![\w.#-])[1-9][0-9]*(\.[0-9]+)?(?=[ ,}%\n])")


def amended(text: str, chance: random.Random) -> str:
    """The text with a few of its figures moved: what an amendment looks like."""
    start = text.index("rounding:")
    start = text.index("\n", start)
    for _ in range(chance.randint(1, 3)):
        figures = list(FIGURE.finditer(text, start))
        if figures:
            match = chance.choice(figures)
            value = chance.choice([2, 3, 5, 7]) * int(match[0].split(".")[0] or 1) // chance.choice([2, 4]) or 1
            text = f"{text[: match.start()]}{value}{text[match.end() :]}"
    return text


def amendments(path: Path, old: Contract, seed: int) -> Iterator[Contract]:
    """Sound versions that differ from the first in a few figures."""
    chance = random.Random(seed)  # noqa: S311  # test data
    text = Path(old.place.file).read_text(encoding="utf-8")
    for _ in range(30):
        new, findings = read_contract(amended(text, chance).encode(), str(path / "v2.yaml"))
        if new is not None and not findings and not any_stops(accepted(new, check_version(new))):
            yield new


@pytest.mark.parametrize("path", SAMPLES[1::7], ids=lambda path: path.name)
def test_parts_sum_to_the_difference_of_two_settlements(path: Path) -> None:
    folder = folder_of(path)
    agreement, measures = history(folder)
    old = agreement.latest
    new = next(amendments(path, old, len(path.name)), None)
    if new is None:
        return
    asked = [period for period in agreement.schedule.periods() if period.id in measures.periods()]
    names = tuple(period.id for period in asked)
    comparison = with_money(compare(old, new), History(names, measures, measures))
    both = [settle(Agreement((version,)), measures, asked)[0] for version in (old, replace_number(new, old))]
    if both[0] is None or both[1] is None:
        assert comparison.settled is None
        assert comparison.unsettled
        return
    assert comparison.settled is not None
    whole = sum(plain(both[1].net(p)) for p in asked) - sum(plain(both[0].net(p)) for p in asked)
    assert plain(comparison.settled.net.difference) == whole
    assert plain(comparison.together) + sum(plain(c.total) for c in comparison.changes if c.total is not None) == whole
    lines = {line.id: (line.old, line.new) for line in comparison.settled.lines}
    for side, settlement in enumerate(both):
        told = {(s.period.id, s.id): s.amount for s in settlement.lines}  # type: ignore[union-attr]  # both are there
        for ident, sides in lines.items():
            assert [told.get((name, ident), 0) for name in names] == list(sides[side])


def replace_number(new: Contract, old: Contract) -> Contract:
    """The amendment as a contract of its own."""
    return new.model_copy(update={"version": old.version})


def test_events_beside_the_contract_are_part_of_both(tmp_path: Path) -> None:
    """An override that was agreed stands in place of the KPI's amount in either version."""
    folder = CONTRACTS / "mechanisms" / "override-with-a-reason"
    text = (folder / "v1.yaml").read_text(encoding="utf-8")
    (tmp_path / "draft.yaml").write_text(re.sub(r"rate: [0-9.]+", "rate: 9.99", text, count=1), encoding="utf-8")
    comparison, findings = compare_versions(str(folder), str(tmp_path / "draft.yaml"), None, Over())
    assert comparison is not None, findings
    assert comparison.settled is not None
    overrides = [line for line in comparison.settled.lines if line.kind == "override"]
    assert overrides
    assert all(any(line.old) and any(line.new) for line in overrides)
