"""What a name means: a whole identifier is one document, the end of a path may be another's."""

import pytest

from fonds.errors import UnknownDocumentError
from support.archives import files, new_archive


def test_a_withdrawn_identifier_never_shows_another_document_whose_name_ends_alike(tmp_path):
    files(tmp_path / "in" / "one", a_txt="first")
    files(tmp_path / "in" / "two", a_txt="second")
    with new_archive(tmp_path) as archive:
        archive.ingest([str(tmp_path / "in")], jobs=0)
        assert archive.get("two/a.txt").raw == b"second"
        archive.ingest([str(tmp_path / "in" / "one" / "a.txt")], jobs=0)
        archive.withdraw("file:///in/one/a.txt", reason="r", authority="a")
        with pytest.raises(UnknownDocumentError):
            assert archive.get("file:///one/a.txt").raw == b"second"
        assert archive.get("file:///in/two/a.txt").raw == b"second"
        assert archive.get("in/two/a.txt").raw == b"second"
