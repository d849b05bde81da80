"""C202, C207 and C232: repeats, earn-back, bases of other periods and carry-over that can be followed in one way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from slacontract.catalogue.kpis import READY_MADE
from slacontract.checks.kpis.bases import share_base
from slacontract.findings import Finding, Position, finding
from slacontract.formula.text import Share
from slacontract.model.contract import Contract
from slacontract.model.kpis.bases import Base
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.memory import Counting, EarnBack, Repeat
from slacontract.model.kpis.scales import pay_unit
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

_COUNTED = "Choices: as_measured, passed_over (as if the period had not been)."
_MISSING = "Choices: failure, success, passed_over (as if the period had not been)."
_UNLIMITED = 120


def contradiction(at: Position, what: str, remedy: str, *also: Position) -> Finding:
    """A clause on earlier periods that contradicts itself."""
    return finding("C232", at, what, remedy, *also)


def repeats(contract: Contract) -> Iterator[Finding]:
    """A repeat says what a failure is, how many make it, and what it pays more."""
    for name, kpi in contract.kpis.items():
        for repeat in kpi.repeat:
            yield from _failure(name, kpi, repeat)
            yield from _pays_more(name, kpi, repeat)
            yield from _run(repeat)
            yield from _counts(contract, name, kpi, repeat)
        yield from _several(name, kpi)


def _failure(name: Word, kpi: Kpi, repeat: Repeat) -> Iterator[Finding]:
    at = repeat.place_of("failure")
    if not kpi.scaled:
        yield contradiction(repeat.place, f"'{name}' pays nothing that could be repeated.", "Add a scale, or delete the repeat.")
    elif repeat.failure == "target_missed" and kpi.target is None:
        yield contradiction(at, f"'{name}' has no target that could be missed.", "Add 'target:', or write 'failure: penalty'.")
    elif repeat.failure == "penalty" and kpi.gives_points:
        yield contradiction(at, f"'{name}' gives points, which are no penalty by themselves.", "Write 'failure: target_missed'.")
    elif kpi.base_period == "next":
        yield contradiction(repeat.place, f"'{name}' is paid in the next period, and its repeat in this one.",
                            "Give points for failures, and let a KPI that adds them up pay in the next period.",
                            kpi.place_of("base_period"))  # fmt: skip


def _pays_more(name: Word, kpi: Kpi, repeat: Repeat) -> Iterator[Finding]:
    if repeat.times is None and repeat.add is None:
        yield finding(
            "C202", repeat.place, f"It is not said what a repeated failure of '{name}' pays.", "Add 'times:' or 'add:'."
        )
    elif repeat.times is not None and repeat.add is not None:
        yield finding("C202", repeat.add.at, f"A repeated failure of '{name}' is multiplied and has an addition.",
                      "Delete 'times:' or 'add:'.", repeat.times.at)  # fmt: skip
    elif repeat.times is not None and repeat.times.value <= 1:
        yield contradiction(repeat.times.at, f"A repeated failure counts {repeat.times.text} times.", "Write a number above 1.")
    elif repeat.add is not None and kpi.scaled:
        yield from _addition(name, kpi, repeat)


def _addition(name: Word, kpi: Kpi, repeat: Repeat) -> Iterator[Finding]:
    add = repeat.add
    assert add is not None
    if (add.unit is Unit.POINTS) != kpi.gives_points:
        what = f"'{name}' {'gives points' if kpi.gives_points else 'moves money'}, and its repeat adds {add.text}."
        yield finding("C207", add.at, what, "Write the addition in what the scale pays.")
    elif add.unit is not Unit.POINTS and add.value >= 0:
        yield contradiction(add.at, f"The repeat adds {add.text}, which is no penalty.", "Write an amount below zero.")
    elif add.unit is Unit.RATIO and kpi.base is None:
        yield finding(
            "C202", add.at, f"The repeat adds {add.text}, and '{name}' does not say of what.", "Add 'base:' to the KPI."
        )
    elif add.unit is Unit.DAYS and kpi.days_in_period is None:
        yield finding("C202", add.at, f"The repeat adds {add.text}, and '{name}' does not say what a day is worth.",
                      "Add 'days_in_period:' to the KPI.")  # fmt: skip


def _run(repeat: Repeat) -> Iterator[Finding]:
    after = repeat.after
    if after.count < 2:
        yield contradiction(after.at, "One failure alone is no repetition.", "Write 2 or more.")
    elif after.of is not None and not after.consecutive and after.of < after.count:
        yield contradiction(after.at, f"Of {after.of} periods {after.count} cannot be failures.", "Write a longer window.")
    elif after.of is not None and after.of > _UNLIMITED:
        yield contradiction(after.at, f"A window of {after.of} periods is longer than contracts run.", f"At most {_UNLIMITED}.")
    if repeat.compounding == "yes":
        at = repeat.place_of("compounding")
        if repeat.times is not None and not after.consecutive:
            yield contradiction(at, "Failures that do not follow each other are not multiplied again and again.",
                                "Write 'consecutive', or 'compounding: no'.", after.at)  # fmt: skip
        if repeat.restart == "applied":
            yield contradiction(at, "The count begins anew once it was applied, so that nothing compounds.",
                                "Write 'compounding: no', or another 'restart:'.", repeat.place_of("restart"))  # fmt: skip


def _counts(contract: Contract, name: Word, kpi: Kpi, counting: Counting) -> Iterator[Finding]:
    """Where a relief may hold, it is said whether such a period counts."""
    relieved = bool(kpi.relief) or any(not relief.kpis or name in relief.kpis for relief in contract.relief)
    if relieved and counting.excused is None:
        yield finding("C202", counting.place, f"'{name}' has relief, and it is not said whether a relieved period counts.",
                      f"Add 'excused:'. {_COUNTED}")  # fmt: skip
    elif not relieved and counting.excused is not None:
        yield contradiction(counting.place_of("excused"), f"'{name}' has no relief.", "Delete 'excused:', or add the relief.")


def _several(name: Word, kpi: Kpi) -> Iterator[Finding]:
    """Of several repeats the last that is reached counts, so each wants more failures than the one before."""
    seen: dict[Word, Position] = {}
    for repeat in kpi.repeat:
        if repeat.name is not None and repeat.name in seen:
            yield finding("C216", repeat.name.at, f"'{repeat.name}' is the name of another repeat of '{name}' too.",
                          "Give each its own.", seen[repeat.name])  # fmt: skip
        if repeat.name is not None:
            seen.setdefault(repeat.name, repeat.name.at)
    for before, after in pairwise(kpi.repeat):
        if after.after.count <= before.after.count and after.after.of == before.after.of:
            what = f"'{after.after.text}' stands after '{before.after.text}', which is then never reached alone."
            yield contradiction(after.after.at, what,
                                "Write the repeats from few failures to many.", before.after.at)  # fmt: skip


def earn_backs(contract: Contract) -> Iterator[Finding]:
    """An earn-back says when penalties are given back, and is about a KPI that has some."""
    for name, kpi in contract.kpis.items():
        if kpi.earn_back is not None:
            yield from _earn_back(contract, name, kpi, kpi.earn_back)


def _earn_back(contract: Contract, name: Word, kpi: Kpi, says: EarnBack) -> Iterator[Finding]:
    if not kpi.pays:
        yield contradiction(says.place, f"'{name}' costs no penalty that could be given back.", "Delete the earn-back.")
    elif kpi.target is None:
        yield contradiction(says.place, f"'{name}' has no target that could be met again.", "Add 'target:' to the KPI.")
    if (says.how is None) == (says.good is None):
        remedy = "Choices: 'how: sums' or 'how: mean' (the value of the whole span), 'good: 3 consecutive' (good periods)."
        text = "It is not said when" if says.how is None else "There are two ways in which"
        yield finding("C202", says.place, f"{text} penalties of '{name}' are given back.", remedy)
    elif says.good is not None:
        yield from _counts(contract, name, kpi, says)
        if says.missing is None:
            yield finding(
                "C202", says.place, "It is not said what a period without a figure counts as.", f"Add 'missing:'. {_MISSING}"
            )
    else:
        yield from _of_span(name, kpi, says)
    if not 0 < says.returns.value <= 1:
        yield finding(
            "C214", says.returns.at, f"{says.returns.text} of the penalties is given back.", "Write above 0%, up to 100%."
        )
    if says.of_last is not None and says.of_last < 1:
        yield contradiction(says.place_of("of_last"), "Penalties of no period are given back.", "Write 1 or more.")


def _of_span(name: Word, kpi: Kpi, says: EarnBack) -> Iterator[Finding]:
    for key in ("missing", "excused"):
        if says.says(key):
            yield contradiction(
                says.place_of(key), f"'{key}' is about good periods, and the span is judged as a whole.", "Delete it."
            )
    summed = not kpi.derived and READY_MADE not in kpi.variant and kpi.against is None
    if says.how == "sums" and not summed:
        yield contradiction(says.place_of("how"), f"The values of '{name}' have no measures that could be added up.",
                            "Write 'how: mean'.")  # fmt: skip


def other_bases(contract: Contract) -> Iterator[Finding]:
    """A base of another period is one that changes, and what holds where there is no such period is said."""
    for name, kpi in contract.kpis.items():
        if kpi.base_period == "own":
            if kpi.says("no_such_period"):
                yield contradiction(kpi.place_of("no_such_period"), f"The base of '{name}' is that of the period itself.",
                                    "Delete 'no_such_period:', or write 'base_period: next' or 'previous'.")  # fmt: skip
            continue
        at = kpi.place_of("base_period")
        if kpi.no_such_period is None:
            ends = "last" if kpi.base_period == "next" else "first"
            yield finding("C202", kpi.place, f"It is not said what the {ends} period of the term pays for '{name}', which has no "
                          f"{kpi.base_period} period.", "Add 'no_such_period:'. Choices: own_billing, nothing.", at)  # fmt: skip
        if kpi.base is None or (isinstance(kpi.base, Base) and kpi.base.fixed is not None):
            yield contradiction(at, f"'{name}' has no base that another period could bill.", "Add 'base: billing', or delete it.")
        elif pay_unit(kpi.payments) is not Unit.RATIO or kpi.withhold is not None or kpi.every is not None:
            yield contradiction(at, f"'{name}' pays otherwise than by percentages of each period's base.",
                                "Pay percentages, without 'withhold:' and 'every:'.")  # fmt: skip


def carried_into_versions(versions: Sequence[Contract]) -> Iterator[Finding]:
    """What one version leaves to the next bill has a line in the version that writes it."""
    for before, after in pairwise(versions):
        if before.carry_over is not None and after.carry_over is None:
            yield contradiction(after.place, "Credit that the version before carries over would be lost with this version.",
                                "Keep 'carry_over:'; with its floor at 0 it touches no bill that is above 0.",
                                before.carry_over.place)  # fmt: skip
        for name, kpi in before.kpis.items():
            same = after.kpis.get(name)
            if kpi.base_period == "next" and (same is None or same.base_period != "next"):
                what = f"What '{name}' gives in the last period before {after.effective} is taken of the next bill, and this "
                what += "version has no line for it."
                yield contradiction(after.place if same is None else same.place, what,
                                    f"Keep '{name}' with 'base_period: next'; where it shall pay nothing more, let its scale pay "
                                    "nothing.", kpi.place_of("base_period"))  # fmt: skip


def carried_over(contract: Contract) -> Iterator[Finding]:
    """The floor of the net is not below zero, and is a share of billing that is there."""
    says = contract.carry_over
    if says is None:
        return
    floor = says.at_least.percent if isinstance(says.at_least, Share) else says.at_least
    if floor.value < 0:
        yield contradiction(floor.at, f"The floor of the net is {floor.text}.", "Write 0, or what must be left of the invoice.")
    if isinstance(says.at_least, Share):
        yield from share_base(contract, says.at_least, "the floor of the net")
