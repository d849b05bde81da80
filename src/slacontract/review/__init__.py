"""Review: a contract, and its history where there is one, in; a verdict on each KPI with its reason and remedy out.

Whether KPIs are specific, measurable, achievable, relevant and time-bound, and what the contract rewards without meaning to.
"""
