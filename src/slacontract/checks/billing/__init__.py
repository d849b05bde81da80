"""Checks of what is billed: quantities, prices, indices, commitments, shared risk, and ways of billing the trade warns of."""
