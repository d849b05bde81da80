"""C244 and C245: limits that can bind and need not, in the order in which the contract applies them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gmpy2 import mpq

from slacontract.checks.kpis.limits import unreachable
from slacontract.formula.nodes import Arith, Greatest, Least, Node, Ref
from slacontract.model.billing.models import FixedFee
from slacontract.model.kpis.limits import kpis_of
from slacontract.model.texts import Word
from slacontract.proofs.bounds import Rows
from slacontract.proofs.forms import Form, number
from slacontract.proofs.probe import Probe, bases_of, billed, pins_of
from slacontract.proofs.proof import Proof, Witness, accept, proved
from slacontract.proofs.shape import Shape, shape
from slacontract.quantities.numbers import Quantity, as_decimal
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.model.kpis.limits import Limit
    from slacontract.proofs.asked import Asked

Side = Literal["bonus", "penalty"]


@dataclass(frozen=True, slots=True)
class Applied:
    """A limit as it is applied: what stands before it on one side, and what it lets through at most."""

    limit: Limit
    side: Side
    row: str
    before: Node
    room: Node
    cap: str


def limits_can_bind(asked: Asked) -> Iterator[Proof]:
    """Some month has more bonus or penalty than a limit lets through."""
    if not asked.contract.limits:
        return
    rows = asked.rows
    for number_of, limit in enumerate(asked.contract.limits, 1):
        if not _members_known(asked, limit) or not _is_alone(asked, limit):
            continue
        sides = [found for side in _sides(limit) for found in applied(asked, str(limit.name or number_of), limit, side)]
        told = [_never(asked, rows, found) for found in sides]
        if told and all(told):
            yield _told_never(asked, limit, sides, [most for most in told if most])


def _members_known(asked: Asked, limit: Limit) -> bool:
    """Whether more members would change nothing: their number is known, or each of them has the limit for itself.

    Those have one scale for all, so that what one of them can cost every other one can cost too, and no more.
    """
    kpis = [asked.contract.kpis[name] for name in _on(asked, limit)]
    by_itself = bool(limit.each) and all(set(kpi.each) == set(limit.each) and kpi.scales is None for kpi in kpis)
    return by_itself or all(map(asked.members_known, kpis))


def _is_alone(asked: Asked, limit: Limit) -> bool:
    """Whether no other version has periods in a span that the limit counts: what they paid would be used up of it."""
    if limit.every == "period":
        return True
    span = limit.every
    spans = {period.span(span) for period in asked.schedule.periods() if period.id in asked.in_force}
    return all(period.id in asked.in_force for period in asked.schedule.periods() if period.span(span) in spans)


def _on(asked: Asked, limit: Limit) -> tuple[Word, ...]:
    return kpis_of(limit, asked.contract.kpis) or tuple(name for name, kpi in asked.contract.kpis.items() if kpi.pays)


def _sides(limit: Limit) -> tuple[Side, ...]:
    return ("bonus", "penalty") if limit.on == "net" else (limit.on,)


def applied(asked: Asked, number_of: str, limit: Limit, side: Side) -> Iterator[Applied]:
    """A limit, once for each member that it is of."""
    plan = asked.compiled.plan
    for ident, row in plan.rows.items():
        if not ident.startswith(f"limit.{number_of}") or not ident.endswith(f".{side}") or row.formula is None:
            continue
        if ident.removesuffix(f".{side}").partition("[")[0] != f"limit.{number_of}":
            continue
        found = _parts(row.formula)
        if found is not None:
            cap = f"{ident.removesuffix(f'.{side}')}.cap"
            yield Applied(limit, side, ident, *found, cap if cap in plan.rows else f"v{plan.version}:limit.{number_of}.at_most")


def _parts(formula: Node) -> tuple[Node, Node] | None:
    """What stands before a limit, and the room that it leaves: the shapes in which limits are compiled."""
    match formula:
        case Least((before, room)) | Greatest((before, room)):
            return before, room
        case Arith("+", _, Least((_, Arith("-", room, before)))) | Arith("+", _, Greatest((_, Arith("-", room, before)))):
            return before, room
    return None


def _never(asked: Asked, rows: Rows, found: Applied) -> Form | None:
    """The most that can stand before a limit, where that is less than it lets through; None where it can bind."""
    before = rows.node(found.before)
    forms = before.high if found.side == "bonus" else tuple(form.times(mpq(-1)) for form in before.low)
    caps = rows.of(found.cap).low
    periods = 1 if found.limit.every == "period" or _of_the_span(found.limit) else _longest(asked, found.limit)
    if found.limit.every != "period" and _of_the_span(found.limit):
        caps = rows.of("billing.total").low
        caps = tuple(form.times(_share(found.limit)) for form in caps)
    below = (form for form in forms if any(_less(form.times(mpq(periods)), cap) for cap in caps))
    return next(below, None)


def _less(one: Form, other: Form) -> bool:
    """Whether it is below the other whenever anything is billed; two that are alike bind on the spot and not beyond."""
    return one.at_most(other) and one.parts != other.parts


def _of_the_span(limit: Limit) -> bool:
    return getattr(limit.at_most, "of", "") == "billing_to_date"


def _share(limit: Limit) -> mpq:
    return limit.at_most.percent.value  # type: ignore[union-attr]  # a share of the billing to date


def _longest(asked: Asked, limit: Limit) -> int:
    """How many periods the longest span of a limit has."""
    assert limit.every != "period", "the caller has seen it"
    counted = Counter(period.span(limit.every) for period in asked.schedule.periods() if period.id in asked.in_force)
    return max(counted.values(), default=0)


def _told_never(asked: Asked, limit: Limit, sides: list[Applied], most: list[Form]) -> Proof:
    text = getattr(limit.at_most, "text", "its part of the pool")
    at = getattr(limit.at_most, "at", limit.place)
    what = f"The limit '{text}' never binds: "
    if all(not form.parts for form in most):
        what += f"there is no {limit.on if limit.on != 'net' else 'bonus or penalty'} that it could cut."
    else:
        largest = max(most, key=lambda form: sum(form.parts.values()))
        periods = 1 if limit.every == "period" or _of_the_span(limit) else _longest(asked, limit)
        each = f" in each of {periods} periods" if periods > 1 else ""
        side = {"bonus": "the bonus", "penalty": "the penalty"}.get(limit.on, "bonus less penalty")
        side += f" of each {' and '.join(limit.each)}" if limit.each else ""
        what += f"with every result at its {'best' if limit.on == 'bonus' else 'worst'}, {side} before it is at most "
        what += f"{_written(asked, largest, by_member=bool(limit.each))}{each}."
    remedy = f"Lower the limit, delete it, or {accept('C244')}"
    return proved("C244", at, what, remedy, by=_extreme_month(asked, sides))


def _written(asked: Asked, form: Form, *, by_member: bool = False) -> str:
    """A form as a contract would say it: ``4% of billing.care and 2000``; of a member as it is of every one."""
    names = {line.amount: line.id.partition("[")[0] if by_member else line.id for line in asked.compiled.lines}
    shares: dict[mpq, list[str]] = {}
    for name, share in form.parts.items():
        if name:
            shares.setdefault(share, []).append(names[name])
    every = {line.id for line in asked.compiled.lines if line.kind == "billing"}
    parts = [
        f"{_few(share * 100)}% of {'billing' if set(of) == every and not by_member else ' and '.join(of)}"
        for share, of in shares.items()
    ]
    parts += [_few(form.parts[""])] if form.parts.get("") or not parts else []
    return " and ".join(parts)


def _few(value: mpq) -> str:
    near = mpq(int(value * 10_000), 10_000)
    return f"{as_decimal(near)}{'' if near == value else '…'}"


def _extreme_month(asked: Asked, sides: list[Applied]) -> tuple[Witness, ...]:
    """The month in which each KPI pays the most on the limit's side: what stands before it, and that its line is nothing."""
    bonus = sides[0].side == "bonus" and sides[0].limit.on != "net"
    month = billed(asked.compiled)
    pinned = set(month)
    for outcome in asked.compiled.outcomes:
        if asked.kpi(outcome).derived:
            continue
        pinned.update(pins_of(asked.compiled, outcome))
        found = shape(asked, outcome)
        if found is not None:
            point = (max if bonus else min)(found.points, key=lambda point: point.paid)
            month |= dict.fromkeys(pins_of(asked.compiled, outcome), point.value)
    names = dict.fromkeys(row for side in sides for row in (side.row, f"{side.row.rpartition('.')[0]}.amount", side.cap))
    rows = tuple(row for row in names if row in asked.compiled.plan.rows)
    before = tuple(side.before.id for side in sides if isinstance(side.before, Ref))
    probe = Probe(asked.compiled, asked.schedule, (*rows, *before), frozenset(pinned))
    limit = sides[0].limit
    periods = asked.schedule.periods()[: 1 if limit.every == "period" else _longest(asked, limit)]
    columns = probe.months([probe.given(period, month) for period in periods])
    held = tuple({row: column.get(row) for row in (*rows, *before)} for column in columns or ())
    return (Witness(asked.contract.version, tuple(month for _ in held), held),) if held else ()


