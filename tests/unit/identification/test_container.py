import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.identification import HEAD, container, identify

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def types(main):
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/><Override '
        f'PartName="/x" ContentType="application/vnd.{main}"/></Types>'
    )


def made(*members, stored=False, comment=b"", before=b""):
    file = io.BytesIO()
    file.write(before)
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(file, "a" if before else "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
        archive.comment = comment
    return file.getvalue()


KINDS = {
    "docx": (
        DOCX,
        ("docProps/app.xml", "x" * 5000),
        (
            "[Content_Types].xml",
            types("openxmlformats-officedocument.wordprocessingml.document.main+xml"),
        ),
        ("word/document.xml", "<w/>"),
    ),
    "xlsx": (
        XLSX,
        (
            "[Content_Types].xml",
            types("openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        ),
    ),
    "pptx": (
        PPTX,
        (
            "[Content_Types].xml",
            types("openxmlformats-officedocument.presentationml.presentation.main+xml"),
        ),
    ),
    "docm": (
        "application/vnd.ms-word.document.macroenabled.12",
        ("[Content_Types].xml", types("ms-word.document.macroEnabled.main+xml")),
    ),
    "docx-without-types": (DOCX, ("word/document.xml", "<w/>")),
    "odt": (
        "application/vnd.oasis.opendocument.text",
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "<x/>"),
    ),
    "epub": (
        "application/epub+zip",
        ("mimetype", "application/epub+zip\n"),
        ("META-INF/container.xml", "<x/>"),
    ),
    "epub-without-mimetype": (
        "application/epub+zip",
        ("META-INF/container.xml", "<x/>"),
        ("OEBPS/book.opf", "<x/>"),
    ),
    "wacz": (
        "application/wacz",
        ("archive/data.warc.gz", "x" * 3000),
        ("datapackage.json", '{"profile": "data-package", "wacz_version": "1.1.1"}'),
    ),
    "jar": ("application/java-archive", ("META-INF/MANIFEST.MF", "Manifest-Version: 1.0")),
    "apk": (
        "application/vnd.android.package-archive",
        ("META-INF/MANIFEST.MF", "x"),
        ("AndroidManifest.xml", "x"),
    ),
}


def media_type(data):
    found = container.opinion(data[:HEAD], data)
    return found and found.media_type


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stored", [False, True], ids=["deflated", "stored"])
def test_knows_what_a_zip_holds_under_any_name(kind, stored):
    expected, *members = KINDS[kind]
    data = made(*members, stored=stored)
    for name in (f"x.{kind}", "report.txt", "photo.jpg", "x.pdf", "x", None):
        assert identify(data, name=name, size=len(data), whole=data).media_type == expected


@pytest.mark.parametrize("kind", KINDS)
def test_reads_a_file_by_its_directory_and_leaves_its_position(kind):
    expected, *members = KINDS[kind]
    data = made(("first", bytes(100_000)), *members, stored=True)
    file = io.BytesIO(data)
    file.seek(7)
    assert container.opinion(data[:HEAD], file).media_type == expected
    assert file.tell() == 7


def test_without_the_rest_reads_what_the_head_holds():
    _, *members = KINDS["odt"]
    data = made(*members, ("big", bytes(200_000)), stored=True)
    assert container.opinion(data[:1000], None).media_type == KINDS["odt"][0]


def test_reads_past_a_comment_and_before_a_self_extractor():
    _, *members = KINDS["odt"]
    assert media_type(made(*members, comment=b"c" * 65_535)) == KINDS["odt"][0]
    # a ZIP that begins with a program is not a ZIP by its head, and libmagic has the word
    assert media_type(made(*members, before=b"MZ" + bytes(500))) is None


@pytest.mark.parametrize("far", [False, True], ids=["near", "far"])
def test_reads_zip64(far, tmp_path):
    # a member past 4 GiB, in a file with a hole: nothing of it is on the disk
    path = tmp_path / "big.wacz"
    hole = 4 * 1024**3 + 100 if far else 100
    content = b'{"wacz_version": "1.1.1"}'
    name = b"datapackage.json"
    crc = zlib.crc32(content)
    local = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 45, 0, 0, 0, 33, crc, len(content), len(content), len(name), 0
    )
    extra = struct.pack("<HHQ", 1, 8, hole)
    central = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 45, 45, 0, 0, 0, 33, crc, len(content), len(content),
        len(name), len(extra), 0, 0, 0, 0, 0xFFFFFFFF,
    )  # fmt: skip
    directory = hole + len(local + name + content)
    size = len(central + name + extra)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, directory)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, directory + size, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, size, 0xFFFFFFFF, 0)
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.seek(hole)
        file.write(local + name + content + central + name + extra + end64 + locator + end)
    with zipfile.ZipFile(path) as archive:  # the test's own ZIP is one
        assert archive.read("datapackage.json") == content
    with path.open("rb") as file:
        assert container.opinion(b"PK\x03\x04", file).media_type == "application/wacz"


@given(st.data())
def test_any_damage_is_only_no_opinion(data):
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    _, *members = KINDS[kind]
    whole = bytearray(made(*members))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(4, len(whole)))])
    media_type(cut)


class CountingFile(io.BytesIO):
    """Counts what is read, to see that lies about sizes are not believed."""

    taken = 0

    def read(self, size=-1):
        data = super().read(size)
        self.taken += len(data)
        return data


@pytest.mark.slow
def test_a_bomb_costs_no_more_than_its_first_64_kib():
    data = made(("mimetype", bytes(200_000_000)), ("[Content_Types].xml", bytes(50_000_000)))
    file = CountingFile(data)
    container.opinion(data[:HEAD], file)
    assert file.taken < 400_000


def test_many_entries_are_not_all_read():
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *[0] * 9, 1, *[0] * 6) + b"x"
    directory = entry * 300_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, len(directory), 4, 0)
    file = CountingFile(b"PK\x03\x04" + directory + end)
    assert container.opinion(b"PK\x03\x04", file) is None
    assert file.taken < 3_000_000


@pytest.mark.parametrize("size", [0, 1, 0xFFFFFFFE, 0xFFFFFFFF])
@pytest.mark.parametrize("field", [12, 16])
def test_forged_ends_are_no_opinion_or_the_right_one(size, field):
    expected, *members = KINDS["odt"]
    data = bytearray(made(*members, stored=True))
    data[len(data) - 22 + field : len(data) - 22 + field + 4] = struct.pack("<L", size)
    assert media_type(bytes(data)) in (None, expected)


def test_the_samples_are_known(shared):
    for path in sorted((shared / "samples" / "wacz").glob("*.wacz")):
        data = path.read_bytes()
        assert media_type(data) == "application/wacz", path.name
