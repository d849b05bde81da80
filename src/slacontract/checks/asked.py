"""What a check is: findings of one version, or of all versions together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from slacontract.findings import Finding
from slacontract.model.contract import Contract

Check: TypeAlias = Callable[[Contract], Iterator[Finding]]
VersionsCheck: TypeAlias = Callable[[Sequence[Contract]], Iterator[Finding]]
