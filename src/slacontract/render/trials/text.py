"""Results of tests as a terminal shows them: a sign for each test, what failed with both figures, and a last line that counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, in_reading_order
from slacontract.languages import Language, message, say
from slacontract.render.findings_text import excerpt, write_findings
from slacontract.render.trials.words import told

if TYPE_CHECKING:
    from slacontract.trials.running import Verdict

_SIGNS: Final = {"passed": ".", "failed": "F", "broken": "E"}


def state(verdict: Verdict) -> str:
    """Whether a test passed, failed or could not be run."""
    return "broken" if verdict.broken else "passed" if verdict.passed else "failed"


def signs(verdicts: Sequence[Verdict]) -> str:
    """One line for each file: a dot for what passed, F for what failed, E for what could not be run."""
    files: dict[str, str] = {}
    for verdict in verdicts:
        files[verdict.at.file] = files.get(verdict.at.file, "") + _SIGNS[state(verdict)]
    width = max((len(name) for name in files), default=0)
    return "\n".join(f"{name.ljust(width)}  {marks}" for name, marks in files.items())


def failures(verdicts: Sequence[Verdict], language: Language) -> str:
    """What failed or could not be run, test by test, each with its place."""
    return "\n\n".join(block for verdict in verdicts if not verdict.passed for block in _blocks(verdict, language))


def title(verdict: Verdict, language: Language) -> str:
    """The name of a test, with its case."""
    return f"{verdict.name}, {case_of(verdict, language)}" if verdict.case else verdict.name


def case_of(verdict: Verdict, language: Language) -> str:
    """The case of a test: its number and what it gives; nothing for a test without cases."""
    return say(message("case {number}: {given}", number=verdict.number, given=verdict.case), language) if verdict.case else ""


def _blocks(verdict: Verdict, language: Language) -> Iterable[str]:
    heading = title(verdict, language)
    if verdict.broken:
        yield say(message("Not run: {test}", test=heading), language) + "\n" + write_findings(_stops(verdict))
    elif _stops(verdict):
        yield say(message("Failed: {test}", test=heading), language) + "\n" + write_findings(_stops(verdict))
    settlement = verdict.settlement
    for failure in verdict.failures:
        assert settlement is not None
        lines = [f"{failure.at}: {say(message('failed: {test}', test=heading), language)}", *excerpt(failure.at)]
        yield "\n".join([*lines, *(f"  {line}" for line in told(failure, settlement, language)), *_reason(verdict, language)])


def _reason(verdict: Verdict, language: Language) -> list[str]:
    first, _, more = verdict.why.strip().partition("\n")
    return [f"  {say(message('Why the test is there: {why}', why=first + (' …' if more else '')), language)}"]


def _stops(verdict: Verdict) -> list[Finding]:
    return [found for found in verdict.findings if found.stops]


def unconfirmed(verdicts: Sequence[Verdict]) -> str:
    """A line for each test whose figures are the engine's own, which shows what is and not what should be; and what to do."""
    found = in_reading_order(f for verdict in verdicts for f in verdict.findings if f.code.id == "T709")
    lines = [f"{f.at}: {f.code} ({f.weight.value}): {f.what}" for f in found]
    return "\n".join([*lines, *(f"  Remedy: {f.remedy}" for f in found[:1])])


def counted(verdicts: Sequence[Verdict], language: Language) -> str:
    """The last line: how many failed, could not be run and passed, and how many are unconfirmed."""
    states = [state(verdict) for verdict in verdicts]
    parts = [
        (states.count("failed"), "{number} failed"),
        (states.count("broken"), "{number} not run"),
        (sum(bool(verdict.unconfirmed) for verdict in verdicts), "{number} unconfirmed"),
    ]
    said = [say(message(text, number=number), language) for number, text in parts if number]
    return ", ".join([*said, say(message("{number} passed", number=states.count("passed")), language)])
