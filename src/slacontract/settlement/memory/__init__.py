"""Memory: clauses that look at earlier periods, one file for each: repeats, windows, earn-back, carry-over.

Takes a KPI's value or amount, gives rows that refer to columns before this one. What they change is a line of its own.
"""
