"""Findings as workflow commands: read back as the runner reads them, whatever signs they hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from slacontract.codes import CODES, Severity
from slacontract.findings import Finding, Position, finding
from slacontract.render.findings_github import write_github

TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)


def read_back(line: str) -> tuple[str, dict[str, str], str]:
    """The runner's own steps: the command up to the second ``::``, properties by comma, escapes undone, their own sign last."""
    assert line.startswith("::")
    head, data = line[2:].split("::", 1)
    command, _, properties = head.partition(" ")
    pairs = dict(pair.split("=", 1) for pair in properties.split(","))
    return command, {key: undone(value, "%3A", "%2C") for key, value in pairs.items()}, undone(data)


def undone(text: str, *more: str) -> str:
    signs = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}
    for escape in ("%0D", "%0A", *more):
        text = text.replace(escape, signs[escape])
    return text.replace("%25", "%")


def test_a_finding_as_it_is_written() -> None:
    found = finding("C205", Position("a,b/v1.yaml", 26, 17, width=6), "90% lies in two.", "Write <.", Position("v1.yaml", 25, 17))
    assert write_github([found]) == (
        "::error file=a%2Cb/v1.yaml,line=26,col=17,endColumn=23,title=C205 band-overlap"
        "::90%25 lies in two.%0ASee also v1.yaml:25:17.%0ARemedy: Write <."
    )


@given(what=TEXTS, remedy=TEXTS.filter(bool), file=st.text(alphabet="ab%:,\r\n =", min_size=1, max_size=20))
def test_it_is_read_back_as_it_was(what: str, remedy: str, file: str) -> None:
    line = write_github([finding("C204", Position(file, 3, 4), what, remedy)])
    assert "\n" not in line
    assert "\r" not in line
    command, properties, data = read_back(line)
    assert command == "error"
    assert properties == {"file": file, "line": "3", "col": "4", "endColumn": "5", "title": "C204 band-gap"}
    assert data == f"{what}\nRemedy: {remedy}"


def test_what_stops_comes_first() -> None:
    at = Position("v1.yaml", 1, 1)
    told = write_github([finding("C219", at, "W.", "R."), finding("C230", at, "W.", "R."), finding("C204", at, "E.", "R.")])
    assert [line.split()[0] for line in told.split("\n")] == ["::error", "::warning", "::warning"]


def test_an_accepted_finding_is_a_notice_without_remedy() -> None:
    found = Finding(code=CODES["C220"], at=Position("v1.yaml", 1, 1), what="So.", remedy="Add.", severity=Severity.NOTE)
    assert write_github([found]) == "::notice file=v1.yaml,line=1,col=1,endColumn=2,title=C220 minute-incentive::So."


def test_a_cell_and_an_option() -> None:
    cell = write_github([finding("M310", Position("m.xlsx", cell="May!C7"), "A formula.", "Paste.")])
    assert cell == "::error file=m.xlsx,title=M310 formula-cell::May!C7: A formula.%0ARemedy: Paste."
    assert write_github([finding("R636", Position("--engine"), "None.", "")]) == "::error title=R636 engine::None."


def test_nothing_is_nothing() -> None:
    assert write_github([]) == ""
