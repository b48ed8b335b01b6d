import io

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
