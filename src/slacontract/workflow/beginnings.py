"""A new contract folder from a template."""

from __future__ import annotations

from pathlib import Path

from slacontract.checks.whole.currency import is_currency, no_currency
from slacontract.findings import Finding, Position, finding
from slacontract.model.fields import read_identifier
from slacontract.model.texts import Word
from slacontract.quantities.numbers import TextFault
from slacontract.render.beginning import beginning
from slacontract.workflow.files import Output, write_outputs


def begin(path: Path, template: str, values: dict[str, str]) -> tuple[list[Output], list[Finding]]:
    """Begin a contract folder from a template; nothing is written when one of its files is already there."""

    try:
        name = read_identifier(Word(path.resolve().name))
    except TextFault as fault:
        return [], [finding(fault.code, Position(str(path)), fault.what, fault.remedy)]
    if not is_currency(values["currency"]):
        return [], [no_currency(Word.placed(values["currency"], Position("--currency")))]
    outputs = [Output(path / file, data) for file, data in beginning(template, {**values, "name": name})]
    findings = [
        finding("E502", Position(str(output.path)), "There is already a file of that name; it was left as it is.",
                "Choose another folder.")
        for output in outputs
        if output.path.exists()
    ]  # fmt: skip
    return outputs, findings or write_outputs(outputs)
