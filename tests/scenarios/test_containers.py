"""A folder with containers in it, from the command line to verify, again and withdrawn."""

import mailbox
import tarfile
import zipfile

import pytest

from fonds.errors import UsageError
from support.archives import new_archive, reopened
from support.residue import where_found
from support.wordpress_export import export, item


@pytest.fixture
def home(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    with zipfile.ZipFile(source / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("letters/one.txt", (2021, 5, 6, 7, 8, 10)), "first letter")
        archive.writestr("two.txt", 'Le port [caption id="attachment_7" width="300"] de Brest\n')
    with tarfile.open(source / "b.tar.gz", "w:gz") as archive:
        archive.add(source / "a.zip", "inner.zip")
    box = mailbox.mbox(source / "c.mbox")
    box.add(b"From: a@example.org\nSubject: Hello\n\nThe text of the mail\n")
    box.close()
    return tmp_path


def test_each_member_is_a_document_and_a_second_run_changes_nothing(home):
    with new_archive(home) as archive:
        report = archive.ingest([str(home / "in")], jobs=0)
        assert (report.new, report.failed) == (9, 0)
        again = archive.ingest([str(home / "in")], jobs=0)
        assert (again.new, again.changed, again.unchanged) == (0, 0, 9)
        names = {version.identifier for version in archive.documents()}
        member = archive.get("file:///in/b.tar.gz!/inner.zip!/letters/one.txt")
        assert "file:///in/c.mbox!/1" in names
        assert member.raw == b"first letter"
        assert archive.get("file:///in/a.zip!/two.txt").cleaned == "Le port de Brest\n"
        assert archive.get("file:///in/c.mbox!/1").title == "Hello"
        report = archive.verify(rederive=True)
        assert report.ok, report.findings


def test_provenance_says_which_came_from_where(home):
    with new_archive(home) as archive:
        archive.ingest([str(home / "in")], jobs=0)
        version = archive.get("file:///in/a.zip!/letters/one.txt")
        container = version.provenance["entity"]["v:container"]
        assert container == {
            "f:identifier": "file:///in/a.zip",
            "f:place": "letters/one.txt",
            "f:modified": "2021-05-06T07:08:10",
        }
        derived = version.provenance["wasDerivedFrom"].values()
        assert {"prov:generatedEntity": "v:raw", "prov:usedEntity": "v:container"} in derived


def test_containers_stay_shut_or_are_left_out_where_that_is_asked_for(home):
    with new_archive(home) as archive:
        shut = archive.ingest([str(home / "in")], jobs=0, expand=False)
        assert shut.new == 3
    with new_archive(home / "b") as archive:
        members = archive.ingest([str(home / "in")], jobs=0, members_only=True)
        assert members.new == 5
        assert all("!/" in version.identifier for version in archive.documents())


def test_a_changed_member_is_its_next_version(home):
    with new_archive(home) as archive:
        archive.ingest([str(home / "in/a.zip")], jobs=0)
    (home / "in/a.zip").unlink()
    with zipfile.ZipFile(home / "in/a.zip", "w") as made:
        made.writestr("letters/one.txt", "first letter")
        made.writestr("two.txt", "other")
    with reopened(home) as archive:
        report = archive.ingest([str(home / "in/a.zip")], jobs=0)
        assert (report.new, report.changed, report.unchanged) == (0, 2, 1)
        assert archive.get("a.zip!/two.txt").raw == b"other"


def test_one_document_that_is_named_is_never_opened(home):
    with new_archive(home) as archive:
        report = archive.ingest([str(home / "in/a.zip")], jobs=0, identifier="the-zip")
        assert report.new == 1


def test_workers_read_members_too(home):
    with zipfile.ZipFile(home / "in/many.zip", "w") as made:
        for n in range(60):
            made.writestr(f"{n}.txt", f"text {n}")
        made.writestr("large.bin", bytes(9 << 20))
    with new_archive(home) as archive:
        report = archive.ingest([str(home / "in/many.zip")], jobs=2)
        assert report.new == 62
        assert archive.get("many.zip!/59.txt").raw == b"text 59"
        assert archive.get("many.zip!/large.bin").raw == bytes(9 << 20)


def test_posts_of_an_export_are_documents_under_their_addresses(tmp_path):
    text = 'The port.\n\n[caption id="attachment_9" width="300"]A ship[/caption]\n\nMore of it.'
    photo = item(9, "", kind="attachment", title="Photo", link="https://example.org/photo/",
                 more="<wp:attachment_url>https://example.org/f.jpg</wp:attachment_url>")  # fmt: skip
    (tmp_path / "site.xml").write_bytes(export(photo, item(1, text), item(2, "<p>One</p><p>Two")))
    with new_archive(tmp_path) as archive:
        report = archive.ingest([str(tmp_path / "site.xml")], jobs=0)
        assert (report.new, report.failed) == (3, 0)
        version = archive.get("https://example.org/1/")
        assert version.raw == text.encode()
        assert version.title == "Title"
        assert "[" not in version.cleaned
        assert "A ship" in version.cleaned
        assert version.stated["creator"] == "Amal Q. & Co"
        assert version.stated["attachments"] == ["9: https://example.org/f.jpg | Photo | A caption"]
        assert archive.get("https://example.org/2/").text == "One\n\nTwo"
        assert archive.ingest([str(tmp_path / "site.xml")], jobs=0).unchanged == 3
        newer = tmp_path / "newer.xml"
        newer.write_bytes(export(item(1, text + " Edited.")))
        assert archive.ingest([str(newer)], jobs=0).changed == 1
        assert archive.verify(rederive=True).ok


def test_rows_of_a_table_are_documents_whatever_the_file_is_called(tmp_path):
    (tmp_path / "a.csv").write_text("id,text,author\n7,first text,Ann\n8,second,Bob\n9\n")
    (tmp_path / "b.csv").write_text("id,text,author\n7,first text,Ann\n8,second!,Bob\n")
    options = {"text_column": "text", "id_column": "id", "jobs": 0}
    with new_archive(tmp_path) as archive:
        whole = archive.ingest([str(tmp_path / "a.csv")], jobs=0)
        assert whole.new == 1
        report = archive.ingest([str(tmp_path / "a.csv")], **options)
        assert (report.new, report.unchanged, report.failed) == (2, 1, 1)
        assert archive.get("row:7").text == "first text"
        assert archive.get("row:7").stated == {"id": "7", "author": "Ann"}
        report = archive.ingest([str(tmp_path / "b.csv")], **options)
        assert (report.new, report.changed, report.unchanged) == (1, 1, 1)
        assert archive.verify(rederive=True).ok


def test_a_member_is_withdrawn_with_what_holds_it(home):
    with new_archive(home) as archive:
        archive.ingest([str(home / "in")], jobs=0)
        name = "file:///in/b.tar.gz!/inner.zip!/letters/one.txt"
        planned = archive.plan_withdrawal(name)
        assert [one.identifier for one in planned.containers] == [
            "file:///in/b.tar.gz!/inner.zip", "file:///in/b.tar.gz",
        ]  # fmt: skip
        with pytest.raises(UsageError, match="still hold it"):
            archive.withdraw(name, reason="r", authority="a")
        before = {one.latest.leaf for one in archive.documents()}
        archive.withdraw(name, reason="r", authority="a", with_containers=True)
        left = {one.latest.leaf for one in archive.documents() if not one.latest.withdrawn}
        assert len(before - left) == 3
        archive.withdraw("in/a.zip", reason="r", authority="a")
        archive.withdraw("in/a.zip!/letters/one.txt", reason="r", authority="a")
        assert where_found(archive.path, b"first letter") == []
        report = archive.verify()
        assert report.ok, report.findings


def test_members_that_stay_are_named(home):
    with new_archive(home) as archive:
        archive.ingest([str(home / "in/a.zip")], jobs=0)
        assert any("2 documents" in note for note in archive.plan_withdrawal("a.zip").notes)
