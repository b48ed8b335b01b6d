"""How much is taken out of containers."""

import attrs

GIB = 1 << 30


@attrs.frozen
class ExpandLimits:
    """How much is taken out of containers. Past a limit the rest is named, and not stored."""

    entries: int = 1_000_000  # of one container
    depth: int = 3  # containers within containers
    ratio: int = 100  # unpacked over packed bytes, beyond the first 64 MiB
    unpacked: int = 64 * GIB  # bytes of the members of one container in all
