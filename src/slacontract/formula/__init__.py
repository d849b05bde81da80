"""Formula: the closed algebra in which every figure is computed, the table of its formulas, and the algebra's faces.

Takes names and quantities, gives exact values, spreadsheet formulas and sentences. Knows no contract, KPI or file;
refuses anything that is not one of the nodes in ``nodes.py``.
"""
