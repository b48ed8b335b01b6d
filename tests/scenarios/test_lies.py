"""An owner who signs what is false: what verify finds, and what stands among what is not proven."""

import pytest

from support.archives import files, new_archive

ARABIC = "عنوان النص\n\nهذا نص عربي قصير يكفي لنسخة العرض.\n"


@pytest.mark.parametrize(
    "page",
    [
        b"<script>alert(1)</script><p>A wholly other text</p>",
        b"",
        "<p dir=auto>هذا نص آخر</p>".encode(),
    ],
)
def test_a_false_access_copy_is_found(tmp_path, monkeypatch, page):
    monkeypatch.setattr("fonds.ingest.build_version.access_copy", lambda *args: page)
    source = files(tmp_path / "in", a_txt=ARABIC)
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
        report = archive.verify(jobs=0)
        assert {finding.code for finding in report.findings} == {"V508"}
        assert report.exit_status == 30
        archive.prove("a.txt", tmp_path / "e.wacz")
    from fonds.verify import verify_path

    report = verify_path(tmp_path / "e.wacz")
    assert "V508" in {finding.code for finding in report.findings}


def test_a_true_access_copy_is_none(tmp_path):
    source = files(tmp_path / "in", a_txt=ARABIC)
    (source / "b.txt").write_text(ARABIC + ARABIC)
    (source / "b.txt.meta.toml").write_text('title = "عنوان"\nlanguage = "ar"\n')
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
        assert archive.get("a.txt").record("access") is not None
        assert archive.verify(jobs=0).ok


@pytest.mark.parametrize("what", ["SWHID", "title", "language"])
def test_what_is_not_checked_is_said_not_to_be_proven(tmp_path, what):
    source = files(tmp_path / "in", a_txt="a")
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
        said = " ".join(archive.verify(jobs=0).not_proven)
    assert what.lower() in said.lower()
