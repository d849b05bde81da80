"""From a folder with scorecards to the feedback report: forms, files, pseudonyms, periods."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slacontract.findings import NOWHERE, Finding, Position, any_stops, finding, nearest
from slacontract.measuring.feedback.judge import judge
from slacontract.measuring.feedback.pseudonyms import SHORTEST_KEY, Words, conceal, plain
from slacontract.measuring.feedback.report import By, Member, Report, Span
from slacontract.measuring.scorecards.together import read_scorecards
from slacontract.parse.forms import read_form
from slacontract.parse.records import read_records
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.files import RECORDS, Output, find_contracts, read_bytes

if TYPE_CHECKING:
    from slacontract.languages import Language
    from slacontract.measuring.scorecards.scored import Scored
    from slacontract.model.contract import Agreement
    from slacontract.model.forms import Form, Scorecards
    from slacontract.model.records import Records

KEY: Final = "pseudonyms.key"
CODES: Final = {"en": Words("Agent", "Evaluator", "[name]"), "es": Words("Agente", "Evaluador", "[nombre]")}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for on the command line: ``pseudonyms`` asks for codes; nothing asks for names where codes are required."""

    by: By
    period: str
    language: Language
    pseudonyms: bool
    formats: tuple[str, ...]
    apart: bool
    quotes: bool


def feedback(path: Path, wish: Wish, folder: Path) -> tuple[list[Output], Report | None, list[Finding]]:
    """The files of the report on a contract folder, or on any folder with ``records.yaml``; nothing is written here."""
    agreement, home, findings = _home(path)
    records, found = _records(home) if home else (None, [])
    findings += found
    if home is None or records is None or any_stops(findings):
        return [], None, findings
    scored, zone, found = _scored(home, records)
    findings += found
    spans, found = _spans(agreement, wish.period)
    findings += found
    if spans is None or any_stops(findings):
        return [], None, findings
    outputs: list[Output] = []
    concealed = wish.pseudonyms or records.pseudonyms == "required"
    title = str(agreement.latest.title) if agreement else home.name
    if concealed:
        key, made, found = _key(home)
        findings += found
        if any_stops(findings):
            return [], None, findings
        outputs += made
        scored = conceal(scored, key, CODES[wish.language])
    if not wish.quotes:
        scored = [_without_comments(one) for one in scored]
    if agreement:
        zone = str(agreement.latest.periods.timezone)
    report = judge(scored, title=title, by=wish.by, spans=spans, zone=zone, concealed=concealed)
    if not report.members:
        findings.append(_nothing(wish, scored))
        return [], None, findings
    return [*outputs, *_files(report, wish, folder)], report, findings


def _home(path: Path) -> tuple[Agreement | None, Path | None, list[Finding]]:
    """The contract and the folder of its records; or the folder alone, where there is no contract in it."""
    if path.is_dir() and (path / RECORDS).is_file() and not list(path.glob("v*.y*ml")):
        return None, path, []
    folders, findings = find_contracts(path)
    if len(folders) > 1:
        findings.append(
            finding("E501", Position(str(path)), "There are several contracts here.", "Name the folder of one of them.")
        )
    if any_stops(findings):
        return None, None, findings
    agreement, found = read_agreement(folders[0])
    return agreement, folders[0].path if agreement else None, findings + found


def _records(home: Path) -> tuple[Records | None, list[Finding]]:
    data, findings = read_bytes(home / RECORDS)
    if findings:
        return None, findings
    records, findings = read_records(data, str(home / RECORDS))
    if records is not None and not records.scorecards:
        findings.append(finding("R661", records.place_of("scorecards"), "No scorecards are declared.",
                                "Declare forms and files under 'scorecards:'."))  # fmt: skip
    return records, findings


def _scored(home: Path, records: Records) -> tuple[list[Scored], str, list[Finding]]:
    scored: list[Scored] = []
    findings: list[Finding] = []
    zone = "UTC"
    for said in records.scorecards.values():
        zone = str(said.timezone)
        forms, found = read_forms(home, said)
        contents, unread = read_files(home, said)
        findings += found + unread
        if not any_stops(findings):
            more, found = read_scorecards(said, forms, contents)
            scored += more
            findings += found
    return scored, zone, findings


def read_forms(home: Path, said: Scorecards) -> tuple[list[Form], list[Finding]]:
    """The versions of a form."""
    forms: list[Form] = []
    findings: list[Finding] = []
    for name in said.forms:
        data, unread = read_bytes(home / name)
        form, found = (None, []) if unread else read_form(data, str(home / name))
        findings += [replace(one, also=(name.at,)) for one in unread] + found
        forms += [form] if form else []
    return forms, findings


