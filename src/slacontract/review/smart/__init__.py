"""SMART: a contract and its history in; for each KPI whether it is specific, measurable, achievable, relevant and time-bound.

One file for each letter and one for the contract as a whole; each yields points with a reason and a remedy. Points that nobody
would dispute have the code of a finding, which ``check`` prints; all others stand on the report card only.
"""
