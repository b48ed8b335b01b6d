"""The table of finding codes."""

from fonds.verify import CODES
from fonds.verify.finding_codes import CLAIMS


def test_every_code_has_one_clause() -> None:
    assert list(CODES) == sorted(CODES)
    for code in CODES.values():
        assert code.claim in CLAIMS
        assert code.hint
        assert code.status in (0, 20, 30)
