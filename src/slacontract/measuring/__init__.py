"""Measuring: raw operational records to the measures of a contract, under the contract's own definitions.

Takes files or tables of records and says by a profile what their columns mean; gives counters by period and member, what was
dropped and why, and the hashes of all that was read. Sums counters only: no KPI, price or amount is computed here.
"""
