"""What ``slacontract kpis`` prints: the catalogue as a list, a KPI explained, the KPIs of a contract, the spread of variants.

Takes definitions of the catalogue, contracts and values; gives plain text in English or Spanish, at most 110 characters wide.
Looks nothing up in files and computes no KPI.
"""
