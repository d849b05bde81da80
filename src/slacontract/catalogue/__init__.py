"""Catalogue: the KPIs of the trade as data, with their variants, and the base fields they are computed from.

Takes a KPI's id and the variant a contract names, gives the formula over base fields. Knows no contract and no money;
refuses a KPI whose variant is not named in full.
"""
