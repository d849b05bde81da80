"""The feedback report: figures by hand, and that no name of anyone gets through."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from slacontract import languages
from slacontract.measuring.feedback.interval import wilson
from slacontract.measuring.feedback.judge import judge
from slacontract.measuring.feedback.pseudonyms import Codes, Words, code, conceal, person
from slacontract.measuring.feedback.report import Report, Span
from slacontract.measuring.scorecards.scored import Answer, Card
from slacontract.measuring.scorecards.scoring import score, with_gaps
from slacontract.model.forms import Form
from slacontract.parse.forms import read_form
from slacontract.render.feedback.html import write_html
from slacontract.render.feedback.workbook import write_feedback_workbook
from support.commands import run, tree

KEY = b"0123456789abcdef0123"
FORM = """
form: care
version: "1"
title: Care <calls>
kind: qa
score: points
pass_mark: 80%
fatal: {compliance: zero}
answers: {Y: met, N: missed, NA: not_applicable}
sections:
  one:
    title: One
    items:
      greet: {title: Greets, points: 20}
      listen: {title: Listens, points: 50}
      identity: {title: Checks identity, points: 30, fatal: compliance}
"""
MARCH, FEBRUARY = Span("2026-03", date(2026, 3, 1), date(2026, 4, 1)), Span("2026-02", date(2026, 2, 1), date(2026, 3, 1))
SHARES = {"Y": mpq(1), "N": mpq(0), "H": mpq(1, 2), "-": None}


def seen(*values: object) -> tuple[object, ...]:
    """Figures side by side; whole numbers are compared with fractions."""
    return values


def form() -> Form:
    made, findings = read_form(FORM.encode(), "f.yaml")
    assert made is not None, findings
    return made


def card(number: int, answers: str, **said: str) -> Card:
    """A card of March; ``answers`` are one letter for each item, ``day`` another date."""
    made = form()
    day = said.pop("day", f"2026-03-{number:02}")
    given = tuple(Answer(name, SHARES[letter]) for name, letter in zip(made.items, answers, strict=True))
    when = datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=UTC)
    return Card(f"e{number}", made, when, answers=given, **{"agent_key": "a1", **said})  # type: ignore[arg-type]


def reported(*cards: Card, by: str = "agent", concealed: bool = False) -> Report:
    scored = with_gaps([score(one) for one in cards])
    if concealed:
        scored = conceal(scored, KEY, Words())
    return judge(scored, title="Care", by=by, spans=(MARCH, FEBRUARY), zone="UTC", concealed=concealed)  # type: ignore[arg-type]


def test_figures_by_hand() -> None:
    """Four calls of 100 points: 100, 50 (listens missed), 0 (identity missed: 70 more are lost), 80 (greeting missed).

    Score 230 of 400. Listening costs 50 / 4, greeting 20 / 4, identity (30 + 70) / 4: together what the average lacks of 100.
    """
    report = reported(card(1, "YYY"), card(2, "YNY"), card(3, "YYN"), card(4, "NYY"), card(5, "YYY", day="2026-02-10"))
    (member,) = report.members
    (view,) = member.views
    assert (view.score, view.passed, view.count) == (mpq(230, 400), 2, 4)
    assert {item.item: item.cost for item in view.items} == {"greet": 5, "listen": mpq(25, 2), "identity": 25}
    assert [item.item for item in view.areas] == ["identity", "listen", "greet"]
    assert view.fatal == {"compliance": 1}
    assert seen(view.before, view.before_calls) == (1, 1)
    assert view.small
    assert not view.reached  # each item was met in 3 of 4, and 80% passes
    assert len(view.strengths) == 2
    assert [call.call for call in view.best] == ["e1", "e4"]
    assert [call.call for call in view.worst] == ["e3", "e2"]


def test_strengths_are_what_is_met_most_surely() -> None:
    report = reported(*(card(n, "YHY" if n == 1 else "YYY" if n < 4 else "-YY") for n in range(1, 10)))
    (view,) = report.members[0].views
    assert view.reached
    assert [item.item for item in view.areas] == ["listen"]
    assert [item.item for item in view.strengths] == ["identity", "greet"]  # 9 of 9 says more than 3 of 3
    assert not view.small


def test_what_does_not_count() -> None:
    """A second score, a disputed one and an invalid one leave the score alone."""
    second = card(2, "NYY", double_of="e1", contact_id="c1")
    report = reported(card(1, "YYY", contact_id="c1"), second, card(3, "NNY", status="disputed"), card(4, "NNN", status="gone"))
    (view,) = report.members[0].views
    assert seen(view.score, view.count, view.disputed, view.invalid) == (1, 1, 1, {"gone": 1})
    assert view.calibration is not None
    assert seen(view.calibration.calls, view.calibration.gap, view.calibration.lean) == (1, 20, -20)


ANSWERS = st.lists(
    st.text("YNH-", min_size=2, max_size=2).flatmap(lambda two: st.sampled_from([f"{two}Y", f"{two}N"])), min_size=1, max_size=8
)


@given(ANSWERS)
def test_costs_add_up_to_what_the_average_call_lacks(answers: list[str]) -> None:
    cards = [card(number + 1, given) for number, given in enumerate(answers)]
    (view,) = reported(*cards).members[0].views
    scores = [score(one).score for one in cards]
    assert sum(item.cost for item in view.items) == 100 - sum(scores) / len(scores)


def test_wilson() -> None:
    """16 of 20 lies between 58 % and 92 %; 0 of 5 and 5 of 5 end at the ends."""
    low, high = wilson(16, 20) or (mpq(0), mpq(0))
    assert (round(float(low), 2), round(float(high), 2)) == (0.58, 0.92)
    assert seen((wilson(0, 5) or [None])[0]) == (0,)
    assert seen((wilson(5, 5) or [None, None])[1]) == (1,)
    assert wilson(0, 0) is None


PEOPLE = [("a1", "Ana García"), ("mlopez", "López, María"), ("a3", "Ana Núñez de la Peña"), ("", "Øystein Straße")]


def codes() -> Codes:
    cards = [card(n, "YYY", agent_key=key, agent_name=name, evaluator="Petra Langer") for n, (key, name) in enumerate(PEOPLE, 1)]
    return Codes.of(KEY, cards, Words())


TEXTS = [
    ("Ana García listened.", "{a1} listened."),
    ("ANA GARCIA listened.", "{a1} listened."),
    ("García did; so did maría's team.", "{a1} did; so did {mlopez}'s team."),
    ("Ana was late.", "[name] was late."),  # two people have that name
    ("Call of mlopez, a3 and a1.", "Call of {mlopez}, {a3} and {a1}."),
    ("Ana  Núñez\nde la Peña", "{a3}"),
    ("Nunez and Pen\u0303a", "{a3} and {a3}"),
    ("Banana, granada, a13 and Langley stay.", "Banana, granada, a13 and Langley stay."),
    ("Petra told øystein.", "{Petra} told {Ø}."),
    ("García_1 stays hidden too", "{a1}_1 stays hidden too"),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_names_in_comments_are_replaced(text: str, expected: str) -> None:
    made = codes()
    labels = {
        "a1": made.label("agent", "a1", ""),
        "mlopez": made.label("agent", "mlopez", ""),
        "a3": made.label("agent", "a3", ""),
        "Petra": made.label("evaluator", "", "Petra Langer"),
        "Ø": made.label("agent", "", "Øystein Straße"),
    }
    assert made.without_names(text) == expected.format(**labels)


def test_a_code_is_the_same_in_all_files_and_another_with_another_key() -> None:
    """By hand: HMAC-SHA256 of the role and the person, its first 25 bits in five letters."""
    import hashlib  # noqa: PLC0415
    import hmac  # noqa: PLC0415

    digest = hmac.new(KEY, b"agent\x1fid:a1", hashlib.sha256).digest()
    bits = f"{int.from_bytes(digest, 'big'):0256b}"
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert code(KEY, "agent", "id:a1") == "".join(letters[int(bits[n : n + 5], 2)] for n in range(0, 25, 5))
    assert code(KEY, "agent", "id:a1") != code(KEY + b"x", "agent", "id:a1")
    assert person("A1 ", "whoever") == person("a1", "")


def test_two_people_with_one_short_code_get_longer_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    from slacontract.measuring.feedback import pseudonyms  # noqa: PLC0415

    monkeypatch.setattr(pseudonyms, "code", lambda _key, _role, who, length=5: "SAME5" if length == 5 else f"SAME5{who[-1]}")
    made = Codes.of(KEY, [card(1, "YYY", agent_key="a1"), card(2, "YYY", agent_key="a2")], Words())
    assert sorted(made.labels.values()) == ["Agent SAME51", "Agent SAME52"]


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))


def texts_of(data: bytes) -> str:
    """Everything that is written in a workbook or page, with all properties."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def folder(tmp_path: Path, pseudonyms: str = "") -> Path:
    """A folder with scorecards in which names stand wherever a text can be."""
    (tmp_path / "records").mkdir(parents=True)
    (tmp_path / "form.yaml").write_text(FORM, encoding="utf-8")
    head = "evaluation_id,contact_id,at,team,campaign,site,evaluator,agent_key,agent_name,comment,"
    head += "greet,listen,identity,greet comment\n"
    rows = [
        f"e{n},call-of-{key or 'x'}-{n},2026-03-{n:02} 10:00,Team García,{name.split()[0].strip(',')} line,Madrid,"
        f"Petra Langer,{key},"
        f'"{name}","=HYPERLINK(1) <b>{name}</b> and María, said Petra",{"N" if n % 2 else "Y"},Y,Y,"{name} forgot"\n'
        for n, (key, name) in enumerate(PEOPLE * 3, 1)
    ]
    (tmp_path / "records" / "quality.csv").write_text(head + "".join(rows), encoding="utf-8")
    declared = "scorecards:\n  q: {forms: form.yaml, files: quality.csv, layout: wide, timezone: Europe/Madrid}\n"
    (tmp_path / "records.yaml").write_text(declared + pseudonyms, encoding="utf-8")
    return tmp_path


