"""The order of the proofs: every question that is asked of a version, one after the other."""

from __future__ import annotations

from typing import Final

from slacontract.proofs.asked import Prove
from slacontract.proofs.attainable import samples_suffice, targets_decide
from slacontract.proofs.both_sides import against_target, both_at_once
from slacontract.proofs.excused import worse_is_excused
from slacontract.proofs.gates import gates_can_be_both, gates_let_pass
from slacontract.proofs.grids import rounding_fine_enough
from slacontract.proofs.limits import caps_of_fixed_lines, limits_can_bind, limits_leave_something
from slacontract.proofs.memory import clauses_fit_the_term, earn_backs_can_happen, repeats_can_happen
from slacontract.proofs.precision import figures_within_precision
from slacontract.proofs.reach import pools_used_up, releases_within_reach, scales_within_domain, sums_within_reach
from slacontract.proofs.wrong_way import worse_pays_more

PROOFS: Final[tuple[Prove, ...]] = (
    worse_pays_more,
    worse_is_excused,
    scales_within_domain,
    sums_within_reach,
    releases_within_reach,
    both_at_once,
    against_target,
    limits_can_bind,
    limits_leave_something,
    caps_of_fixed_lines,
    gates_let_pass,
    gates_can_be_both,
    repeats_can_happen,
    earn_backs_can_happen,
    clauses_fit_the_term,
    targets_decide,
    samples_suffice,
    rounding_fine_enough,
    figures_within_precision,
    pools_used_up,
)
