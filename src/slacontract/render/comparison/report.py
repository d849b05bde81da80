"""A comparison as a report: what changed and for whom it is better, what it is worth, and both settlements side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from slacontract.comparison.verdicts import Direction
from slacontract.languages import Argument, Language, Message, message
from slacontract.model.report import Report, Section
from slacontract.render.comparison.words import (
    DIRECTIONS,
    NONE,
    SIDES,
    change,
    clause,
    money,
    part,
    places,
    sides,
    subject,
    version,
)

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.comparison.compare import Change, Comparison, Settled
    from slacontract.comparison.differences import Difference
    from slacontract.scenarios.twice import Twice


ALONE: Final = message(
    "How much more or less the net of all periods would have been with this change alone. What the changes give beyond the "
    "sum of each alone stands under 'Together'."
)


def report_of(comparison: Comparison, language: Language) -> Report:
    """The comparison in the tables of a report."""
    title = message("{contract}: what changed, and what it is worth", contract=comparison.new.contract)
    return Report(title, tuple(_facts(comparison, language)), tuple(_sections(comparison, language)))


def _facts(comparison: Comparison, language: Language) -> Iterator[tuple[Message, Argument]]:
    yield message("Old"), version(comparison.old)
    yield message("New"), version(comparison.new)
    settled = comparison.settled
    if comparison.equal:
        yield message("Result"), message("Both mean the same.")
    if settled is not None:
        yield message("Replayed over"), replayed(settled)
        yield message("Net"), _from_to(settled.net, str(comparison.new.currency), language, settled.decimals)
    yield from ((message("Note"), note) for note in notes(comparison))


def replayed(settled: Settled) -> Message:
    """The periods over which both versions were settled."""
    first, last, number = settled.periods[0], settled.periods[-1], len(settled.periods)
    if number == 1:
        return message("{name}", name=first)
    return message("{first} to {last} ({number} measured periods)", first=first, last=last, number=number)


def _from_to(total: Twice, currency: str, language: Language, decimals: int) -> Message:
    old, new = (money(_sum(amounts), language, decimals) for amounts in (total.old, total.new))
    difference = change(total.difference, language, decimals)
    return message("{old} -> {new} {currency}, {difference}", old=old, new=new, currency=currency, difference=difference)


def notes(comparison: Comparison) -> Iterator[Message]:
    """What a reader has to know of how the amounts came about."""
    if comparison.settled is not None:
        yield message("Each version was settled as if it had been in force over all of these periods, by itself.")
    for contract in comparison.opened:
        yield message("The term of version {number} ({file}) was opened over that of the other.", number=contract.version,
                      file=contract.place.name)  # fmt: skip
    yield from comparison.told
    yield from (message("{text}", text=f"{found.at.short}: {found.what}") for found in comparison.unsettled)


def _sections(comparison: Comparison, language: Language) -> Iterator[Section]:
    if comparison.changes:
        yield _terms(comparison, language)
    if comparison.renames or comparison.words:
        yield _words(comparison)
    if comparison.settled is not None:
        yield _lines(comparison.settled, language)
        yield _periods(comparison.settled, language)
        yield _matrix(comparison.settled, language)


def _terms(comparison: Comparison, language: Language) -> Section:
    heads = tuple(map(message, ("Clause", "What changed", "Old", "New", "Vendor", "Client", "Why", "Worth alone")))
    rows = [row for item in comparison.changes for row in _change_rows(comparison, item, language)]
    settled = comparison.settled
    if settled is not None:
        blank = ("",) * 5
        rows.append(("", message("Together"), *blank, change(comparison.together, language, settled.decimals)))
        rows.append(("", message("Net, new less old"), *blank, change(settled.net.difference, language, settled.decimals)))
    return Section(message("Changed terms"), ALONE, heads, tuple(rows), texts=7)


def _change_rows(comparison: Comparison, item: Change, language: Language) -> Iterator[tuple[Argument, ...]]:
    vendor, client = SIDES[item.verdict.direction]
    for number, difference in enumerate(item.term.differences):
        old, new = (with_place(text, at) for text, at in zip(sides(difference), places(difference), strict=True))
        first = number == 0
        why = joined(item.verdict.why) if first else message("changed together with the line above")
        yield (clause(difference), term(comparison, difference), old, new, vendor if first else "", client if first else "",
               why, worth(comparison, item, language) if first else "")  # fmt: skip


def with_place(text: str, at: str) -> str:
    """What a version says and where, such as ``0.42 (v1.yaml:20)``."""
    return f"{text} ({at})" if at else text


def joined(sentences: tuple[Message, ...]) -> Message:
    """Sentences, one after the other."""
    said = sentences[0]
    for sentence in sentences[1:]:
        said = message("{first} {then}", first=said, then=sentence)
    return said


def term(comparison: Comparison, difference: Difference) -> Message:
    """A clause and what of it changed."""
    of, what = subject(comparison, difference), part(difference)
    if what is None and difference.kind not in {"added", "removed"}:
        return of
    if what is None:
        kind = message("new clause") if difference.kind == "added" else message("clause that went")
        return message("{what} ({part})", what=of, part=kind)
    return message("{what}: {part}", what=of, part=what)


def worth(comparison: Comparison, item: Change, language: Language) -> str:
    """What a change is worth alone; a dash where it could not be tried."""
    decimals = comparison.settled.decimals if comparison.settled else 2
    return NONE if item.total is None else change(item.total, language, decimals)


def _words(comparison: Comparison) -> Section:
    heads = tuple(map(message, ("Clause", "What changed", "Old", "New")))
    rows: list[tuple[Argument, ...]] = [
        (
            "",
            message("new name"),
            with_place(f"{r.kind}.{r.old}", r.old_at.short),
            with_place(f"{r.kind}.{r.new}", r.new_at.short),
        )
        for r in comparison.renames
    ]
    for difference in comparison.words:
        old, new = (with_place(text, at) for text, at in zip(sides(difference), places(difference), strict=True))
        rows.append((clause(difference), term(comparison, difference), old, new))
    says = message("Names, titles, numbers of clauses, accounts: no amount depends on them.")
    return Section(message("Changed words"), says, heads, tuple(rows), texts=4)


def _lines(settled: Settled, language: Language) -> Section:
    heads = tuple(map(message, ("Clause", "Line", "Old", "New", "Difference")))
    rows = [
        _money_row(line.clause, line, settled.decimals, language) for line in settled.lines if line.moves and line.kind != "tax"
    ]
    rows += [_money_row("", total, settled.decimals, language) for total in settled.totals]
    return Section(message("Line by line"), message("All periods together; amounts as each line was rounded."), heads,
                   tuple(rows), texts=2)  # fmt: skip


def _money_row(number: str, of: Twice, decimals: int, language: Language) -> tuple[Argument, ...]:
    old, new = _sum(of.old), _sum(of.new)
    return (number, of.label, money(old, language, decimals), money(new, language, decimals),
            change(of.difference, language, decimals))  # fmt: skip


def _sum(amounts: tuple[mpq, ...]) -> mpq:
    return sum(amounts[1:], amounts[0])


def _periods(settled: Settled, language: Language) -> Section:
    heads = tuple(map(message, ("Period", "Net, old", "Net, new", "Difference")))
    rows = [
        (period, money(old, language, settled.decimals), money(new, language, settled.decimals),
         change(new - old, language, settled.decimals))
        for period, old, new in zip(settled.periods, settled.net.old, settled.net.new, strict=True)
    ]  # fmt: skip
    return Section(message("Period by period"), message("The net of each period, before tax."), heads, tuple(rows))


def _matrix(settled: Settled, language: Language) -> Section:
    """The difference of every line in every period: one row for each period, a column for each line that differs."""
    moving = [line for line in (*settled.lines, *settled.totals) if line.old != line.new and line.kind != "tax"]
    rows: list[tuple[Argument, ...]] = [
        (period, *(change(line.new[i] - line.old[i], language, settled.decimals) for line in moving))
        for i, period in enumerate(settled.periods)
    ]
    rows.append((message("All"), *(change(line.difference, language, settled.decimals) for line in moving)))
    return Section(message("Differences by line and period"), message("New less old."),
                   (message("Period"), *(line.label for line in moving)), tuple(rows))  # fmt: skip


def direction(item: Change) -> Message:
    """For whom a change is better."""
    said = DIRECTIONS[item.verdict.direction]
    decided = item.verdict.direction in {Direction.BETTER, Direction.WORSE}
    return message("{direction}, whatever is measured", direction=said) if decided and item.verdict.always else said
