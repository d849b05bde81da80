"""What tests share: a contract with every clause, measures made from a seed, and the oracles that recalculate workbooks."""
