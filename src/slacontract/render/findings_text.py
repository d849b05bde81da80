"""Findings as people and programs read them: text with the source line and a caret, or JSON."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import Final

from slacontract.codes import Severity
from slacontract.findings import Finding, Position, in_reading_order

MOST: Final = 50
"""At most so many findings are printed in one run; a last line counts the rest."""
_WIDEST: Final = 140
_STEERING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def write_findings(findings: Sequence[Finding]) -> str:
    """Write each finding as place, code, source line with a caret, what is wrong, and the remedy."""
    ordered = in_reading_order(findings)
    parts = [_block(f) for f in _first(ordered)]
    if len(ordered) > MOST:
        rest = len(ordered) - MOST
        parts.append(f"... and {rest:,} more finding{'s' * (rest != 1)}.")
    return "\n\n".join(parts)


def _first(ordered: list[Finding]) -> list[Finding]:
    """As many as are printed, in reading order; what stops the run is never crowded out by what does not."""
    if len(ordered) <= MOST:
        return ordered
    kept = {id(f) for f in sorted(ordered, key=lambda f: not f.stops)[:MOST]}
    return [f for f in ordered if id(f) in kept]


def _block(finding: Finding) -> str:
    severity = "" if finding.weight is Severity.ERROR else f" ({finding.weight.value})"
    lines = [f"{finding.at}: {finding.code}{severity}", *excerpt(finding.at), f"  {finding.what}"]
    lines += [f"  See also {place}." for place in finding.also if str(place) and str(place) not in finding.what]
    lines += [f"  Remedy: {finding.remedy}"] if finding.remedy and finding.weight is not Severity.NOTE else []
    return "\n".join(_plain(line) for line in lines)


def _plain(line: str) -> str:
    """A line without characters that steer a terminal or turn the direction of the text; each is shown as one sign."""
    if line.isascii() and line.isprintable():
        return line
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in _STEERING else char for char in line)


def excerpt(at: Position) -> list[str]:
    """The source line with a caret below the place; a long line is cut around it."""
    if not at.excerpt or not at.column:
        return []
    number = f"{at.line:>5} | "
    start = max(0, at.column - 1 - _WIDEST // 2) if len(at.excerpt) > _WIDEST else 0
    shown = at.excerpt[start : start + _WIDEST].replace("\t", " ")
    offset = at.column - 1 - start
    width = max(1, min(at.width, len(shown) - offset))
    return [f"{number}{shown.rstrip()}", f"{' ' * len(number[:-2])}| {' ' * offset}{'^' * width}"]


def write_json(findings: Sequence[Finding]) -> str:
    """Write the findings as one JSON list, for programs."""
    return json.dumps([record(f) for f in in_reading_order(findings)], indent=2, ensure_ascii=False)


def record(finding: Finding) -> dict[str, object]:
    """A finding as a plain record, for programs."""
    return {
        "code": finding.code.id,
        "slug": finding.code.slug,
        "severity": finding.weight.value,
        "file": finding.at.file,
        "line": finding.at.line or None,
        "column": finding.at.column or None,
        "cell": finding.at.cell or None,
        "message": finding.what,
        "remedy": finding.remedy,
        "also": [str(place) for place in finding.also],
    }
