"""JSON Schema of what users write, made of the models: what editors offer, explain and underline while somebody types.

Takes the nouns of the language and the sentences of the reference pages; gives one schema for each kind of file, in English and
Spanish. The files in ``files/`` are made by ``python docs/generate.py``. A schema knows shapes and spellings; what a contract
means is checked by ``slacontract check``, and by nothing here.
"""
