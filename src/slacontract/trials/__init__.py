"""Trials: tests of a contract. Takes the nouns of a test file and an agreement that passed ``check``; gives, for each test and
case, what differs from what is expected, with the settlement it was compared with, and which parts of the contract no test has
touched. Reads no file and writes none; says nothing to people, for that is ``render/trials``.
"""
