"""Results of contract tests: what people read in a terminal, JSON for programs and JUnit XML for a build.

Takes verdicts and coverage, gives text; settles nothing, compares nothing and knows no files.
"""
