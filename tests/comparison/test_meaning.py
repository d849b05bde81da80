"""What counts as a change of meaning: not layout, spelling, names or the order of independent keys; the order of limits."""

from __future__ import annotations

import re

import pytest

from slacontract.comparison.compare import compare
from slacontract.comparison.differences import differences, mixed
from slacontract.comparison.renames import renames_of, with_names
from support.commands import CONTRACTS
from support.desk import DESK, Change, patched, read

ACME = (CONTRACTS / "acme-inbound" / "v1.yaml").read_text(encoding="utf-8")
LATER = (CONTRACTS / "acme-inbound" / "v2.yaml").read_text(encoding="utf-8")


def changed(old: str, *changes: Change) -> list[str]:
    """What differs after some changes of a text: kind and path of each."""
    return [f"{d.kind} {'.'.join(d.path)}" for d in differences(read(old), read(patched(old, *changes)))]


@pytest.mark.parametrize(
    "change",
    [
        ("390 s", "6m30s"),
        ("390 s", "6.5 min"),
        ("pay: +2%}", "pay: 200 bp}"),
        ("pay: -2%}", "pay: -0.02 ratio}"),
        ("rate: 0.42", "rate: 0.420"),
        ("where: {queue: retention}", "where: {queue: [retention]}"),
        ("where: {queue: [care, tech]}", "where: {queue: [tech, care]}"),
        ('"> 360 s and <= 400 s"', '"<= 400 s and > 360 s"'),
        ('"csat >= 75%"', '"csat >= 7500 bp"'),
        ("beyond: flat", "beyond: {below: flat, above: flat}"),
        ("at_most: 6% of billing", "at_most: 600 bp of billing"),
        ("# in this order", "# whatever"),
        ("version: 1\n", "version: 7\n"),
        ("effective: 2026-01-01", 'effective: "2026-01-01"'),
    ],
    ids=str,
)
def test_the_same_said_otherwise_is_no_change(change: Change) -> None:
    assert changed(ACME, change) == []
    assert compare(read(ACME), read(patched(ACME, change))).equal


def test_the_order_of_independent_keys_is_no_change() -> None:
    head, billing, rest = re.split(r"(?m)^(?=billing:|kpis:)", ACME)
    turned = head + rest + billing
    assert list(read(turned).kpis) == list(read(ACME).kpis)
    assert differences(read(ACME), read(turned)) == ()
    care, retention = re.split(r"(?m)^(?=  retention:)", billing)
    turned = head + "billing:\n" + retention + care.removeprefix("billing:\n").rstrip() + "\n\n" + rest
    assert differences(read(ACME), read(turned)) == ()


def test_the_order_of_bands_is_no_change() -> None:
    low = '      - {when: "< 80%", pay: -2%}\n'
    assert changed(DESK, (low, ""), ("pay: +1%}\n", "pay: +1%}\n" + low)) == []


def test_the_order_of_limits_is_a_change() -> None:
    lines = re.findall(r"  - \{clause: Annex B 7\.[34].*\n", ACME)
    assert changed(ACME, (lines[0] + lines[1], lines[1] + lines[0])) == ["reordered limits.order"]


def test_an_inserted_limit_is_one_addition_whatever_its_place() -> None:
    line = "  - {clause: Annex B 7.0, on: penalty, kpi: aht, at_most: 3000, every: period}\n"
    assert changed(ACME, ("  - {clause: Annex B 7.1", f"{line}  - {{clause: Annex B 7.1")) == ["added limits.1"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("rate: 0.42", "rate: 0.43"), "changed billing.care.rate"),
        (("mode: half_up", "mode: half_even"), "changed rounding.mode"),
        (("within: 20 s", "within: 30 s"), "changed kpis.service_level.variant.within"),
        (("bound: inclusive", "bound: exclusive"), "changed kpis.service_level.variant.bound"),
        (("where: {queue: retention}", "where: {queue: [retention, vip]}"), "changed billing.retention.where.queue"),
        (("missing: neutral", "missing: worst"), "changed kpis.answer_speed.missing"),
        (("otherwise: no_bonus, missing: not_met", "otherwise: no_bonus, missing: met"), "changed gates.1.missing"),
        (("per: contact, level: period", "per: contact, level: day"), "changed billing.care.cap.level"),
        (('"> 400 s", pay: -4%', '">= 400 s", pay: -4%'), "changed kpis.aht.bands"),
        (("at_most: 6% of billing,", "at_most: 6% of billing.care,"), "changed limits.2.at_most"),
        (("rate: 21%", "rate: 10%"), "changed tax.rate"),
        (("clause: Annex B 3\n", "clause: Annex B 9\n"), "changed kpis.answer_speed.clause"),
    ],
    ids=str,
)
def test_what_means_something_else_is_told_where_it_is(change: Change, told: str) -> None:
    assert changed(ACME, change) == [told]


