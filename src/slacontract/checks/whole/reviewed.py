"""C202 and C214: what a contract says of its service and of the review of its targets makes sense."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.findings import Finding, finding
from slacontract.model.contract import Contract


def review_said(contract: Contract) -> Iterator[Finding]:
    """A review has a day or a rhythm: one of them."""
    for said in (contract.review, *(kpi.review for kpi in contract.kpis.values())):
        if said is not None and (said.by is None) == (said.every is None):
            what = "It is not said when targets are reviewed." if said.by is None else "The review has a day and a rhythm."
            remedy = "Write one of them, such as {by: 2027-01-31} or {every: half_year}."
            yield finding("C202", said.place, what, remedy)


def chats_counted(contract: Contract) -> Iterator[Finding]:
    """An agent holds one chat at least."""
    said = contract.service
    if said is not None and said.chats_at_once == 0:
        yield finding("C214", said.place_of("chats_at_once"), "An agent holds no chat at all.",
                      "Write how many an agent holds at once, 1 or more.")  # fmt: skip
