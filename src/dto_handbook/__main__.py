"""`python -m dto_handbook`."""

import sys

from dto_handbook.cli.main import main

sys.exit(main())