def test_each_side_has_its_own_place_and_text() -> None:
    old, new = read(ACME, "v1.yaml"), read("# a line\n" + patched(ACME, ("rate: 0.42", "rate: 0.43")), "v2.yaml")
    (difference,) = differences(old, new)
    assert (difference.old_at.short, difference.new_at.short) == ("v1.yaml:20", "v2.yaml:21")
    assert [str(difference.old_at), str(difference.new_at)] == ["v1.yaml:20:11", "v2.yaml:21:11"]


def test_a_renamed_kpi_is_a_rename_wherever_it_is_mentioned() -> None:
    new = re.sub(r"\banswer_speed\b", "speed_of_answer", ACME)
    new = new.replace("csat >= 75%", "satisfaction >= 75%").replace("  csat:\n", "  satisfaction:\n")
    renames = renames_of(read(ACME), read(new))
    assert {(r.kind, r.old, r.new) for r in renames} == {
        ("kpis", "answer_speed", "speed_of_answer"),
        ("kpis", "csat", "satisfaction"),
    }
    assert differences(with_names(read(ACME), renames), read(new)) == ()
    comparison = compare(read(ACME), read(new))
    assert (comparison.changes, comparison.words, len(comparison.renames)) == ((), (), 2)


def test_a_renamed_line_is_a_rename_in_bases_and_limits_too() -> None:
    new = ACME.replace("  care:\n", "  voice:\n").replace("billing.care", "billing.voice")
    assert [(r.old, r.new) for r in compare(read(ACME), read(new)).renames] == [("care", "voice")]
    assert compare(read(ACME), read(new)).changes == ()


def test_members_that_are_called_like_a_renamed_line_are_not_renamed() -> None:
    """The queue is still called retention; to leave it out of `where` would be another service."""
    new = ACME.replace("  retention:\n", "  desk:\n")
    assert compare(read(ACME), read(new)).changes == ()
    other = new.replace("where: {queue: retention}", "where: {queue: desk}")
    assert [".".join(c.term.first.path) for c in compare(read(ACME), read(other)).changes] == ["billing.desk.where.queue"]


def test_a_kpi_of_another_body_is_no_rename() -> None:
    start, end = ACME.index("  answer_speed:\n"), ACME.index("  csat:\n")
    other = """\
  abandonment:
    clause: Annex B 3
    kpi: abandonment
    variant: {denominator: offered, short: included}
    where: {queue: vip}
    per_unit: {step: 5 points, above: 10%, pay: -9, count: full}
    missing: worst
"""
    new = read(patched(ACME[:start] + other + ACME[end:], ("kpi: answer_speed, ", "kpi: abandonment, ")))
    assert renames_of(read(ACME), new) == ()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (("clause: Annex B 3\n", "clause: Annex D 1\n"), ("kpis", "answer_speed", "clause")),
        (("clause: Annex C 1}", "clause: Annex C 2}"), ("tax", "clause")),
        (("contract: acme-inbound", "contract: acme-draft"), ("contract",)),
        (("title: Retention desk", "title: Retention"), ("billing", "retention", "title")),
        (("vendor: {name: ContactPlus S.L.,", "vendor: {name: ContactPlus S.A.,"), ("vendor", "name")),
        (("cost_centre: CC-415", "cost_centre: CC-416"), ("billing", "retention", "cost_centre")),
    ],
    ids=str,
)
def test_moved_clauses_and_names_are_words(change: Change, path: tuple[str, ...]) -> None:
    comparison = compare(read(ACME), read(patched(ACME, change)))
    assert (comparison.changes, [d.path for d in comparison.words]) == ((), [path])
    assert not comparison.equal


@pytest.mark.parametrize("pair", [(ACME, LATER), (LATER, ACME)], ids=["on", "back"])
def test_a_mixture_of_all_is_the_other_and_of_none_the_first(pair: tuple[str, str]) -> None:
    old, new = read(pair[0]), read(pair[1])
    assert differences(mixed(old, new, lambda _: True), new) == ()
    assert mixed(old, new, lambda _: False) == old
    for wanted in differences(old, new):
        one = mixed(old, new, lambda difference, path=wanted.path: difference.path == path)  # type: ignore[misc]
        left = {d.path for d in differences(one, new)}
        assert wanted.path not in left
        assert len(differences(old, one)) == 1
