"""How many examples a test makes up: few in `make test`, ten times as many in `make test-deep`."""

import os

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"


def examples(few: int) -> int:
    """So many in a short run."""
    return few * 10 if DEEP else few
