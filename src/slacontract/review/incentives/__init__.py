"""Perverse incentives: what the contract pays for that nobody wants, searched on its own history and told in money.

A settled history in, findings with money and witness periods out; one file for each kind. Results and counts are moved and
settled again by the exact engine; what conduct costs the vendor is not in the contract, so only what the contract pays is told.
"""
