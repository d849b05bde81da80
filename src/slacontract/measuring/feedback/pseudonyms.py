"""Codes for people: made from a secret key, the same for the same person in all files; names in comments are replaced too.

The key stands in ``pseudonyms.key`` beside the records, apart from every report. A code is the beginning of a keyed hash, so that
nobody without the key can try names until one fits.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from slacontract.measuring.scorecards.scored import Answer, Card, Scored

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No I, L, O and U: none is mistaken for another when it is read aloud."""
SHORT: Final = 5
LONG: Final = 8
SHORTEST_KEY: Final = 16
_PARTICLES: Final = frozenset({"de", "del", "la", "las", "los", "van", "von", "der", "den", "dos", "das", "the", "and", "y"})


@dataclass(frozen=True, slots=True)
class Words:
    """What stands before a code, and in place of a name that several people have, in the language of the report."""

    agent: str = "Agent"
    evaluator: str = "Evaluator"
    someone: str = "[name]"


def person(key: str, name: str) -> str:
    """What tells one person from another: the id, or the name where there is none, however it is written.

    >>> person("", "García,  Ana") == person("", "ANA GARCÍA")
    True
    """
    if key:
        return f"id:{key.strip().casefold()}"
    last, comma, first = name.partition(",")
    ordered = f"{first} {last}" if comma else name
    return "name:" + " ".join(unicodedata.normalize("NFKC", ordered).casefold().split())


def code(key: bytes, role: str, who: str, length: int = SHORT) -> str:
    """The code of a person.

    >>> code(b"0" * 16, "agent", "id:a1001") == code(b"0" * 16, "agent", "id:a1001")
    True
    """
    digest = hmac.new(key, f"{role}\x1f{who}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big")
    return "".join(LETTERS[number >> (59 - 5 * place) & 31] for place in range(length))


@dataclass
class Codes:
    """The codes of all people of some scorecards, and how their names are found in texts."""

    key: bytes
    words: Words = field(default_factory=Words)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    spellings: dict[str, set[str]] = field(default_factory=dict)
    """Spelling without accents and capitals: the labels of those whom it may mean."""

    @classmethod
    def of(cls, key: bytes, cards: Sequence[Card], words: Words) -> Codes:
        """Codes for everyone whom the cards name."""
        made = cls(key, words)
        named = {card.agent_name: card.agent_key for card in cards if card.agent_key and card.agent_name}
        people = {("agent", person(card.agent_key or named.get(card.agent_name, ""), card.agent_name)) for card in cards}
        people |= {("evaluator", person("", card.evaluator)) for card in cards if card.evaluator}
        made._label(people)
        for card in cards:
            made._spell("agent", card.agent_key or named.get(card.agent_name, ""), card.agent_name)
            made._spell("evaluator", "", card.evaluator)
        made.named = named
        return made

    named: dict[str, str] = field(default_factory=dict)

    def _label(self, people: Iterable[tuple[str, str]]) -> None:
        """Short codes; where two people share one, longer ones that begin with it."""
        short: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for role, who in sorted(people):
            short.setdefault((role, code(self.key, role, who)), []).append((role, who))
        for (role, text), same in short.items():
            for one in same:
                told = text if len(same) == 1 else code(self.key, role, one[1], LONG)
                self.labels[one] = f"{self.words.agent if role == 'agent' else self.words.evaluator} {told}"

    def _spell(self, role: str, key: str, name: str) -> None:
        if not (key or name):
            return
        label = self.labels[role, person(key, name)]
        whole = [name, key] if role == "agent" else [name]
        parts = [part for part in re.findall(r"[^\W\d_]+", name) if len(part) >= 3 and plain(part) not in _PARTICLES]
        for spelling in (*whole, *parts):
            if spelling.strip():
                self.spellings.setdefault(plain(" ".join(spelling.split())), set()).add(label)

    def label(self, role: str, key: str, name: str) -> str:
        """The code of one person, with what it stands before; nothing for nobody."""
        if not (key or name):
            return ""
        return self.labels[role, person(key or self.named.get(name, ""), name)]

    def without_names(self, text: str) -> str:
        """A text in which codes stand for the names that are known."""
        if not text or not self.spellings:
            return text
        whole = unicodedata.normalize("NFC", text)
        bare = plain(whole)
        pieces, end = [], 0
        for found in self._pattern().finditer(bare):
            meant = self.spellings[" ".join(found.group().split())]
            pieces += [whole[end : found.start()], next(iter(meant)) if len(meant) == 1 else self.words.someone]
            end = found.end()
        return "".join([*pieces, whole[end:]])

    _compiled: re.Pattern[str] | None = None

    def _pattern(self) -> re.Pattern[str]:
        """All spellings, the longest first, each as a whole word."""
        if self._compiled is None:
            ordered = sorted(self.spellings, key=lambda spelling: (-len(spelling), spelling))
            told = "|".join(r"\s+".join(map(re.escape, spelling.split())) for spelling in ordered)
            self._compiled = re.compile(rf"(?<![^\W_])(?:{told})(?![^\W_])")
        return self._compiled


def plain(text: str) -> str:
    """A text of the same length without accents and capitals.

    >>> plain("Núñez")
    'nunez'
    """
    return "".join(_bare(char) for char in unicodedata.normalize("NFC", text))


def _bare(char: str) -> str:
    base = unicodedata.normalize("NFKD", char)[0].lower()
    return base if len(base) == 1 else char


def conceal(scored: Sequence[Scored], key: bytes, words: Words) -> list[Scored]:
    """The same calls without a name in any of their texts."""
    codes = Codes.of(key, [one.card for one in scored], words)
    return [replace(one, card=_concealed(one.card, codes)) for one in scored]


_TEXTS: Final = ("contact_id", "queue", "site", "campaign", "team", "comment")


def _concealed(card: Card, codes: Codes) -> Card:
    clean: Mapping[str, str] = {name: codes.without_names(getattr(card, name)) for name in _TEXTS}
    label = codes.label("agent", card.agent_key, card.agent_name)
    return replace(
        card,
        **clean,  # type: ignore[arg-type]  # all of these are texts
        agent_key=label,
        agent_name="",
        evaluator=codes.label("evaluator", "", card.evaluator),
        evaluation_id=codes.without_names(card.evaluation_id),
        double_of=codes.without_names(card.double_of),
        answers=tuple(_clean_answers(card.answers, codes)),
    )


def _clean_answers(answers: Iterable[Answer], codes: Codes) -> Iterator[Answer]:
    for answer in answers:
        yield replace(answer, comment=codes.without_names(answer.comment)) if answer.comment else answer
