"""The audit log: who did what, when, from where, before and after.

``registry`` says what is logged, ``context`` by whom and under which request, ``events`` adds
what is no change of a row (signing in, refusals), ``append_only`` keeps the database from
changing what was written, ``reading`` puts an entry into words.
"""