NAMES = ["ana", "garcia", "maria", "lopez", "nunez", "pena", "øystein", "strasse", "straße", "petra", "langer", "mlopez"]


@pytest.mark.parametrize("by", ["agent", "team", "campaign", "site"])
@pytest.mark.parametrize("apart", [[], ["--apart"]])
def test_no_name_gets_through_where_codes_are_required(tmp_path: Path, by: str, apart: list[str]) -> None:
    home = folder(tmp_path / "home", "pseudonyms: required\n")
    out = tmp_path / "out"
    for language in ("en", "es"):
        result = run("feedback", home, "--by", by, "--period", "2026-03", "--language", language, "--output", out, *apart)
        assert result.exit_code == 0, result.output
        assert not [
            name for name in NAMES if re.search(rf"(?<![a-z]){name}(?![a-z])", plain(result.stdout.replace(str(tmp_path), "")))
        ]
    written = list(out.iterdir())
    assert len(written) == 4 or (apart and by != "site" and len(written) % 4 == 0)
    for path in written:
        seen = plain(path.name + "\n" + texts_of(path.read_bytes()))
        found = [name for name in NAMES if re.search(rf"(?<![a-z]){name}(?![a-z])", seen)]
        assert found == [], (path.name, found)


def test_no_option_shows_names_where_codes_are_required(tmp_path: Path) -> None:
    help_text = run("feedback", "--help").output
    assert "--no-pseudonyms" not in help_text
    assert run("feedback", folder(tmp_path), "--by", "agent", "--period", "2026-03", "--no-pseudonyms").exit_code == 2


