"""The service as the measures have it: which figures a clause is about, by member and group, and what cannot be added."""
