"""`python tests/bench`; the folders that the package needs on its path are put there first."""

import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent
sys.path[:1] = [str(TESTS), str(TESTS.parent)]

from bench.command import main  # noqa: E402

sys.exit(main())
