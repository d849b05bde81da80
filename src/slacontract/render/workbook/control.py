"""The sheets that prove and identify: Checks, all TRUE or red, and About, which says what was settled with what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract import __version__
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit
from slacontract.render.workbook.addresses import FIRST_PERIOD, FIRST_ROW
from slacontract.render.workbook.invoice import COLUMNS, SCHEMA
from slacontract.render.workbook.page import BLOCK, BOLD, NOTE, WRAPPED, Page
from slacontract.settlement.totals import GROSS, NET, TAX

if TYPE_CHECKING:
    from slacontract.model.measures import Source
    from slacontract.quantities.periods import Period

CONTROL_ROW: Final = 4
"""The row (from 0) of About at which the control totals begin: one row each for net, tax, gross, periods across."""
_TOTALS: Final = ((NET, "Net"), (TAX, "Tax"), (GROSS, "Gross"))


def checks(page: Page) -> None:
    """Write every proof with periods across, the control totals, and one cell that is TRUE when all are."""
    page.title(page.say("Checks"), page.say("Each cell must be TRUE. FALSE is red: a proof does not hold, or a figure is no "
                                            "longer the one that was settled."))  # fmt: skip
    page.heads(FIRST_ROW - 1, [page.say(h) for h in ("Check", "Clause", "", "", "Name")])
    page.periods_across()
    page.sheet.inner.set_column(0, 0, 58)
    page.sheet.inner.set_column(1, 4, 14)
    line = FIRST_ROW + 1
    for ident in dict.fromkeys(p for compiled in page.settlement.compiled for p in compiled.proofs):
        _proof(page, line, ident)
        line += 1
    line = _control_totals(page, line)
    last = page.addresses.columns[-1]
    first = page.addresses.columns[0]
    everything = f"{first}{FIRST_ROW + 2}:{last}{line}"
    page.sheet.text(FIRST_ROW, 0, page.say("All checks hold"), BOLD)
    page.sheet.formula(FIRST_ROW, FIRST_PERIOD, f"AND({everything})", True, page.book.unit(Unit.TRUTH, bold=True))  # noqa: FBT003  # proofs were asserted
    page.book.name("all_checks", f"{page.sheet.quoted}!${first}${FIRST_ROW + 1}")
    red = page.book.inner.add_format({"font_color": "#FFFFFF", "bg_color": "#C00000", "bold": True})
    here = f"{first}{FIRST_ROW + 1}"
    rule = {"type": "formula", "criteria": f"=AND(ISLOGICAL({here}),NOT({here}))", "format": red}
    page.sheet.inner.conditional_format(FIRST_ROW, FIRST_PERIOD, line, FIRST_PERIOD + len(page.addresses.columns) - 1, rule)
    page.printed(repeat=FIRST_ROW - 1)


def _proof(page: Page, line: int, ident: str) -> None:
    row = page.settlement.calculation.rows[ident]
    page.sheet.text(line, 0, page.say(row.label))
    page.sheet.text(line, 1, page.clause(row.clause), NOTE)
    page.sheet.text(line, 4, ident, NOTE)
    for index in range(len(page.addresses.columns)):
        if page.settlement.calculation.formula(ident, index) is not None:
            cell = page.addresses.outside(ident, index)
            holds = page.settlement.columns[index][ident]
            page.sheet.formula(line, FIRST_PERIOD + index, cell, holds, page.book.unit(Unit.TRUTH))


def _control_totals(page: Page, line: int) -> int:
    """The totals as they were settled stand on About; here each is compared with what the formulas give now."""
    about = page.addresses.sheets["about"]
    decimals = page.settlement.calculation.plans[-1].rows and _decimals(page)
    truth = page.book.unit(Unit.TRUTH)
    for number, (ident, name) in enumerate(_TOTALS):
        page.sheet.text(line, 0, page.say("{total} is the settled one", total=page.say(name)))
        for index in range(len(page.addresses.columns)):
            now = page.addresses.outside(ident, index)
            then = f"'{about}'!{page.addresses.columns[index]}{CONTROL_ROW + 2 + number}"
            page.sheet.formula(line, FIRST_PERIOD + index, f"ROUND({now}-{then},{decimals})=0", True, truth)  # noqa: FBT003
        line += 1
    return line


def _decimals(page: Page) -> str:
    version = page.settlement.calculation.plans[-1].version
    return page.addresses.term(f"v{version}:rounding.decimals")


def about(page: Page) -> None:
    """Write the control totals as settled, and what was settled with what."""
    page.title(page.say("About"), page.say("What this workbook was made from. The control totals are the figures as settled."))
    page.sheet.inner.set_column(0, 0, 40)
    page.sheet.inner.set_column(1, 1, 70)
    page.sheet.inner.set_column(2, 4, 12)
    page.periods_across()
    page.sheet.text(CONTROL_ROW, 0, page.say("Control totals as settled"), BLOCK)
    for number, (ident, name) in enumerate(_TOTALS, 1):
        page.sheet.text(CONTROL_ROW + number, 0, page.say(name))
        for index, column in enumerate(page.settlement.columns):
            value = column[ident]
            assert value is not None
            page.sheet.number(CONTROL_ROW + number, FIRST_PERIOD + index, as_decimal(mpq(value)), page.book.unit(Unit.MONEY))
    line = CONTROL_ROW + len(_TOTALS) + 2
    for name, text in _facts(page):
        page.sheet.text(line, 0, name, BOLD)
        page.sheet.text(line, 1, text, WRAPPED)
        line += 1
    page.printed()


def _facts(page: Page) -> list[tuple[str, str]]:
    settlement, say = page.settlement, page.say
    contract = page.contract
    facts = [
        (say("Contract"), f"{contract.contract} — {contract.title}"),
        (say("Client"), f"{contract.client.name} {contract.client.tax_id}".strip()),
        (say("Vendor"), f"{contract.vendor.name} {contract.vendor.tax_id}".strip()),
        (say("Periods settled"), _span(settlement.asked)),
        (say("State"), say("DRAFT: computed, not issued")),
    ]
    for version in settlement.agreement.versions:
        name = say("Version {version}, in force from {day}", version=version.version, day=version.effective.isoformat())
        facts.append((name, f"{version.place.name} — {version.fingerprint}"))
    facts += [(say("Measures"), _source(source)) for source in settlement.measures.sources]
    facts += [(say("Counted from"), _source(source)) for source in settlement.measures.records]
    rule = contract.rounding
    return [
        *facts,
        (say("Rounding"), f"{rule.mode.value}, {rule.to.text}, {rule.at}"),
        (say("Time zone"), str(contract.periods.timezone)),
        (say("Engine"), f"slacontract {__version__}"),
        (say("Schema of the Invoice sheet"), f"{SCHEMA}: {', '.join(COLUMNS)}"),
    ]


def _source(source: Source) -> str:
    return f"{source.name} — SHA-256 {source.sha256}" if source.sha256 else source.name


def _span(periods: tuple[Period, ...]) -> str:
    return periods[0].id if len(periods) == 1 else f"{periods[0].id} – {periods[-1].id}"
