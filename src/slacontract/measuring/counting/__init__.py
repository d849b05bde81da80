"""Counting: canonical tables to counters by period and member, on the engine where the tables lie.

Takes an engine with canonical tables, the base fields and dimensions a contract wants, its calendar and its `counting:`; gives
exact counts and sums, and what was noticed on the way. Knows no files, no profiles and no money.
"""
