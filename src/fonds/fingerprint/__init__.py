"""What identifies bytes, and what makes texts comparable. Floor 3: a stage, no I/O of its own.

Digests say "the very same bytes"; a sketch says "nearly the same text" and is an aid for finding,
never evidence.
"""

from fonds.fingerprint.digests import Hasher, fingerprint, fingerprint_stream
from fonds.fingerprint.minhash import SKETCH, similarity, sketch

__all__ = ["SKETCH", "Hasher", "fingerprint", "fingerprint_stream", "similarity", "sketch"]