def limits_leave_something(asked: Asked) -> Iterator[Proof]:
    """Some payment is let through in full; one limit that cuts every payment decides alone what is paid."""
    said = [f.what for f in unreachable(asked.contract)]
    rows = asked.rows if asked.contract.limits else None
    for number_of, limit in enumerate(asked.contract.limits or (), 1):
        if limit.on == "net" or rows is None or any(f"limit '{limit.clause}'" in what for what in said):
            continue
        for found in applied(asked, str(limit.name or number_of), limit, limit.on):
            yield from _always(asked, rows, found)


def _always(asked: Asked, rows: Rows, found: Applied) -> Iterator[Proof]:
    least: list[tuple[str, Form, Witness]] = []
    for name in _on(asked, found.limit):
        outcome = next((o for o in asked.compiled.outcomes if o.kpi == name), None)
        one = shape(asked, outcome) if outcome is not None else None
        if one is None or not one.whole:
            return
        paying = [point for point in one.points if (point.paid > 0) == (found.side == "bonus") and point.paid]
        if not paying:
            continue
        little = min(paying, key=lambda point: abs(point.paid))
        form = _as_form(rows, one, abs(little.paid))
        if not _whole_steps(one) or form is None:
            return
        least.append((one.name, form, one.witness(little)[0]))
    caps = rows.of(found.cap).high
    if least and all(any(_less(cap, form) for cap in caps) for _, form, _ in least):
        smallest, form, witness = least[0]
        most = found.limit.at_most
        text, at = getattr(most, "text", "the part of the pool"), getattr(most, "at", found.limit.place)
        what = f"The limit '{text}' cuts every {found.side}: the smallest, that of {smallest}, is {_written(asked, form)}."
        yield proved("C245", at, what, f"Raise the limit, lower the payments, or {accept('C245')}",
                     asked.contract.kpis[Word(smallest.partition(' ')[0])].payments[0].at, by=(witness,))  # fmt: skip


