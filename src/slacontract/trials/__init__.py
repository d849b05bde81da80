"""Trials: tests of a contract. Measures and expected amounts in; what differs, and what no test has touched, out."""