def test_the_key_is_made_once_and_codes_stay(tmp_path: Path) -> None:
    home = folder(tmp_path / "home")
    words = ("feedback", home, "--by", "agent", "--period", "2026-03", "--pseudonyms", "--output")
    assert run(*words, tmp_path / "one").exit_code == 0
    key = (home / "pseudonyms.key").read_bytes()
    assert run(*words, tmp_path / "two").exit_code == 0
    assert (home / "pseudonyms.key").read_bytes() == key
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    (home / "pseudonyms.key").write_text("short\n")
    result = run(*words, tmp_path / "three")
    assert result.exit_code == 1
    assert "R660" in result.output
    assert not (tmp_path / "three").exists()


def test_names_are_shown_where_nobody_minds(tmp_path: Path) -> None:
    result = run("feedback", folder(tmp_path / "home"), "--by", "agent", "--period", "2026-03", "--output", tmp_path / "out")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "out" / "feedback_agent_2026-03.html").read_text(encoding="utf-8")
    assert "Ana García (a1)" in page
    assert "<b>Ana" not in page  # what evaluators wrote is text
    assert "&lt;b&gt;Ana García" in page
    assert not (tmp_path / "home" / "pseudonyms.key").exists()


def test_the_workbook_has_figures_and_no_formula(tmp_path: Path) -> None:
    report = reported(card(1, "YYY", comment="=1+1"), card(2, "YNY"), card(3, "YYN"), card(4, "NYY"))
    book = openpyxl.load_workbook(io.BytesIO(write_feedback_workbook(report, "en")))
    assert book.sheetnames == ["Summary", "Strengths", "To improve", "All items", "Calls"]
    summary = [cell.value for cell in book["Summary"][5]]
    assert summary[:5] == ["a1", "Quality evaluations: Care <calls>", 4, 0.575, None]
    costs = [row[13].value for row in book["To improve"].iter_rows(min_row=5)]
    assert costs == [25, 12.5, 5]
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_few_calls_are_said_to_be_few() -> None:
    page = write_html(reported(card(1, "YYY"), card(2, "YNY")), "en").decode()
    assert "Calls so far: 2." in page
    assert "needs 5 or more" in page
    many = write_html(reported(*(card(n, "YYY") for n in range(1, 7))), "en").decode()
    assert "Calls so far" not in many


