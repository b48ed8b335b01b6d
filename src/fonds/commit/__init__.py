"""Writing to an archive: what every verb that writes does before, and the order of writes.

Below the verbs and above the handle: ``prepare`` makes an archive ready for its one writer and
finishes what a crash interrupted; ``publish`` and ``log_bundle`` add a bundle; ``carry_out``
removes withdrawn versions; ``rotate`` changes the key of the log.
"""

from typing import TYPE_CHECKING

from fonds.commit.key_rotation import rotate
from fonds.commit.publish import bundle_uuid, check_seal, log_bundle, nonce, publish
from fonds.commit.recovery import newest_of, prepare
from fonds.late_imports import imports_late

if TYPE_CHECKING:
    from fonds.commit.withdrawal import WithdrawalResult, carry_out, check_bundles

__all__ = [
    "WithdrawalResult",
    "bundle_uuid",
    "carry_out",
    "check_bundles",
    "check_seal",
    "log_bundle",
    "newest_of",
    "nonce",
    "prepare",
    "publish",
    "rotate",
]

__getattr__ = imports_late(__name__, {"withdrawal": "WithdrawalResult carry_out check_bundles"})