def _as_form(rows: Rows, one: Shape, paid: mpq) -> Form | None:
    """A payment as a form: money as it is, a percentage as a share of what it is of."""
    if one.unit is Unit.MONEY:
        return number(paid)
    base = next(iter(bases_of(one.asked.compiled, one.outcome)), "")
    low = rows.of(base).low if base else ()
    return low[0].times(one.share(paid)) if one.unit is Unit.RATIO and low else None


def _whole_steps(one: Shape) -> bool:
    """Whether it pays in steps and never a little."""
    kpi = one.kpi
    stepped = bool(kpi.curve) and kpi.between == "step" and kpi.beyond is not None
    ends = {kpi.beyond.below, kpi.beyond.above} if kpi.beyond else set()
    counted = bool(kpi.per_unit) and all(scale.count != "exact" for scale in kpi.per_unit)
    return bool(kpi.bands) or (stepped and "continued" not in ends) or counted


def caps_of_fixed_lines(asked: Asked) -> Iterator[Proof]:
    """A billing cap on a line that always bills the same is never reached, or always."""
    for name, line in asked.contract.billing.items():
        cap = line.billing_cap
        if (
            not isinstance(line, FixedFee)
            or cap is None
            or line.indexed_by is not None
            or line.each
            or line.conversion is not None
        ):
            continue
        if not isinstance(line.amount, Quantity) or not isinstance(cap.amount, Quantity):
            continue
        least, most = line.amount.value, cap.amount.value
        if least < most:
            what = f"The cap of '{name}' never binds: the line always bills {line.amount.text}, and the cap is {cap.amount.text}."
            yield proved("C244", cap.amount.at, what, f"Delete the cap, or {accept('C244')}", line.amount.at)
        elif least > most:
            what = f"The cap of '{name}' cuts it always: the line bills {line.amount.text}, and the cap is {cap.amount.text}."
            yield proved("C245", cap.amount.at, what, f"Write what is billed as its amount, or {accept('C245')}", line.amount.at)
