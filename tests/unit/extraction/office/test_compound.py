import io
import struct
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from fonds.extraction.office import extract
from fonds.extraction.options import ExtractOptions
from fonds.model import Identification
from support.office_files import docx, paragraph

OLE = Identification("application/x-ole-storage")


@pytest.fixture(scope="module")
def locked():
    out = io.BytesIO()
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )
    plain = docx(
        paragraph("secret words"),
        more={"[Content_Types].xml": types, "a": "".join(map(chr, range(0x4E00, 0x7000)))},
    )
    OOXMLFile(io.BytesIO(plain)).encrypt("pass", out)
    return out.getvalue()


def test_a_locked_file_opens_with_its_password_and_never_records_it(locked):
    found = extract(locked, OLE, ExtractOptions(password="pass"))
    assert found.text == "secret words"
    assert "pass" not in repr(found)


@pytest.mark.parametrize(("password", "word"), [(None, "--password"), ("wrong", "does not open")])
def test_without_it_the_loss_says_so(locked, password, word):
    found = extract(locked, OLE, ExtractOptions(password=password))
    assert found.text is None
    assert [(x.kind, word in x.note) for x in found.losses] == [("encrypted", True)]


@pytest.mark.parametrize("cut", [8, 100, 512, 1000, 2000])
def test_half_a_compound_file_is_a_loss(locked, cut):
    found = extract(locked[:cut], OLE)
    assert found.text is None
    assert found.losses


def test_properties_of_old_files_name_their_evidence():
    data = (Path(__file__).parent / "files" / "known.doc").read_bytes()
    stated = {m.name: (m.value, m.evidence) for m in extract(data, OLE).metadata}
    assert stated["title"] == ("Known title", "SummaryInformation property 2")


def test_a_property_that_says_it_has_four_billion_values_costs_nothing():
    data = (Path(__file__).parent / "files" / "known.doc").read_bytes()
    at = data.find(b"\x1e\0\0\0\x0c\0\0\0Known title")
    assert at > 0
    lying = data[:at] + struct.pack("<II", 0x100C, 0xFFFFFFFF) + data[at + 8 :]
    found = extract(lying, OLE)
    assert found.text.startswith("Heading one")
    assert "title" not in {m.name for m in found.metadata}
