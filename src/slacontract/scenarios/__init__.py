"""Scenarios: a settled history and changes of it in, what the contract would have paid out.

Moves measures and terms, by hand, at random or until an amount is met; knows no file and writes none. Figures from the array face
are estimates to the tenth of a coin; what is told as money is computed once more by the exact face.
"""
