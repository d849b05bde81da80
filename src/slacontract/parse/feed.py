"""``feed.yaml``: how the tables of measures are written, and which declaration a file falls under."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from slacontract.findings import Finding, finding
from slacontract.model.feed import Feed, Feeds
from slacontract.parse.nouns import build
from slacontract.parse.yaml_tree import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slacontract.model.texts import Word


def read_feeds(data: bytes, name: str) -> tuple[Feeds | None, list[Finding]]:
    """Read ``feed.yaml``; None when it cannot be trusted, with the findings that say why."""
    table, findings = read_yaml(data, name)
    if table is None:
        return None, findings
    feeds, findings = build(Feeds, table)
    if feeds is None:
        return None, findings
    faults = [fault for feed in feeds.feeds.values() for fault in _contradictions(feed)]
    return (None, faults) if faults else (feeds, [])


def _contradictions(feed: Feed) -> list[Finding]:
    if feed.numbers.decimal != feed.numbers.thousands:
        return []
    return [
        finding(
            "M318",
            feed.numbers.place,
            f"The {feed.numbers.decimal} cannot begin the decimals and divide thousands.",
            "Correct one of 'decimal' and 'thousands'.",
        )
    ]


def base_name(name: str) -> str:
    """The name of a file without its folders.

    >>> base_name("contracts/acme/measures/2026-05.csv")
    '2026-05.csv'
    """
    return re.split(r"[\\/]", name)[-1]


def patterns_for(feeds: Feeds | None, file_name: str) -> list[Word]:
    """The patterns of the declaration that the name of a file fits."""
    if feeds is None:
        return []
    return [pattern for pattern in feeds.feeds if fnmatchcase(base_name(file_name), pattern)]


def feed_for(feeds: Feeds | None, file_name: str) -> Feed | None:
    """The declaration of a file; None when no pattern fits it, or when two do."""
    patterns = patterns_for(feeds, file_name)
    return feeds.feeds[patterns[0]] if feeds is not None and len(patterns) == 1 else None


def feed_faults(feeds: Feeds | None, file_names: Iterable[str]) -> list[Finding]:
    """Say which patterns fit no file, and which files fit two patterns."""
    if feeds is None:
        return []
    found, used = [], set()
    for name in sorted(set(file_names)):
        patterns = patterns_for(feeds, name)
        used.update(patterns)
        if len(patterns) > 1:
            first, second = patterns[:2]
            found.append(
                finding(
                    "M318",
                    second.at,
                    f"The file {base_name(name)} fits the patterns '{first}' and '{second}'.",
                    "Write patterns so that each file fits one.",
                    first.at,
                )
            )
    unused = [pattern for pattern in feeds.feeds if pattern not in used]
    remedy = "Correct the pattern (such as 'calls-*.csv'), or delete the declaration."
    return found + [finding("M318", p.at, f"No file of measures fits the pattern '{p}'.", remedy) for p in unused]
