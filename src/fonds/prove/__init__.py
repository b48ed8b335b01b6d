"""Evidence: one document, or a few, provable to a stranger. Floor 5, a verb."""

from fonds.prove.content import reading_copy
from fonds.prove.evidence import Proven, evidence_title, newest, prove
from fonds.prove.file import prove_to_file, prove_to_stream
from fonds.prove.signer import wacz_signer
from fonds.prove.texts import READ_ME, script

__all__ = [
    "READ_ME",
    "Proven",
    "evidence_title",
    "newest",
    "prove",
    "prove_to_file",
    "prove_to_stream",
    "reading_copy",
    "script",
    "wacz_signer",
]
