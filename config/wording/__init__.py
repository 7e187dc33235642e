"""Sentences of Django, of the REST framework and of other libraries that may reach a person and
that their own Vietnamese catalogues lack or word badly.

Nothing imports these modules: the sentences are named in them, so that our catalogue holds and
translates them. Where both catalogues have a sentence, ours is the one that is shown.
"""
