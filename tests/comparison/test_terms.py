"""What changes as one, and for whom it is better: expected values are those of a reader of the clause."""

from __future__ import annotations

import pytest

from slacontract.comparison.compare import compare
from slacontract.comparison.terms import terms_of
from slacontract.comparison.verdicts import Direction
from support.commands import CONTRACTS
from support.desk import Change, patched, read

ACME = (CONTRACTS / "acme-inbound" / "v1.yaml").read_text(encoding="utf-8")
LATER = (CONTRACTS / "acme-inbound" / "v2.yaml").read_text(encoding="utf-8")
BETTER, WORSE, OPEN = Direction.BETTER, Direction.WORSE, Direction.OPEN


def terms(old: str, new: str) -> list[set[str]]:
    return [{".".join(d.path) for d in term.differences} for term in terms_of(read(old), read(new))]


def test_a_price_that_becomes_tiers_is_one_term() -> None:
    assert {"billing.retention.rate", "billing.retention.tiers"} in terms(ACME, LATER)
    assert len(terms(ACME, LATER)) == 12


def test_bands_that_become_a_curve_are_one_term() -> None:
    start, end = ACME.index('    bands:\n      - {when: "< 330 s"'), ACME.index("    missing: worst\n  service_level")
    new = ACME[:start] + "    curve: [{at: 330 s, pay: +2%}, {at: 400 s, pay: -4%}]\n    beyond: flat\n" + ACME[end:]
    assert terms(ACME, new) == [{"kpis.aht.bands", "kpis.aht.curve", "kpis.aht.beyond"}]


def test_a_kpi_and_the_gate_that_reads_it_come_together() -> None:
    new = LATER.replace(
        "gates:\n", 'gates:\n  - {clause: Annex B 8, when: "fcr >= 70%", otherwise: no_bonus, missing: not_met}\n'
    )
    assert {"kpis.fcr", "gates.1"} in terms(ACME, new)


def test_a_kpi_that_goes_with_its_limit_and_its_gate() -> None:
    start, end = ACME.index("  csat:\n"), ACME.index("gates:\n")
    new = ACME[:start] + ACME[end:].replace(
        'gates:\n  - {clause: Annex B 6, when: "csat >= 75%", otherwise: no_bonus, missing: not_met}\n', ""
    )
    assert terms(ACME, new) == [{"kpis.csat", "gates.old 1"}]


@pytest.mark.parametrize(
    ("change", "direction"),
    [
        (("rate: 0.42", "rate: 0.40"), WORSE),
        (("rate: 0.42", "rate: 0.45"), BETTER),
        (("rate: 3.10", "rate: 3.00"), WORSE),
        (("aht: 390 s", "aht: 400 s"), BETTER),
        (("    cap: {aht: 390 s, per: contact, level: period}\n", ""), BETTER),
        (("at_most: 6000", "at_most: 5000"), BETTER),
        (("at_most: 24000", "at_most: 30000"), WORSE),
        (("on: bonus, at_most: 4% of billing", "on: bonus, at_most: 3% of billing"), WORSE),
        (("at_most: 6% of billing", "at_most: 6% of billing.care"), OPEN),
        (("on: penalty, at_most: 6% of billing", "on: net, at_most: 6% of billing"), OPEN),
        (("pay: +2%}", "pay: +3%}"), BETTER),
        (("pay: -4%}", "pay: -5%}"), WORSE),
        (("pay: -500, count: exact", "pay: -600, count: exact"), WORSE),
        (("step: 1 s, above: 30 s", "step: 1 s, above: 35 s"), BETTER),
        (("{at: 90%, pay: +3%}", "{at: 88%, pay: +3%}"), BETTER),
        (("{at: 70%, pay: -5%}, {at: 78%, pay: 0%}", "{at: 70%, pay: -4%}, {at: 79%, pay: 0%}"), OPEN),
        (('"csat >= 75%"', '"csat >= 80%"'), WORSE),
        (('"csat >= 75%"', '"csat > 75%"'), OPEN),
        (("otherwise: no_bonus, missing: not_met", "otherwise: no_bonus, missing: met"), BETTER),
        (("minutes: handle ", "minutes: talk "), OPEN),
        (("within: 20 s", "within: 30 s"), OPEN),
    ],
    ids=str,
)
def test_the_direction_of_one_change_by_proof(change: Change, direction: Direction) -> None:
    comparison = compare(read(ACME), read(patched(ACME, change)))
    (found,) = comparison.changes
    assert found.verdict.direction is direction
    assert found.verdict.always == (direction is not OPEN)
    assert all(str(why).endswith(".") for why in found.verdict.why)


@pytest.mark.parametrize(("old", "new", "direction"), [(ACME, LATER, BETTER), (LATER, ACME, WORSE)], ids=["on", "back"])
def test_there_and_back_are_opposite(old: str, new: str, direction: Direction) -> None:
    found = {".".join(c.term.first.path): c.verdict.direction for c in compare(read(old), read(new)).changes}
    assert found["billing.care.rate"] is direction
    assert found["limits.1.at_most"] is direction
    opposite = {BETTER: WORSE, WORSE: BETTER}[direction]
    assert found["billing.care.cap.aht"] is opposite
    assert found["kpis.service_level.curve"] is opposite
    assert found["gates.1.when"] is opposite
    assert next(d for path, d in found.items() if path.startswith("limits.") and path.split(".")[1] in {"5", "old 5"}) is opposite


@pytest.mark.parametrize(
    ("changes", "direction"),
    [
        ((("rate: 2.75", "rate: 2.70"),), WORSE),
        ((("rate: 3.20", "rate: 3.30"), ("rate: 2.75", "rate: 2.80")), BETTER),
        ((("rate: 3.20", "rate: 3.30"), ("rate: 2.75", "rate: 2.70")), OPEN),
        ((("up_to: 2000", "up_to: 2500"),), OPEN),
    ],
)
def test_tiers_are_compared_price_by_price(changes: tuple[Change, ...], direction: Direction) -> None:
    (change,) = compare(read(LATER), read(patched(LATER, *changes))).changes
    assert change.verdict.direction is direction


def test_a_kpi_that_only_takes_is_worse_and_one_that_only_gives_is_better() -> None:
    both = "  fcr:\n" + LATER.partition("  fcr:\n")[2].partition("\ngates:")[0]
    taking, giving = both.replace("pay: +1%", "pay: 0%"), both.replace("pay: -1.5%", "pay: 0%").replace("pay: -0.5%", "pay: 0%")
    for kpi, direction in ((taking, WORSE), (giving, BETTER)):
        (change,) = compare(read(ACME), read(ACME.replace("\ngates:", f"{kpi}\ngates:"))).changes
        assert change.verdict.direction is direction
