"""How much of everything: a little with each run of the tests, the whole with `make soak`."""

import os

IS_WHOLE = os.environ.get("SOAK") == "1"


def scaled(little, whole):
    return whole if IS_WHOLE else little
