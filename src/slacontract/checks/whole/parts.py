"""C202: where an amendment cuts a period in two and a clause counts periods, it is said what the parts count as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slacontract.checks.whole.calendar import countable
from slacontract.findings import Finding, finding
from slacontract.formula.nodes import walk
from slacontract.formula.written import Previous, Window
from slacontract.model.billing.counted import Counted
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.kpis.kpi import Kpi


def parts_counted(versions: Sequence[Contract]) -> Iterator[Finding]:
    """A month that an amendment cuts is one month or two to a clause such as `2 consecutive`: the amendment says which."""
    for version in versions[1:]:
        parts = version.periods.part_periods
        if parts is None or parts.counted is not None or not countable(version):
            continue
        cut = next((p for p in version.schedule.periods() if p.start < version.effective < p.end), None)
        counting = next((found for other in versions for found in _counting(other)), None)
        if cut is not None and counting is not None:
            what, noun = counting
            told = f"The version cuts the period {cut} in two, and {what}: it is not said what the parts count as."
            remedy = "Add 'counted: each_part': either is a period of its own; or let the version come into force with a period."
            yield finding("C202", parts.place, told, remedy, noun.place)


def _counting(contract: Contract) -> Iterator[tuple[str, Noun]]:
    """What counts periods by their number, or looks at the one before or after."""
    for name, kpi in contract.kpis.items():
        yield from ((f"'{name}' counts periods", noun) for noun in _of_kpi(kpi))
    yield from (("a relief counts periods", relief) for relief in contract.relief if relief.first is not None)
    for name, line in contract.billing.items():
        if isinstance(line, Counted) and line.rollover is not None and line.rollover.periods is not None:
            yield f"the rollover of '{name}' counts periods", line.rollover
    for name, figure in contract.figures.items():
        if figure.formula is not None and _looks_back(figure.formula.node):
            yield f"the figure '{name}' counts periods", figure


def _of_kpi(kpi: Kpi) -> Iterator[Noun]:
    # judged over the whole month or quarter, one part is not judged and passed over: nothing is counted twice
    yield from (repeat for repeat in kpi.repeat if kpi.every is None or repeat.after.of)
    yield from (relief for relief in kpi.relief if relief.first is not None)
    if kpi.window is not None and isinstance(kpi.window.periods, int):
        yield kpi.window
    if kpi.against is not None and (kpi.against.earlier or kpi.against.glide):
        yield kpi.against
    good = kpi.earn_back.good if kpi.earn_back else None
    if kpi.earn_back is not None and ((good and (kpi.every is None or good.of)) or kpi.earn_back.of_last):
        yield kpi.earn_back
    if kpi.base_period != "own" or (kpi.formula is not None and _looks_back(kpi.formula.node)):
        yield kpi


def _looks_back(node: object) -> bool:
    return any(isinstance(n, Previous) or (isinstance(n, Window) and isinstance(n.since, int)) for n in walk(node))  # type: ignore[arg-type]
