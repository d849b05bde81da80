"""What a contract says of itself, as far as it says it: sector, channels, which KPIs move money and what reads them.

What cannot be inferred is not guessed: a KPI of the contract's own formula is of no kind, and a queue called by a number is of no
channel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from slacontract.catalogue.kpis import READY_MADE, catalogue
from slacontract.formula.nodes import Arith, Node, references
from slacontract.formula.text import Figure
from slacontract.model.billing.hours import PerFteHour
from slacontract.model.billing.minutes import PerMinute
from slacontract.model.billing.recovered import Contingency
from slacontract.model.billing.units import PerUnit
from slacontract.model.contract import Contract
from slacontract.model.fields import Where
from slacontract.model.kpis.groups import variants
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.names import mentions
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.settlement.reading.meaning import how_measured

ANSWERING: Final = frozenset(
    {"service_level", "queue_service_level", "sl_interval_compliance", "answer_rate", "abandonment_rate", "asa", "wait_p90"}
)
"""KPIs of how fast calls are answered."""

_OF_CALLS: Final = frozenset({"per_contact", "per_sale", "per_lead", "per_visit"})

QUALITY: Final = frozenset(
    {"qa_score", "critical_accuracy_user", "critical_accuracy_business", "critical_accuracy_compliance", "mystery_call_score",
     "mystery_pass_rate", "script_compliance", "processing_accuracy"}
)  # fmt: skip
"""KPIs of how well the work is done."""

GUARDS: Final = QUALITY | {"csat", "ces", "nps", "fcr", "complaint_rate", "reopen_rate", "repeat_contact_rate"}
"""KPIs that keep speed and volume from being bought with bad work."""

RESOLUTION: Final = frozenset(
    {"fcr", "repeat_contact_rate", "one_touch_rate", "remote_fix_rate", "repeat_repair_rate", "reopen_rate"}
)
"""KPIs of whether the customer has to come back."""

SAMPLED: Final = QUALITY | {"csat", "ces", "nps"}
"""KPIs of a sample: surveys, audits, mystery calls."""

_AGAIN: Final = re.compile(
    r"fcr|first_(contact|time|call)|resol|resuel|solved|fixed|reopen|repeat|again|re_?call|rework|callback|rellamad|reabiert|reiter"
)
_GOOD_WORK: Final = re.compile(
    r"quality|accura|error|wrong|defect|complain|satisf|csat|nps|_qa|qa_|fcr|resol|reopen|mystery|complian|correct|calidad|reclam|queja"
)
_SAMPLES: Final = re.compile(
    r"survey|audit|evaluat|checked|mystery|sampled?(_|$)|inspected|respon(se|dents)|answers|encuest|muestr|revisad|evaluac"
)
_WHOLE_SAMPLE: Final = re.compile(r".*(_s|_h|_amount|_points\w*)")
CHATS: Final = frozenset({"chat", "chats", "webchat", "web-chat", "web_chat", "live-chat", "live_chat", "whatsapp", "messaging"})
WRITTEN: Final = frozenset(
    {"email", "e-mail", "e_mail", "emails", "mail", "correo", "correos", "letter", "letters", "post", "carta", "cartas", "fax",
     "back-office", "backoffice", "back_office", "tickets", "cases", "webform", "web-form", "formulario"}
)  # fmt: skip
"""What queues and channels are called where nobody waits on the line."""


def rank_of_pay(pay: Quantity) -> int:
    """Whether a payment is a bonus (1), nothing (0) or a penalty (-1)."""
    return (pay.value > 0) - (pay.value < 0)


def scales_of(contract: Contract, name: Word) -> tuple[Kpi, ...]:
    """The KPI as each group of members has it: once, or once for each target and scale of its own."""
    return tuple(dict.fromkeys(variant.kpis[name] for variant in variants(contract)))


def counting(contract: Contract) -> tuple[Word, ...]:
    """The KPIs that move money: by a scale of their own, through a guarantee, or through the KPI that counts their points."""
    found = {name for name in contract.kpis if any(kpi.pays for kpi in scales_of(contract, name))}
    found |= {line.guarantee.kpi for line in contract.billing.values() if isinstance(line, PerFteHour) and line.guarantee}
    behind = set(found)
    while behind := {source for name in behind if name in contract.kpis for source in contract.kpis[name].sources} - found:
        found |= behind
    return tuple(name for name in contract.kpis if name in found)


def can_pay(contract: Contract, name: Word, sign: int) -> bool:
    """Whether a KPI can give a bonus (1) or cost a penalty (-1), as far as its scale says it."""
    for kpi in scales_of(contract, name):
        if any(rank_of_pay(pay) == sign for pay in kpi.payments) and kpi.pays:
            return True
        if kpi.pay is not None or (sign < 0 and kpi.withhold is not None):
            return True
    return False


def read_by(contract: Contract, name: Word) -> bool:
    """Whether anything of the contract looks at a KPI: its own scale, a gate, a guarantee, a scorecard, a relief, a formula."""
    if name in counting(contract) or contract.kpis[name].repeat:
        return True
    others = [kpi for other, kpi in contract.kpis.items() if other != name]
    rest = [getattr(contract, key) for key in type(contract).model_fields if key not in {"kpis", "contract"}]
    return any(str(name) == said for noun in (*others, *rest) for said, _ in mentions(noun))


def fields(kpi: Kpi) -> tuple[str, ...]:
    """The base fields that a KPI reads; none for one that is made of others."""
    return () if kpi.derived else how_measured(kpi).fields


def parts(kpi: Kpi) -> tuple[frozenset[str], frozenset[str]]:
    """The fields above and below the line of its formula; all above where it is no quotient."""
    if kpi.derived:
        return frozenset(), frozenset()
    node = how_measured(kpi).node
    if isinstance(node, Arith) and node.op == "-" and not _named(node.left):  # 1 - wrong / checked
        node = node.right
    if not (isinstance(node, Arith) and node.op == "/"):
        return frozenset(fields(kpi)), frozenset()
    return _named(node.left), _named(node.right)


def _named(node: Node) -> frozenset[str]:
    return frozenset(ref.id for ref in references(node) if not isinstance(ref, Figure))


def is_ready_made(kpi: Kpi) -> bool:
    """Whether it arrives as a finished figure that nobody can compute again."""
    return READY_MADE in kpi.variant or any(field in catalogue() for field in fields(kpi))


def is_sampled(kpi: Kpi) -> bool:
    """Whether it is measured on a sample: a survey, an audit, mystery calls."""
    if kpi.kpi is not None:
        return kpi.kpi in SAMPLED or (kpi.kpi == "fcr" and kpi.variant.get(Word("method")) == "survey")
    return any(_SAMPLES.search(field) for field in parts(kpi)[1])


def counts_cases(kpi: Kpi) -> bool:
    """Whether it is a share of cases, of which each is met or not: the fields below the line count them."""
    below = parts(kpi)[1]
    if not below or kpi.derived or is_ready_made(kpi):
        return False
    proportion = how_measured(kpi).domain == "proportion" or (kpi.formula is not None and kpi.unit == "percent")
    return proportion and not any(_WHOLE_SAMPLE.fullmatch(field) for field in below)


def guards_resolution(contract: Contract) -> tuple[Word, ...]:
    """The KPIs by which a customer who has to come back is seen, by id, or by the names of what they count."""
    return tuple(
        name
        for name, kpi in contract.kpis.items()
        if str(kpi.kpi) in RESOLUTION or (kpi.formula is not None and _AGAIN.search(" ".join([str(name), *fields(kpi)])))
    )


def guards_quality(contract: Contract) -> tuple[Word, ...]:
    """The KPIs that see bad work, by id, or by the names of what they count."""
    return tuple(
        name
        for name, kpi in contract.kpis.items()
        if str(kpi.kpi) in GUARDS or (kpi.formula is not None and _GOOD_WORK.search(" ".join([str(name), *fields(kpi)])))
    )


def sector(contract: Contract) -> str:
    """What the service is for: as the contract says, or as its billing and KPIs show; nothing where they do not."""
    if contract.service is not None and contract.service.sector is not None:
        return contract.service.sector
    found = {catalogue()[str(kpi.kpi)].sector for kpi in contract.kpis.values() if kpi.kpi is not None}
    recovers = any(isinstance(line, Contingency) and line.model == "contingency" for line in contract.billing.values())
    other_work = any(
        isinstance(line, PerMinute) or (isinstance(line, PerUnit) and line.model in _OF_CALLS)
        for line in contract.billing.values()
    )
    if (recovers or "collections" in found) and not other_work:
        return "collections"
    return "repair" if "repair" in found else ""


def is_only(contract: Contract, where: Where, words: frozenset[str], channels: Iterable[str]) -> bool:
    """Whether a clause is about certain channels alone: by the members that it lists, or by the channels of the contract."""
    for values in where.values():
        if values and all(str(value).casefold() in words for value in values):
            return True
    said = contract.service.channels if contract.service else ()
    return bool(said) and not where and set(said) <= set(channels)