def test_everything_has_its_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(languages.translations("es"))
    missing: set[str] = set()

    class Recording(dict[str, str]):
        def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
            missing.update({key} - set(known))
            return known.get(key, default or "")

    monkeypatch.setattr(languages, "translations", lambda _language: Recording())
    second = card(9, "NYY", double_of="e1", contact_id="c1")
    cards = [
        card(1, "YYY", contact_id="c1", comment="good"),
        second,
        card(2, "YNY"),
        card(3, "YYN"),
        card(4, "NYY", agent_key="b"),
    ]
    cards += [
        card(5, "NNY", status="disputed"),
        card(6, "NNN", status="gone"),
        card(7, "YYY", agent_key=""),
        card(8, "NNY", day="2026-02-02"),
    ]
    for by in ("agent", "campaign", "team", "site", "queue"):
        report = reported(*(cards if by == "agent" else [*cards, card(10, "YYY", **{by: "x"})]), by=by, concealed=True)
        write_html(report, "es")
        write_feedback_workbook(report, "es")
    assert {text for text in missing if re.sub(r"\{\w+\}|[\W\d]", "", text)} == set()


def test_a_period_without_calls_is_a_finding(tmp_path: Path) -> None:
    result = run("feedback", folder(tmp_path), "--by", "agent", "--period", "2026-05", "--output", tmp_path / "out")
    assert result.exit_code == 1
    assert "R661" in result.output
    assert "2026-03-01 to 2026-03-12" in result.output
