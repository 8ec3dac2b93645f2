"""How Python itself runs in a process that answers: how often it collects garbage, and how long its threads wait for each other.

Knows figures that were measured, and nothing of what runs.
"""

import gc
import sys

# How many objects are made before the collector of garbage goes through those made last, how often before the older ones, before all. As
# often as Python does by itself takes a twelfth of the CPU, and holds up everybody for 0.1 s at a time.
GARBAGE = (2_000, 10, 50)
# That the event loop and the threads keep each other waiting for the interpreter: with the usual 0.005 the p99 of `/health` doubles among
# 64 visitors, and a write to the database, which waits for each of its round trips, takes longer than its round trips do.
SWITCH_SECONDS = 0.0002


def tune() -> None:
    """Before anything heavy is imported, since an import makes many objects."""
    gc.set_threshold(*GARBAGE)
    sys.setswitchinterval(SWITCH_SECONDS)
