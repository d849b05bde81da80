"""Texts of the contract as rows: formulas, conditions, figures, tables and windows, and what their names stand for."""
