"""A comparison as plain text: term by term in blocks, amounts in tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from slacontract.comparison.meaning import nested, spoken
from slacontract.comparison.verdicts import Direction
from slacontract.languages import Language, Message, message, say
from slacontract.model.fields import Noun
from slacontract.render.comparison.report import direction, joined, notes, replayed, report_of, term, worth
from slacontract.render.comparison.words import change, clause, places, sides, version
from slacontract.render.terminal import draw

if TYPE_CHECKING:
    from slacontract.comparison.compare import Change, Comparison, Settled
    from slacontract.comparison.differences import Difference

_LONG = 60


def write_text(comparison: Comparison, language: Language, *, rich: bool = False) -> str:
    """The comparison for a terminal."""
    return "\n".join(_Text(comparison, language, rich=rich).lines())


class _Text:
    def __init__(self, comparison: Comparison, language: Language, *, rich: bool) -> None:
        self.of, self.language, self.rich = comparison, language, rich
        self.report = report_of(comparison, language)

    def say(self, what: Message) -> str:
        return say(what, self.language)

    def lines(self) -> Iterator[str]:
        of = self.of
        yield self.say(self.report.title)
        yield f"  {self.say(message('Old'))}: {self.say(version(of.old))}"
        yield f"  {self.say(message('New'))}: {self.say(version(of.new))}"
        if of.equal:
            yield ""
            yield self.say(message("Both mean the same."))
        if of.changes:
            yield from ("", self.say(message("Changed terms")))
            for item in of.changes:
                yield from self.change(item)
        if of.renames or of.words:
            yield from ("", self.say(message("Changed words, on which no amount depends")))
            yield from self.words()
        yield from self.money()
        yield from ("", *(f"* {self.say(note)}" for note in notes(of))) if list(notes(of)) else ()

    def change(self, item: Change) -> Iterator[str]:
        yield ""
        for difference in item.term.differences:
            yield from self.difference(difference)
        told = direction(item)
        yield f"    {self.say(message('{direction}. {why}', direction=told, why=joined(item.verdict.why)))}"
        if item.total is not None and item.verdict.direction is not Direction.NOTHING:
            amount = worth(self.of, item, self.language)
            yield f"    {self.say(message('alone: {amount} {currency}', amount=amount, currency=str(self.of.new.currency)))}"

    def difference(self, difference: Difference) -> Iterator[str]:
        number = clause(difference)
        yield "  " + " · ".join(part for part in (number, self.say(term(self.of, difference))) if part)
        (old, new), (old_at, new_at) = sides(difference), places(difference)
        whole = difference.new or difference.old
        if isinstance(whole, Noun) and difference.kind in {"added", "removed"}:
            yield f"    {old_at or new_at}"
            yield from (f"      {key}: {nested(item)}" for key, item in spoken(whole))
        elif len(old) + len(new) > _LONG:
            names = [self.say(message("old")), self.say(message("new"))]
            for name, text, at in zip(names, (old, new), (old_at, new_at), strict=True):
                yield f"    {name.ljust(max(map(len, names)))}  {text}  {at}".rstrip()
        else:
            yield f"    {old} -> {new}    ({' -> '.join(at for at in (old_at, new_at) if at)})"

    def words(self) -> Iterator[str]:
        for rename in self.of.renames:
            at = f"({rename.old_at.short} -> {rename.new_at.short})"
            told = message("{old} is now called {new}", old=f"{rename.kind}.{rename.old}", new=f"{rename.kind}.{rename.new}")
            yield f"  {self.say(told)}    {at}"
        for difference in self.of.words:
            yield from self.difference(difference)

    def money(self) -> Iterator[str]:
        if self.of.settled is None:
            return
        over = self.say(replayed(self.of.settled))
        told = [section for section in self.report.sections if section.title.text in {"Line by line", "Period by period"}]
        for section in told:
            heads = [self.say(head) for head in section.heads]
            rows = [[say(cell, self.language) for cell in row] for row in section.rows]
            title = f"{self.say(section.title)} · {over} · {self.of.new.currency}"
            yield from ("", draw(title, heads, rows, left=section.texts, rich=self.rich))
        heads = [self.say(message("What changed")), self.say(message("Worth alone"))]
        title = self.say(message("What each change is worth"))
        yield from ("", draw(title, heads, self.attribution(self.of.settled), left=1, rich=self.rich))

    def attribution(self, settled: Settled) -> list[list[str]]:
        """Each change with what it is worth alone, what all give together, and the whole."""
        rows = [[self.say(term(self.of, item.term.first)), worth(self.of, item, self.language)] for item in self.of.changes]
        whole = ((message("Together"), self.of.together), (message("Net, new less old"), settled.net.difference))
        return [*rows, *([self.say(name), change(amount, self.language, settled.decimals)] for name, amount in whole)]
