"""Evidence: one document, or a few, provable to a stranger."""

from fonds.prove.evidence import Proven, evidence_title, newest, prove
from fonds.prove.file import prove_to_file, prove_to_stream
from fonds.prove.signer import wacz_signer

__all__ = [
    "Proven",
    "evidence_title",
    "newest",
    "prove",
    "prove_to_file",
    "prove_to_stream",
    "wacz_signer",
]
