"""`python -m handrail` is the same door as the `handrail` command."""

import sys

from handrail.cli import main

sys.exit(main())
