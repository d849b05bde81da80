"""C213: bases of percentages where commitments change what is billed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slacontract.findings import Finding, Position, finding
from slacontract.model.billing.commitments import Commitment
from slacontract.model.contract import Contract
from slacontract.model.texts import Word


def commitments_in_base(contract: Contract, lines: Sequence[Word], stage: str, at: Position) -> Iterator[Finding]:
    """Where a commitment changes the billing of a base, the base says on which side of it the amount counts."""
    touching = [said for said in contract.commitments if _touches(said, lines) and "adjustments" not in (said.counts or ())]
    if stage == "after commitments" and not touching:
        yield finding("C213", at, "No commitment that is settled before bonus and penalties changes this billing.",
                      "Write it without 'after commitments'.")  # fmt: skip
    elif stage == "after commitments":
        beyond = next((said for said in touching if lines and not (said.on.lines and {*said.on.lines} <= {*lines})), None)
        if beyond is not None:
            yield finding("C213", at, "A commitment changes the billing of these lines together with others, and of that there "
                                      "is "
                          "no part of their own.", "Write 'after caps', or name all lines of the commitment.",
                          beyond.place)  # fmt: skip
    elif not stage and touching:
        yield finding("C213", at, "A commitment changes this billing, and it is not said which amount counts.", "Choices: add "
                                                                                                                "'after "
                      "caps' (what the lines bill) or 'after commitments' (with what commitments add or cut).",
                      touching[0].place)  # fmt: skip


def _touches(said: Commitment, lines: Sequence[Word]) -> bool:
    return not lines or said.on.all_billing or bool({*said.on.lines} & {*lines})
