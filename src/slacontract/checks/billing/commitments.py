"""C202, C211, C213 and C229: commitments that say how they are counted and settled, and do not contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from slacontract.checks.kpis.bases import charges_known
from slacontract.checks.kpis.definitions import names_in
from slacontract.checks.spans_of_time import is_cut, longer, shorter_than_a_period
from slacontract.checks.terms import paying
from slacontract.findings import Finding, finding
from slacontract.model.billing.charges import OnCharges
from slacontract.model.billing.commitments import Commitment
from slacontract.model.billing.models import Fee
from slacontract.model.contract import Contract
from slacontract.model.texts import Word

_CARRIED: Final = {
    "at_least": "nothing, surplus (what is billed above the least makes good a later shortfall), shortfall (a charged one is "
    "given "
    "back from later surplus)",
    "at_most": "nothing, excess (what is cut is billed when there is room)",
}


def commitments_said(contract: Contract) -> Iterator[Finding]:
    """A commitment says one amount, when it is settled, what is carried, and what of a span that is cut short."""
    for said in contract.commitments:
        if said.at_least is None and said.at_most is None:
            yield finding("C202", said.place, "The commitment says no amount.", "Add 'at_least:' or 'at_most:'.")
        if said.at_least is not None and said.at_most is not None:
            yield finding("C202", said.at_most.at, "The commitment says a least and a most.", "Write two commitments, in their "
                                                                                              "order.",
                          said.at_least.at)  # fmt: skip
        if said.settled is None and said.every != "period":
            yield finding("C202", said.place, f"It is not said when a {_plain(said.every)} is settled.", "Add 'settled:'. "
                                                                                                         "Choices: "
                          "at_close (in its last period), running (in each period, for the span so far).")  # fmt: skip
        if said.carried is None and said.every != "term":
            kind = "at_least" if said.at_least is not None else "at_most"
            yield finding("C202", said.place, "It is not said what is carried to later spans.",
                          f"Add 'carried:'. Choices: {_CARRIED[kind]}.")  # fmt: skip
        if said.carried not in {None, "nothing"} and said.within is None:
            yield finding("C202", said.place_of("carried"), f"It is not said until when the {said.carried} is carried.",
                          "Add 'within:'. Choices: quarter, half_year, contract_year, term.")  # fmt: skip
        if said.prorated is None and is_cut(contract.schedule, said.every):
            what = f"The term cuts a {_plain(said.every)} short, and it is not said what the commitment is then."
            yield finding("C202", said.place, what, "Add 'prorated:'. Choices: by_days (its days / all days of it), in_full.")


def counts_said(contract: Contract) -> Iterator[Finding]:
    """What counts beside charges for quantities is said where there is any."""
    for number, said in enumerate((*contract.commitments, *contract.retentions)):
        if said.counts is None:
            missing = _countable(contract, said, contract.commitments[:number])
            if missing:
                yield finding("C202", said.place, f"It is not said whether {' and '.join(missing)} count.", "Add 'counts:' "
                                                                                                            "with those "
                              f"that do. Choices: {', '.join(missing)}; [] where none does.")  # fmt: skip
        elif said.on.all_billing and "fixed_fees" not in said.counts and _only_fees(contract):
            yield finding("C229", said.place_of("counts"), "All lines of the contract are fixed fees, and they do not count.",
                          "Add 'fixed_fees' to 'counts'.")  # fmt: skip
        elif "fixed_fees" in said.counts and said.on.lines:
            yield finding("C229", said.place_of("counts"), "The lines are listed, so that a fixed fee counts when it is listed.",
                          "Delete 'fixed_fees', or write 'on: billing'.", said.place_of("on"))  # fmt: skip


def _only_fees(contract: Contract) -> bool:
    return bool(contract.billing) and all(isinstance(line, Fee) for line in contract.billing.values())


def _countable(contract: Contract, said: OnCharges, before: Sequence[Commitment]) -> list[str]:
    """What could count, by the names that ``counts`` has for it."""
    fees = [line for line in contract.billing.values() if isinstance(line, Fee)]
    return [
        name
        for name, there in {
            "fixed_fees": bool(fees) and not _only_fees(contract) and said.on.all_billing,
            "commitments": any(_share_lines(said, other) for other in before),
            "adjustments": said.on.all_billing and any(True for _ in paying(contract)),
        }.items()
        if there
    ]


def _share_lines(one: OnCharges, other: Commitment) -> bool:
    return one.on.all_billing or other.on.all_billing or bool({*one.on.lines} & {*other.on.lines})


def commitments_on(contract: Contract) -> Iterator[Finding]:
    """Commitments and retentions are about lines that are there; bonus and penalties count where all of billing does."""
    for said in (*contract.commitments, *contract.retentions):
        yield from charges_known(contract, said.on)
        counts = said.counts or ()
        if "adjustments" in counts and not said.on.all_billing:
            yield finding("C229", said.place_of("counts"), "Bonus and penalties are those of the whole contract, and this is "
                                                           "about "
                          "some of its lines.", "Delete 'adjustments', or write 'on: billing'.", said.place_of("on"))  # fmt: skip
        if said.on.stage == "after commitments":
            yield finding("C213", said.on.at, "What commitments change is counted by 'counts: [commitments]'.",
                          "Write 'before caps' or 'after caps', or neither.")  # fmt: skip


def commitments_of_members(contract: Contract) -> Iterator[Finding]:
    """A commitment of each member is about lines that are billed by the same members."""
    for said in contract.commitments:
        if said.each and said.on.all_billing:
            yield finding("C226", said.place_of("each"), "The commitment is of each member, and about all billing.",
                          "Name the lines that are billed by the same members.", said.place_of("on"))  # fmt: skip
        for name in said.on.lines if said.each else ():
            line = contract.billing.get(name)
            if line is not None and line.each != said.each:
                yield finding("C226", said.place_of("each"), f"'{name}' is not billed by the same members.",
                              "Write the same 'each:' in both.", line.place)  # fmt: skip
        wrong = next((name for name in _lines_in(said) if said.each and _members(contract, name) not in {(), said.each}), None)
        if wrong is not None:
            yield finding("C226", said.place_of("each"), f"'{wrong}' is billed by other members.",
                          "Name a line that is billed by the same members, or as a whole.")  # fmt: skip


def _lines_in(said: Commitment) -> list[str]:
    """The billing lines that its amount is made of."""
    names = [name for formula in (said.at_least, said.at_most) if formula is not None for name in names_in(formula)]
    return [name.split(".")[1] for name in names if name.startswith("billing.")]


def _members(contract: Contract, line: str) -> tuple[Word, ...]:
    found = contract.billing.get(Word(line))
    return found.each if found is not None else ()


def commitments_in_order(contract: Contract) -> Iterator[Finding]:
    """Those that count bonus and penalties stand last; an earlier one that counts is about no other lines than the later one."""
    late: Commitment | None = None
    for number, said in enumerate(contract.commitments):
        counts = said.counts or ()
        if "adjustments" in counts:
            late = late or said
        elif late is not None:
            yield finding("C229", said.place, "This commitment counts no bonus and penalties, and stands after one that does.",
                          "Move it above: it applies before.", late.place)  # fmt: skip
        for other in contract.commitments[:number] if "commitments" in counts else ():
            beyond = other.on.all_billing or not {*other.on.lines} <= {*said.on.lines}
            if said.on.lines and _share_lines(said, other) and beyond:
                yield _overlap(said, other)


def _overlap(said: Commitment, other: Commitment) -> Finding:
    return finding("C229", said.place_of("on"), "An earlier commitment that would count is also about other lines than this one.",
                   "Give both the same lines, or delete 'commitments' from 'counts'.", other.place_of("on"))  # fmt: skip


def commitments_consistent(contract: Contract) -> Iterator[Finding]:
    """What a commitment says of its spans fits its direction and their length."""
    for said in contract.commitments:
        yield from _spans(contract, said)
        wrong = {"excess": said.at_least, "surplus": said.at_most, "shortfall": said.at_most}.get(said.carried or "")
        if wrong is not None:
            kind = "least" if said.at_least is not None else "most"
            yield finding("C229", said.place_of("carried"), f"A commitment to the {kind} has no {said.carried}.", "Choices: "
                          f"{_CARRIED['at_least' if said.at_least is not None else 'at_most']}.", wrong.at)  # fmt: skip
        yield from _charged(said)


def _charged(said: Commitment) -> Iterator[Finding]:
    """A share of what is missing is charged where there is a least, and nothing of it is carried."""
    if said.charged is None:
        return
    if not 0 < said.charged.value <= 1:
        yield finding("C214", said.charged.at, f"{said.charged.text} of what is missing is charged.",
                      "Write a share above 0% and up to 100%.")  # fmt: skip
    if said.at_most is not None:
        yield finding("C229", said.place_of("charged"), "A commitment to the most charges nothing.", "Delete 'charged:'.",
                      said.at_most.at)  # fmt: skip
    elif said.carried not in {None, "nothing"}:
        yield finding("C229", said.place_of("charged"), "A share of what is missing is charged, and it is carried too.",
                      "Write 'carried: nothing', or delete 'charged:'.", said.place_of("carried"))  # fmt: skip


def _spans(contract: Contract, said: Commitment) -> Iterator[Finding]:
    carries = said.carried not in {None, "nothing"}
    if said.settled is not None and said.every == "period":
        yield finding("C229", said.place_of("settled"), "A period is settled by itself.", "Delete 'settled:', or count a "
                                                                                          "longer span.",
                      said.place_of("every"))  # fmt: skip
    if said.within is not None and not carries:
        yield finding("C229", said.place_of("within"), "Nothing is carried.", "Delete 'within:', or say what is carried.")
    if carries and said.every == "term":
        yield finding("C229", said.place_of("carried"), "After the term there is nothing to carry to.", "Delete 'carried:'.",
                      said.place_of("every"))  # fmt: skip
    elif carries and said.within is not None and not longer(said.within, said.every):
        yield finding("C229", said.place_of("within"), f"A {_plain(said.within)} holds no two of what is counted.",
                      "Name a longer span, or count a shorter one.", said.place_of("every"))  # fmt: skip
    if carries and said.at_least is not None and said.settled == "running":
        yield finding("C229", said.place_of("carried"), "A running least has no shortfall or surplus before its span closes.",
                      "Write 'settled: at_close', or 'carried: nothing'.", said.place_of("settled"))  # fmt: skip
    if shorter_than_a_period(contract, said.every):
        yield finding("C229", said.place_of("every"), f"A {_plain(said.every)} is shorter than the periods of the contract.",
                      "Write 'period', or a longer span.", contract.periods.place_of("every"))  # fmt: skip


def commitments_possible(contract: Contract) -> Iterator[Finding]:
    """No least is above the most on the same charges over the same span."""
    for said in contract.commitments:
        for other in contract.commitments:
            same = {*said.on.lines} == {*other.on.lines} and said.every == other.every
            if not same or said.at_least is None or other.at_most is None:
                continue
            least, most = said.fixed_amount, other.fixed_amount
            if least is not None and most is not None and least.value > most.value:
                yield finding("C229", said.at_least.at, f"At least {least.text} and at most {most.text} are billed.",
                              "Lower the least, or raise the most.", other.at_most.at)  # fmt: skip


def _plain(span: str) -> str:
    return span.replace("_", " ")
