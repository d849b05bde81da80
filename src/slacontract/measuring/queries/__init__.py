"""The views that counters are summed over, as SQL that every engine can be given, and what their columns mean.

Takes the names of tables and the few values that a contract decides; gives text. Knows no engine and no contract; a view never
computes a KPI.
"""
