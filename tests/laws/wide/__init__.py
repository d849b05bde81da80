"""Whole deals made by chance that combine the mechanisms of the language, with realistic figures that often hit an edge exactly.

A deal is settled over 12 to 36 months, with up to two amendments. Nothing of slacontract is used to make it.
"""
