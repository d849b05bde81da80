"""Real payment mechanisms with published results, settled to the figure. A case is a folder: contracts and ``examples.yaml``.

``measures`` is one row for the first period of the term, or a list of rows with their ``period`` and dimensions; ``events`` are
rows of the events file, where there is one; ``expected`` has the lines and rows of the last period that was measured, or of each
period by its name. There is no code for any one case here; ``README.md`` lists which examples are said and which cannot be said
yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from gmpy2 import mpq

from slacontract.formula.calculation import Value
from slacontract.quantities.periods import Period
from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement
from support.recalculation import SOFFICE, differences, office, other_engine, shares, stored, stripped
from support.settling import agreed, decided, findings_of, measured, settled, tables_of

HERE = Path(__file__).parent
SLUGS = sorted(path.parent.name for path in HERE.glob("*/examples.yaml"))


@dataclass(frozen=True)
class Example:
    """One example of a case; figures are text, so that no float touches them."""

    slug: str
    entry: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.slug}/{self.entry['id']}"

    @property
    def texts(self) -> list[str]:
        """The versions of its contract."""
        folder = HERE / self.slug / self.entry.get("contract", ".")
        return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("v*.yaml"))]

    def settlement(self) -> Settlement:
        """Its contract settled for the periods that it measures."""
        agreement = agreed(*self.texts)
        first = agreement.latest.schedule.periods()[0].id
        measures = self.entry["measures"]
        rows = measures if isinstance(measures, list) else [measures]
        found = measured(agreement, tables_of([_dated(row, first) for row in rows]))
        return settled(agreement, decided(agreement, found, self.entry["events"]) if "events" in self.entry else found)

    def figures(self, settlement: Settlement) -> Iterator[tuple[Period, str, str]]:
        """Period, line or row, and the figure that the case has for it."""
        expected = self.entry["expected"]
        by_period = expected if isinstance(next(iter(expected.values())), dict) else {settlement.asked[-1].id: expected}
        periods = {period.id: period for period in settlement.asked}
        for period, figures in by_period.items():
            for name, text in figures.items():
                yield periods[period], name, text


def _dated(row: dict[str, Any], first: str) -> dict[str, Any]:
    return row if {"period", "date"} & set(row) else {"period": first, **row}


def read_examples(section: str) -> Iterator[Example]:
    for slug in SLUGS:
        content = yaml.load((HERE / slug / "examples.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        for entry in content.get(section, ()):
            yield Example(slug, entry)


EXAMPLES = list(read_examples("examples"))
REFUSED = list(read_examples("refused"))
WORDS: dict[str, Value] = {"blank": None, "true": True, "false": False}


def expected(text: str) -> Value:
    """An exact decimal or fraction as it is written in the case; ``blank``, ``true`` and ``false`` are no numbers."""
    if text in WORDS:
        return WORDS[text]
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+|/[0-9]+)?", text)
    return mpq(text)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_the_published_result(example: Example) -> None:
    settlement = example.settlement()
    lines = {(line.period, line.id): line.amount for line in settlement.lines}
    figures = list(example.figures(settlement))
    assert figures, "an example that expects nothing proves nothing"
    for period, name, text in figures:
        found = lines[period, name] if (period, name) in lines else settlement.value(name, period)
        assert found == expected(text), f"{name} of {period} is {found}, and the case says {text}"


@pytest.mark.parametrize("example", REFUSED, ids=lambda example: example.id)
def test_the_published_table_is_refused_with_a_witness(example: Example) -> None:
    findings = [f for f in findings_of(*example.texts) if f.stops]
    told = "\n".join(f"{f.code.id}: {f.what} {f.remedy}" for f in findings)
    assert example.entry["findings"]
    assert [part for part in example.entry["findings"] if part not in told] == []
    assert {f.code.id for f in findings} == {"C204", "C205"}


def test_every_example_stands_in_the_readme_and_the_other_way_round() -> None:
    said = set(re.findall(r"^\| `([a-z0-9-]+)` \| `([a-z0-9.-]+)` \| (?:given|derived|ours)", _readme(), re.MULTILINE))
    assert said == {(example.slug, example.entry["id"]) for example in [*EXAMPLES, *REFUSED]}


def _readme() -> str:
    return (HERE / "README.md").read_text(encoding="utf-8")


@cache
def book(number: int) -> bytes:
    """The workbook of one example."""
    return write_workbook(EXAMPLES[number].settlement())


@pytest.mark.parametrize("numbers", shares(range(len(EXAMPLES))), ids=lambda numbers: f"{numbers[0]}..{numbers[-1]}")
def test_the_workbook_of_every_example_recalculates_to_the_same_figures(numbers: Sequence[int]) -> None:
    for number in numbers:
        assert differences(stored(book(number)), other_engine(stripped(book(number)))) == [], EXAMPLES[number].id


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc-nogui)")
@pytest.mark.office
@pytest.mark.parametrize("numbers", shares(range(len(EXAMPLES))), ids=lambda numbers: f"{numbers[0]}..{numbers[-1]}")
def test_libreoffice_recalculates_every_example_to_the_same_figures(numbers: Sequence[int]) -> None:
    books = [book(number) for number in numbers]
    for number, data, cells in zip(numbers, books, office([stripped(data) for data in books]), strict=True):
        assert differences(stored(data), cells) == [], EXAMPLES[number].id
