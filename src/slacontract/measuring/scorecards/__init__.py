"""Scorecards: filled forms of quality evaluations and mystery calls become rows of the table ``evaluations``, exactly.

Takes forms (``model/forms.py``) and the bytes of scorecard files, gives scored calls and findings. A score is a fraction until
the form says how it is rounded. Decides nothing that the form does not say, and knows no contract.
"""
