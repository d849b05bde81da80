"""Proofs: a contract that passed ``check`` in, findings with a witness out.

Each is one question on the compiled calculation, such as whether a limit can ever bind; a witness is a month of measures that
the exact face settles. Refuses to guess: what it cannot prove it does not say.
"""
