"""Coverage of contract tests in words: clause by clause what no test has touched, where it stands, and what would touch it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from slacontract.formula.figures import write_about
from slacontract.languages import Language, message, say
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.trials.coverage import Coverage
    from slacontract.trials.parts import Part


def share_told(coverage: Coverage, language: Language) -> str:
    """How much of a contract its tests touch, in one line."""
    whole, left = len(coverage.parts), len(coverage.untouched)
    return say(message("Tested: {touched} of {whole} parts of the contract ({share}).", touched=whole - left, whole=whole,
                       share=write_about(coverage.share, Unit.RATIO, language, 1)), language)  # fmt: skip


def untouched_told(coverage: Coverage, language: Language) -> str:
    """What no test has touched, under the clause that says it."""
    if not coverage.untouched:
        return say(message("Every part of the contract is tested."), language)
    heading = say(message("No test touches:"), language)
    return "\n".join([heading, *(line for block in _clauses(coverage.untouched, language) for line in block)])


def _clauses(parts: Sequence[Part], language: Language) -> Iterator[list[str]]:
    for (version, clause), group in groupby(parts, key=lambda part: (part.version, part.clause)):
        here = list(group)
        name = say(message("version {number}, {clause}", number=version, clause=clause), language) if clause else ""
        yield [f"  {name}"] if name else []
        yield [_line(part, language) for part in here]


def _line(part: Part, language: Language) -> str:
    hint = f" ({say(part.hint, language)})" if part.hint is not None else ""
    return f"    {part.at.short}: {say(part.subject, language)}: {say(part.what, language)}{hint}"


def coverage_record(coverage: Coverage) -> dict[str, object]:
    """Coverage for programs."""
    return {
        "parts": len(coverage.parts),
        "touched": len(coverage.parts) - len(coverage.untouched),
        "untouched": [
            {"version": part.version, "clause": part.clause, "file": part.at.file, "line": part.at.line,
             "part": f"{part.subject}: {part.what}", "hint": str(part.hint) if part.hint is not None else None}
            for part in coverage.untouched
        ],
    }  # fmt: skip
