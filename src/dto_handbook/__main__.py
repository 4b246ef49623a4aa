"""`python -m dto_handbook`."""

import sys

from dto_handbook.cli import main

sys.exit(main())
