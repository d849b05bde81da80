"""What ``slacontract show`` prints: one version of a contract as a readable annex, in Markdown or HTML, in English or Spanish.

Takes a contract that passed the checks, and worked examples and an exposure that were computed; gives texts and pictures. Every
key of the contract that is said is told: what no sentence tells by itself stands in a table of its noun. Computes no amount.
"""
