"""Contacts at a boundary, worked out by hand: held past it, held into another increment, cut in two; each with a silent twin."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from scenarios.small import plain, settled
from slacontract.languages import say
from slacontract.review.incentives.nouns import Incentive
from slacontract.review.incentives.search import incentives
from support.settling import HEAD as OPENING

HEAD = f"""{OPENING}limits: []
billing:
  care: {{model: per_minute, clause: A 1, """
MINUTE = "{first: 60 s, then: 60 s, count: started, per: contact}"
LISTED = f"{HEAD}minutes: [talk, wrap], contacts: listed, increments: {MINUTE}, rate: 0.60}}\n"


def found(folder: Path, contract: str, talks: list[int]) -> list[Incentive]:
    """What is found of contacts of so many seconds, of which 10 s are wrap-up."""
    rows = [f"2026-01-05,c{number},{seconds - 10},10" for number, seconds in enumerate(talks)]
    return list(incentives(settled(folder, contract, "\n".join(["date,contact,talk_s,wrap_s", *rows, ""]))))


def test_contacts_held_into_another_minute(tmp_path: Path) -> None:
    """Four of 238 s are held for 3 s each: four minutes more at 0.60, less what 12 s cost in the mean of 2,152 s for 24.00."""
    (one,) = found(tmp_path, LISTED, [238] * 4 + [200] * 6)
    assert plain(one.money) == 4 * Fraction(60, 100) - 12 * Fraction(24, 2152)
    assert one.code == "C289"
    assert "With 4 contacts held for 5 s or less, until another increment had begun" in say(one.what, "en")
    assert "Con 4 contactos" in say(one.what, "es")
    assert one.periods == ("2026-01",)


def test_six_seconds_decide_over_too_little(tmp_path: Path) -> None:
    rule = "{first: 60 s, then: 6 s, count: started, per: contact}"
    assert found(tmp_path, LISTED.replace(MINUTE, rule), [238] * 4 + [200] * 6) == []


def test_increments_of_the_sum_are_silent(tmp_path: Path) -> None:
    """A cap for each contact lists them; what is counted up is the sum of the month."""
    rule = "{first: 60 s, then: 60 s, count: started, per: period, apply: after_cap}"
    contract = LISTED.replace(MINUTE, f"{rule}, cap: {{aht: 600 s, per: contact, level: contact}}")
    assert found(tmp_path, contract, [238] * 4 + [200] * 6) == []


def test_whole_increments_are_filled(tmp_path: Path) -> None:
    """Only whole minutes count: 238 s and 200 s bill three, two seconds more than 238 bill four. 8 s cost 8/2,152 of 18.00."""
    contract = LISTED.replace("count: started", "count: full")
    (one,) = found(tmp_path, contract, [238] * 4 + [200] * 6)
    assert plain(one.money) == 4 * Fraction(60, 100) - 8 * Fraction(Fraction(10 * 3 * 60, 100), 2152)


def test_contacts_that_end_in_the_middle_of_an_increment_are_silent(tmp_path: Path) -> None:
    assert found(tmp_path, LISTED, [230] * 4 + [200] * 6) == []


def test_one_in_fifty_cut_in_half(tmp_path: Path) -> None:
    """125 s bill three minutes, and 62 s and 63 s two each: one minute more for each of 2 contacts of 100."""
    (one,) = found(tmp_path, LISTED, [125] * 100)
    assert plain(one.money) == 2 * Fraction(60, 100)
    assert "With 2 contacts (one in fifty) cut in half" in say(one.what, "en")


def test_halves_that_bill_the_same_are_silent(tmp_path: Path) -> None:
    """110 s bill two minutes, and 55 s twice bill one each."""
    assert found(tmp_path, LISTED, [110] * 100) == []


def test_of_few_contacts_none_is_cut(tmp_path: Path) -> None:
    assert found(tmp_path, LISTED, [125] * 49) == []


FREE = LISTED.replace("rate: 0.60", "free_short: {below: 30 s, time: [talk, wrap], first: 2}, rate: 0.60")


def test_the_first_free_contacts_make_room_for_others(tmp_path: Path) -> None:
    """Two contacts are free. Held past 30 s, two of four near it are billed a minute more each, and then no short one is left."""
    (one,) = found(tmp_path, FREE, [28] * 2 + [200] * 6)
    assert plain(one.money) == 2 * Fraction(60, 100)
    # with two more that are far too short to be held, these are free instead, and nothing is won
    assert found(tmp_path, FREE, [28] * 2 + [12] * 2 + [200] * 6) == []


COUNTED = (
    f"{HEAD}minutes: handle, contacts: counted, free_short: {{up_to: 30 s, time: handle}}, increments: {MINUTE}, rate: 0.60}}\n"
)


def test_free_contacts_that_are_only_counted(tmp_path: Path) -> None:
    """One in ten of 100 free contacts bills its minute after all."""
    measures = "period,handle_by_60_60_s,ended_in_30s\n2026-01,120000,100\n"
    (one,) = incentives(settled(tmp_path, COUNTED, measures))
    assert plain(one.money) == 10 * Fraction(60, 100)
    assert "With 10 contacts held a little longer" in say(one.what, "en")
    limited = COUNTED.replace("time: handle}", "time: handle, first: 30}")  # 90 are still more than 30
    assert list(incentives(settled(tmp_path, limited, measures))) == []
