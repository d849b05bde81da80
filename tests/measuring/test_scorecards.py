"""Scorecards: scores by hand, and every fault of a filled form at its cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from slacontract.findings import Finding
from slacontract.measuring.scorecards.scored import Answer, Card, Scored
from slacontract.measuring.scorecards.scoring import score
from slacontract.measuring.scorecards.table import evaluation_rows, invalid_by_reason
from slacontract.measuring.scorecards.together import read_scorecards
from slacontract.measuring.tables import tables
from slacontract.model.forms import Form, Scorecards
from slacontract.parse.forms import read_form
from slacontract.parse.nouns import build
from slacontract.parse.yaml_tree import read_yaml

WEIGHTS = """
form: care
version: "2"
title: Care calls
kind: qa
score: weights
empty_section: spread
rounding: {mode: half_up, to: 0.01}
pass_mark: 85%
fatal: {user: zero, compliance: stands}
answers: {Sí: met, No: missed, N/A: not_applicable, Medio: 50%}
sections:
  opening:
    title: Opening
    weight: 30%
    items:
      greeting: {title: Greets, points: 1}
      identity: {title: Verifies identity, points: 2, fatal: compliance}
  solution:
    title: Solution
    weight: 70%
    items:
      answer: {title: Right answer, points: 4, fatal: user}
      friendly: {title: Friendly, points: 3}
"""
POINTS = """
form: shop
version: "1"
title: Mystery calls
kind: mystery
score: points
pass_mark: 80%
answers: {Yes: met, No: missed, NA: not_applicable}
sections:
  all:
    title: All
    items:
      menu: {title: Menu, points: 4}
      correct: {title: Correct, points: 9}
      goodbye: {title: Goodbye, points: 3}
scenarios: {bill: {title: Bill, share: 50%}, line: {title: Line, share: 50%}}
invalid: {detected: Noticed., dropped: Broke.}
"""


def form(text: str) -> Form:
    made, findings = read_form(text.encode(), "f.yaml")
    assert made is not None, findings
    return made


def seen(*values: object) -> tuple[object, ...]:
    """Figures side by side; whole numbers are compared with fractions."""
    return values


def said(text: str) -> Scorecards:
    table, _ = read_yaml(f"forms: [f.yaml]\nfiles: [x.csv]\ntimezone: Europe/Madrid\n{text}\n".encode(), "records.yaml")
    assert table is not None
    made, findings = build(Scorecards, table)
    assert made is not None, findings
    return made


def read(form_text: str, rows: str, how: str = "layout: wide") -> tuple[list[Scored], list[Finding]]:
    return read_scorecards(said(how), [form(form_text)], [("x.csv", rows.strip().encode())])


def refused(form_text: str, rows: str, how: str = "layout: wide") -> Finding:
    scored, findings = read(form_text, rows, how)
    stopping = [f for f in findings if f.stops]
    assert len(stopping) == 1, [f.what for f in findings]
    assert scored == []
    return stopping[0]


def test_weights_by_hand() -> None:
    """Opening 1 of 3 points of 30%, solution 4 of 4 + 1.5 of 3 of 7 points of 70%: 10 + 55 = 65."""
    scored, findings = read(WEIGHTS, "evaluation_id,at,greeting,identity,answer,friendly\ne1,2026-03-05 10:00,Sí,No,Sí,Medio")
    assert findings == []
    (one,) = scored
    assert seen(one.earned, one.possible, one.score) == (65, 100, 65)
    assert one.fatal == ("identity",)
    assert not one.passed
    assert [seen(w.item, w.earned, w.possible) for w in one.worths] == [
        ("greeting", 10, 10),
        ("identity", 0, 20),
        ("answer", 40, 40),
        ("friendly", 15, 30),
    ]
    (row,) = evaluation_rows(scored)
    assert set(row) == set(tables()["evaluations"].columns) - {"last_update"}
    assert (row["checked_user"], row["checked_business"], row["checked_compliance"]) == (1, 0, 1)
    assert (row["earned"], row["possible"], row["fatal_compliance"], row["fatal_user"]) == (Decimal(65), Decimal(100), 1, 0)
    assert (row["items_met"], row["items_checked"], str(row["at"])) == (2, 4, "2026-03-05 09:00:00")


def test_a_fatal_error_makes_zero_where_the_form_says_so() -> None:
    (one,), _ = read(WEIGHTS, "evaluation_id,at,greeting,identity,answer,friendly\ne1,2026-03-05 10:00,Sí,Sí,No,Sí")
    assert seen(one.earned, one.score, one.fatal_of("user"), one.passed) == (0, 0, 1, False)
    assert seen(sum(w.earned for w in one.worths)) == (60,)  # what the parts were worth is still known


def test_what_does_not_apply_leaves_the_denominator() -> None:
    """Without greeting, identity alone is the opening: 30 of 30. Friendly not applicable: answer alone is 70 of 70."""
    rows = "evaluation_id,at,greeting,identity,answer,friendly\ne1,2026-03-05 10:00,N/A,Sí,Sí,N/A"
    (one,), _ = read(WEIGHTS, rows)
    assert seen(one.score, one.passed, one.checked) == (100, True, 2)


def test_an_empty_section_is_spread_or_left_out() -> None:
    rows = "evaluation_id,at,greeting,identity,answer,friendly\ne1,2026-03-05 10:00,N/A,N/A,Sí,Medio"
    (one,), _ = read(WEIGHTS, rows)  # (4 + 1.5) / 7 = 78.571428...
    assert seen(one.earned, one.possible, one.score) == (mpq("78.57"), 100, mpq("78.57"))
    (one,), _ = read(WEIGHTS.replace("spread", "left_out"), rows)
    assert seen(one.earned, one.possible, one.score) == (mpq("54.999"), 70, mpq("78.57"))


def test_points_by_hand_and_what_is_invalid() -> None:
    """13 of 16 = 81.25% passes, 9 of 12 (menu does not apply) = 75% does not; the detected call is nothing of nothing."""
    rows = """evaluation_id,at,scenario,status,item,answer
