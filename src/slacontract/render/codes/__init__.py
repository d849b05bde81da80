"""The page of each finding: what its code means, a bad and a good example, and whether it can be accepted.

Takes a code and a language; gives the page as Markdown or as text of a terminal. The sentences are data (``texts/``), the
examples are taken from the fixtures that the tests run (``compiled.py``). Knows nothing of a contract that is being checked.
"""