def read_files(home: Path, said: Scorecards) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """The files of scorecards, in order of name; a pattern that fits none is a finding."""
    findings: list[Finding] = []
    contents: list[tuple[str, bytes]] = []
    there = sorted(p for p in (home / "records").glob("**/*") if p.is_file()) if (home / "records").is_dir() else []
    for pattern in said.files:
        fitting = [p for p in there if fnmatchcase(p.relative_to(home / "records").as_posix(), pattern)]
        if not fitting:
            names = [p.name for p in there]
            findings.append(
                finding("E501", pattern.at, f"No file in {home / 'records'} fits '{pattern}'.", nearest(pattern, names[:20]))
            )
        for path in fitting:
            data, unread = read_bytes(path)
            findings += unread
            contents.append((str(path), data))
    return contents, findings


def _spans(agreement: Agreement | None, text: str) -> tuple[tuple[Span, Span | None] | None, list[Finding]]:
    """The period that is asked for and the one before it, by the calendar of the contract or of the year."""
    if agreement is not None:
        known = [Span(period.id, period.start, period.end) for period in agreement.schedule.periods()]
        place = next((n for n, span in enumerate(known) if span.id == text), None)
        if place is None:
            return None, [finding("E504", Position("--period"), f"'{text}' is no period of this contract.",
                                  nearest(text, [span.id for span in known]))]  # fmt: skip
        return (known[place], known[place - 1] if place else None), []
    match = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text)
    if match is None:
        return None, [finding("E504", Position("--period"), f"'{text}' is no month.", "Write it as 2026-03.")]
    span = _month(date(int(match[1]), int(match[2]), 1))
    return (span, _month(span.first - timedelta(days=1))), []


def _month(day: date) -> Span:
    first = day.replace(day=1)
    return Span(f"{first:%Y-%m}", first, (first + timedelta(days=31)).replace(day=1))


def _key(home: Path) -> tuple[bytes, list[Output], list[Finding]]:
    """The secret of the codes; made once, where there is none yet."""
    path = home / KEY
    if not path.exists():
        made = secrets.token_hex(24).encode()
        return made, [Output(path, made + b"\n")], []
    data, findings = read_bytes(path)
    key = data.strip()
    if not findings and len(key) < SHORTEST_KEY:
        findings = [
            finding(
                "R660",
                Position(str(path), 1),
                f"The key has {len(key)} characters; codes could be undone by trying.",
                f"Restore the key, or delete the file for a new one: codes then change. It has {SHORTEST_KEY} or more.",
            )
        ]
    return key, [], findings


def _without_comments(one: Scored) -> Scored:
    answers = tuple(replace(answer, comment="") for answer in one.card.answers)
    return replace(one, card=replace(one.card, comment="", answers=answers))


def _nothing(wish: Wish, scored: list[Scored]) -> Finding:
    days = sorted(one.card.when.date() for one in scored)
    seen = f" Scorecards are of {days[0]} to {days[-1]}." if days else ""
    return finding(
        "R661",
        NOWHERE if not days else Position("--period"),
        f"No scored call of {wish.period} names a{'n' * (wish.by == 'agent')} {wish.by}.{seen}",
        "Ask for another period, or check the columns of the scorecards.",
    )


def _files(report: Report, wish: Wish, folder: Path) -> list[Output]:
    """One report of all, or one for each member; names of files come from what the report shows."""
    reports = (
        [(report, "")] if not wish.apart else [(_only(report, member), f"_{slug(member.name)}") for member in report.members]
    )
    suffix = "" if wish.language == "en" else f"_{wish.language}"
    return [
        Output(folder / f"feedback_{wish.by}_{report.span.id}{name}{suffix}.{ending}", _drawn(one, ending, wish.language))
        for one, name in reports
        for ending in wish.formats
    ]


def _only(report: Report, member: Member) -> Report:
    return replace(report, members=(member,))


def _drawn(report: Report, ending: str, language: Language) -> bytes:
    from slacontract.render.feedback.html import write_html  # noqa: PLC0415  # jinja2 costs its time
    from slacontract.render.feedback.workbook import write_feedback_workbook  # noqa: PLC0415

    return write_html(report, language) if ending == "html" else write_feedback_workbook(report, language)


def slug(name: str) -> str:
    """A name as files are called.

    >>> slug("Agent 7F3KQ"), slug("Núñez, José (a1)")
    ('agent-7f3kq', 'nunez-jose-a1')
    """
    return re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-") or "unnamed"