m1,2026-03-05 10:00,bill,released,menu,4
m1,2026-03-05 10:00,bill,released,correct,Yes
m1,2026-03-05 10:00,bill,released,goodbye,0
m2,2026-03-06 10:00,line,released,menu,NA
m2,2026-03-06 10:00,line,released,correct,9
m2,2026-03-06 10:00,line,released,goodbye,No
m3,2026-03-07 10:00,line,detected,menu,4
"""
    scored, findings = read(POINTS, rows, "layout: long")
    assert [seen(one.earned, one.possible, one.passed) for one in scored] == [(13, 16, True), (9, 12, False), (0, 0, False)]
    assert [(f.code.id, f.stops) for f in findings] == [("R656", False)]
    assert "1 of 3" in findings[0].what
    assert invalid_by_reason(scored) == {"detected": 1}
    last = list(evaluation_rows(scored))[-1]
    assert (last["status"], last["void_reason"], last["earned"]) == ("void", "detected", None)


def test_a_second_score_is_compared_and_does_not_count_twice() -> None:
    """First score 100, second 85 (friendly missed: 30 of 100... half of it): the gap is 15 points."""
    rows = """evaluation_id,contact_id,at,double_of,greeting,identity,answer,friendly
e1,c1,2026-03-05 10:00,,Sí,Sí,Sí,Sí
e2,c1,2026-03-06 10:00,e1,Sí,Sí,Sí,Medio
"""
    scored, findings = read(WEIGHTS, rows)
    assert findings == []
    assert seen(*(one.gap for one in scored)) == (None, 15)
    assert [row["kind"] for row in evaluation_rows(scored)] == ["qa", "calibration"]


def test_scenarios_in_other_shares_than_agreed() -> None:
    rows = "evaluation_id,at,scenario,menu,correct,goodbye\n" + "".join(
        f"m{n},2026-03-05 10:00,{'bill' if n < 3 else 'line'},Yes,Yes,Yes\n" for n in range(4)
    )
    _, findings = read(POINTS, rows)
    assert [f.code.id for f in findings] == ["R657"]
    assert "bill 3 of 4 (agreed 50%)" in findings[0].what


HEAD = "evaluation_id,contact_id,at,form_version,status,double_of,greeting,identity,answer,friendly\n"
GOOD = "e1,c1,2026-03-05 10:00,2,,,1,2,Sí,3\n"
FAULTS = [
    (HEAD.replace("friendly", "frendly") + GOOD, "R651", 0, "friendly"),
    (HEAD.replace("friendly", "friendly,mood") + GOOD.replace("3\n", "3,x\n"), "R651", 1, "'mood'"),
    (HEAD + GOOD.replace(",3\n", ",4\n"), "R652", 2, "worth 3 points, and the answer is 4"),
    (HEAD + GOOD.replace(",3\n", ",-1\n"), "R652", 2, "-1"),
    (HEAD + GOOD.replace(",3\n", ",Perhaps\n"), "R652", 2, "'Perhaps' is no answer"),
    (HEAD + GOOD.replace("Sí", "Medio"), "R652", 2, "a critical error is made or not"),
    (HEAD + GOOD.replace(",3\n", ",\n"), "R653", 2, "'friendly' has no answer"),
    (HEAD + GOOD.replace(":00,2,", ":00,1,"), "R654", 2, "no form of version '1'"),
    (HEAD + GOOD + GOOD.replace("c1", "c2"), "R655", 3, "'e1' is there twice"),
    (HEAD + GOOD + GOOD.replace("e1", "e2"), "R655", 3, "scored by 'e1' and 'e2'"),
    (HEAD + GOOD.replace("2,,,", "2,,e9,"), "R655", 2, "no first score"),
    (HEAD + GOOD.replace("2026-03-05 10:00", "05/03/2026"), "R658", 2, "05/03/2026"),
    (HEAD + GOOD.replace("2,,,", "2,lost,,"), "R658", 2, "'lost' is no status"),
]


@pytest.mark.parametrize(("rows", "code", "line", "words"), FAULTS)
def test_faults_of_scorecards(rows: str, code: str, line: int, words: str) -> None:
    if line == 0:  # a misspelt heading is an unknown column and a missing item
        _, findings = read(WEIGHTS, rows)
        assert {f.code.id for f in findings} == {code}
        assert len(findings) == 2
        return
    fault = refused(WEIGHTS, rows)
    assert (fault.code.id, fault.at.line) == (code, line)
    assert words in fault.what
    assert fault.remedy.endswith((".", "?"))


FORM_FAULTS = [
    ("weight: 70%", "weight: 60%", "R650", "90%"),
    ("empty_section: spread\n", "", "C202", "no item applies"),
    ("rounding: {mode: half_up, to: 0.01}\n", "", "C202", "rounded"),
    ("to: 0.01", "to: 0.05", "R650", "0.05"),
    ("user: zero, ", "", "C202", "fatal for user"),
    ("user: zero", "user: zero, business: zero", "R650", "No item is fatal for business"),
    ("Medio: 50%", "Medio: half", "R650", "'half'"),
    ("Medio: 50%", "Medio: 150%", "R650", "'150%'"),
    ("friendly: {title: Friendly, points: 3}", "greeting: {title: Friendly, points: 3}", "R650", "two sections"),
    ("friendly: {title: Friendly, points: 3}", "friendly: {title: Friendly, points: 0}", "R650", "changes nothing"),
    ("score: weights", "score: points", "R650", "has no effect"),
    ("pass_mark: 85%", "pass_mark: 185%", "R650", "185%"),
]


@pytest.mark.parametrize(("old", "new", "code", "words"), FORM_FAULTS)
def test_faults_of_forms(old: str, new: str, code: str, words: str) -> None:
    assert old in WEIGHTS
    made, findings = read_form(WEIGHTS.replace(old, new).encode(), "f.yaml")
    assert made is None
    assert code in {f.code.id for f in findings}
    assert any(words in f.what for f in findings), [f.what for f in findings]


SHARES = st.one_of(st.none(), st.sampled_from([mpq(0), mpq(1, 2), mpq(1)]))


@given(st.lists(SHARES, min_size=4, max_size=4), st.sampled_from(["spread", "left_out"]))
def test_the_parts_of_a_score_are_the_whole(shares: list[mpq | None], empty: str) -> None:
    """The worths of items add up to the score before rounding and critical errors, and to a hundred of what was possible."""
    from datetime import UTC, datetime  # noqa: PLC0415

    made = form(WEIGHTS.replace("empty_section: spread", f"empty_section: {empty}"))
    answers = tuple(Answer(name, share) for name, share in zip(made.items, shares, strict=True))
    one = score(Card("e", made, datetime(2026, 1, 1, tzinfo=UTC), answers=answers))
    if one.possible:
        assert seen(sum(w.possible for w in one.worths)) == (100,)
        assert 0 <= one.score <= 100
        if "answer" not in one.fatal:
            assert abs(sum(w.earned for w in one.worths) - one.score) <= mpq(1, 200)
    else:
        assert all(share is None for share in shares)


def test_generated_scorecards_come_to_their_truth(tmp_path: Path) -> None:
    """The sample's ledger scored each form in its own plain fractions."""
    import csv  # noqa: PLC0415

    from slacontract.measuring.sample.plan import Plan, desks_of  # noqa: PLC0415
    from slacontract.measuring.sample.write import write_sample  # noqa: PLC0415

    write_sample(Plan(desks_of(["care"], ["madrid"], frozenset(), 60), ("2026-03",), seed=5, forms=("canonical",)), tmp_path)
    with (tmp_path / "truth.csv").open(encoding="utf-8") as file:
        true = {(row["measure"]): int(row["value"]) for row in csv.DictReader(file) if row["queue"] == "care"}
    for kind, layout in (("qa", "wide"), ("mystery", "long")):
        name = {"qa": "quality", "mystery": "mystery"}[kind]
        made = form((tmp_path / "forms" / f"care-{name}.yaml").read_text(encoding="utf-8"))
        data = (tmp_path / "records" / f"{name}-2026-03.csv").read_bytes()
        scored, findings = read_scorecards(said(f"layout: {layout}"), [made], [("x.csv", data)])
        assert not [f for f in findings if f.stops], findings
        counted = [one for one in scored if one.card.valid and not one.card.double_of]
        assert len(counted) == true[f"{kind}_evaluations"] > 10
        assert sum(one.earned for one in counted) == mpq(true[f"{kind}_points_hundredths"], 100)
        assert sum(one.possible for one in counted) == mpq(true[f"{kind}_possible_hundredths"], 100)
        assert sum(one.passed for one in counted) == true[f"{kind}_passed"]
        assert sum(one.met for one in counted) == true[f"{kind}_items_met"]
        assert sum(one.checked for one in counted) == true[f"{kind}_items_checked"]
        assert len(scored) - len([one for one in scored if one.card.valid]) == true.get(f"{kind}_invalid", 0)


def test_times_in_the_form_that_is_declared() -> None:
    rows = "evaluation_id,at,greeting,identity,answer,friendly\ne1,05/03/2026 2:20 PM,Sí,Sí,Sí,Sí"
    scored, findings = read(WEIGHTS, rows, "layout: wide\ntime: DD/MM/YYYY h:mm A")
    assert findings == []
    (row,) = evaluation_rows(scored)
    assert str(row["at"]) == "2026-03-05 13:20:00"
    fault = refused(WEIGHTS, rows.replace("05/03/2026 2:20 PM", "2026-03-05 14:20"), "layout: wide\ntime: DD/MM/YYYY h:mm A")
    assert (fault.code.id, fault.at.line) == ("R658", 2)
    assert "'DD/MM/YYYY h:mm A'" in fault.what
