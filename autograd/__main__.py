"""`python -m autograd`: see `cli`."""

import sys

from autograd.cli import main

sys.exit(main())
