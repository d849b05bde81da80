"""A chain of versions as a table, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from slacontract.comparison.chain import State
from slacontract.languages import Language, message, say
from slacontract.render.terminal import draw

if TYPE_CHECKING:
    from slacontract.comparison.chain import Link

_STATES: Final = {
    State.FIRST: message("the first"),
    State.SEALED: message("sealed"),
    State.OPEN: message("not sealed"),
    State.OTHER: message("replaces another version than the one before"),
    State.ALTERED: message("the version before was altered"),
    State.MISSING: message("the version before is not there"),
}
_HEADS: Final = ("Version", "In force from", "to", "Replaces", "State", "Fingerprint")


def write_chain(links: Sequence[Link], language: Language) -> str:
    """The versions of one contract, in the order in which they come into force; plain, for a fingerprint is never cut."""
    heads = [say(message(head), language) for head in _HEADS]
    title = f"{links[0].contract.contract} · {links[-1].contract.title}"
    return draw(title, heads, [_row(link, language) for link in links], left=len(heads), rich=False)


def _row(link: Link, language: Language) -> list[str]:
    contract = link.contract
    until = link.until.isoformat() if link.until else say(message("never"), language)
    replaces = str(contract.replaces.version) if contract.replaces else ""
    return [str(contract.version), contract.effective.isoformat(), until, replaces, say(_STATES[link.state], language),
            contract.fingerprint]  # fmt: skip


def write_chain_json(chains: Sequence[Sequence[Link]]) -> str:
    """All chains as one JSON list, for programs."""
    return json.dumps([_record(links) for links in chains], indent=2, ensure_ascii=False)


def _record(links: Sequence[Link]) -> dict[str, object]:
    return {
        "contract": str(links[-1].contract.contract),
        "versions": [
            {
                "version": link.contract.version,
                "from": link.contract.effective.isoformat(),
                "to": link.until and link.until.isoformat(),
                "fingerprint": link.contract.fingerprint,
                "replaces": link.contract.replaces
                and {"version": link.contract.replaces.version, "fingerprint": str(link.contract.replaces.fingerprint)},
                "state": link.state.value,
                "file": link.contract.place.file,
            }
            for link in links
        ],
    }
