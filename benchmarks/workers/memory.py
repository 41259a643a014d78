"""The largest memory this process has had so far."""

import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_megabytes() -> float | None:
    """The peak of the resident memory in MB, or None where it cannot be known.

    Linux's `ru_maxrss` would do, but a new process inherits its parent's: with a
    parent of 100 MB it says 100 MB for a Python that needs 14.
    """
    if STATUS.exists():
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return None
