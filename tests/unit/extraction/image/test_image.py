import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fonds.extraction.image import extract
from fonds.model import Identification

ANY = Identification("image/jpeg")
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmp:Rating="4"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Title</rdf:li>'
    "<rdf:li "
    'xml:lang="ar">عنوان</rdf:li></rdf:Alt></dc:title><dc:subject><rdf:Bag><rdf:li>a</rdf:li>'
    "<rdf:li>b</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def read(data):
    return extract(data, ANY)


def values(found):
    return {m.name: m.value for m in found.metadata}


def picture(kind, size=(4, 3), **more):
    out = io.BytesIO()
    Image.new("RGB", size, (1, 2, 3)).save(out, kind, **more)
    return out.getvalue()


def exif(gps=False):
    made = Image.Exif()
    made[0x010F] = "Canon"
    made[0x013B] = "Ann"
    deeper = made.get_ifd(0x8769)
    deeper[0x9003] = "2024:05:07 13:05:00"
    deeper[0xA431] = "12345"
    if gps:
        place = made.get_ifd(0x8825)
        place[1], place[2] = "S", (48.0, 30.0, 0.0)
        place[3], place[4] = "E", (2.0, 15.0, 0.0)
    return made


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "TIFF", "AVIF", "GIF", "BMP"])
def test_format_and_dimensions(kind):
    found = read(picture(kind, (40, 30)))
    stated = values(found)
    assert (stated["image:width"], stated["image:height"]) == (40, 30)
    assert stated["image:format"] == {"WebP": "WebP"}.get(kind, kind)
    assert found.text is None
    assert [x.kind for x in found.losses] == ["image-only"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "AVIF"])
def test_exif_and_what_of_it_is_sensitive(kind):
    found = read(picture(kind, exif=exif(gps=True)))
    stated = values(found)
    assert stated["exif:Make"] == "Canon"
    assert stated["creator"] == "Ann"
    assert stated["date"] == "2024-05-07T13:05:00"
    assert (stated["gps:latitude"], stated["gps:longitude"]) == (-48.5, 2.25)
    hidden = {m.name for m in found.metadata if m.sensitive}
    assert "exif:BodySerialNumber" in hidden
    assert hidden >= {n for n in stated if "GPS" in n or n.startswith("gps:")}
    assert "creator" not in hidden


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "TIFF", "GIF"])
def test_xmp(kind):
    if kind == "TIFF":
        data = picture(kind, tiffinfo={700: XMP.encode()})
    elif kind == "PNG":
        data = picture(kind)
        body = b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.encode()
        data = data[:33] + chunk(b"iTXt", body) + data[33:]
    else:
        data = picture(kind, xmp=XMP.encode()) if kind != "GIF" else gif_with_xmp()
    found = read(data)
    stated = values(found)
    assert stated["title"] == {"x-default": "Title", "ar": "عنوان"}
    assert stated["subject"] == ["a", "b"]
    assert stated["xmp:xmp:Rating"] == "4"


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def gif_with_xmp():
    data = picture("GIF")
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    block = b"!\xff\x0bXMP DataXMP" + XMP.encode() + trailer
    return data[:-1] + block + b";"


def segment(kind, body):
    return b"\xff" + bytes([kind]) + struct.pack(">H", len(body) + 2) + body


@pytest.mark.parametrize(
    ("mark", "codec"), [(b"\x1c\x01\x5a\x00\x03\x1b%G", "utf-8"), (b"", "latin-1"), (b"", "utf-8")]
)
def test_iptc_in_utf8_and_latin1(mark, codec):
    def record(number, text):
        raw = text.encode(codec)
        return b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(raw)) + raw

    block = mark + record(5, "Größe") + record(25, "a") + record(25, "b") + record(122, "Editor")
    resource = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block
    data = picture("JPEG")
    found = read(data[:2] + segment(0xED, resource) + data[2:])
    stated = values(found)
    assert stated["title"] == "Größe"
    assert stated["subject"] == ["a", "b"]
    assert [m.name for m in found.metadata if m.sensitive] == ["iptc:Writer-Editor"]


def test_png_text_of_all_three_kinds():
    data = picture("PNG")
    more = (
        chunk(b"tEXt", b"Title\0\xe9")
        + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"packed"))
        + chunk(b"iTXt", b"Author\0\1\0en\0\0" + zlib.compress("Жук".encode()))
    )
    stated = values(read(data[:33] + more + data[33:]))
    assert (stated["title"], stated["png:Comment"], stated["creator"]) == ("é", "packed", "Жук")


def test_sixty_thousand_squared_is_stated_and_never_decoded():
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    assert values(read(data))["image:width"] == 60_000
    bmp = b"BM" + b"\0" * 12 + struct.pack("<Iii", 40, 60_000, -60_000) + b"\1\0\x18\0" + b"\0" * 40
    assert values(read(bmp))["image:height"] == 60_000


def test_a_text_chunk_of_a_gigabyte_is_a_limit_or_damage():
    packed = zlib.compressobj(9)
    bomb = b"".join(packed.compress(b"\0" * 2**20) for _ in range(64)) + packed.flush()
    data = picture("PNG")
    found = read(data[:33] + chunk(b"zTXt", b"Comment\0\0" + bomb) + data[33:])
    assert "limit" in [x.kind for x in found.losses]
    lie = data[:33] + struct.pack(">I", 2**30) + b"tEXtComment\0x"
    assert "damaged" in [x.kind for x in read(lie).losses]


def test_exif_that_points_at_itself_ends():
    block = b"II*\0" + struct.pack("<I", 8)
    block += struct.pack("<H", 1) + struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    data = picture("JPEG")
    found = read(data[:2] + segment(0xE1, b"Exif\0\0" + block) + data[2:])
    assert "damaged" in [x.kind for x in found.losses]


def test_what_follows_the_image_is_a_loss_with_its_digest():
    for kind in ("JPEG", "PNG", "GIF"):
        data = picture(kind)
        found = read(data + b"<html>more</html>")
        (loss,) = [x for x in found.losses if x.kind == "attachment"]
        assert (loss.offset, loss.place["size"]) == (len(data), 17)


def test_half_an_image_keeps_what_stands_before_the_cut():
    data = picture("JPEG", exif=exif())
    found = read(data[: len(data) - 40])
    assert values(found)["exif:Make"] == "Canon"
    assert "damaged" in [x.kind for x in found.losses]


def test_an_entity_in_xmp_is_refused():
    data = picture("JPEG", xmp=('<!DOCTYPE x [<!ENTITY a "b">]>' + XMP).encode())
    assert "doctype" in [x.kind for x in read(data).losses]


def test_a_c2pa_manifest_is_kept_and_stated_as_not_verified():
    claim = b"\xa1\x6fclaim_generator\x64tool"

    def box(kind, body):
        return struct.pack(">I", len(body) + 8) + kind + body

    described = box(b"jumd", b"\0" * 16 + b"\x03c2pa.claim\0")
    store = box(b"jumb", described + box(b"cbor", claim))
    data = picture("PNG")
    found = read(data[:33] + chunk(b"caBX", store) + data[33:])
    stated = {m.name: (m.value, m.evidence) for m in found.metadata}
    assert stated["c2pa:claim_generator"][0] == "tool"
    assert "not verified" in stated["c2pa:claim_generator"][1]
    assert stated["c2pa:manifest-store"][0]["size"] == len(store)


def unguarded(found):
    assert not any("the reader stopped" in x.note for x in found.losses)


@given(
    st.binary(max_size=120),
    st.integers(0, 400),
    st.sampled_from(["JPEG", "PNG", "GIF", "WebP", "TIFF", "AVIF"]),
)
def test_rubbish_never_raises(rubbish, at, kind):
    data = bytearray(picture(kind, exif=exif(gps=True)) if kind != "GIF" else picture(kind))
    data[at : at + len(rubbish)] = rubbish
    unguarded(read(bytes(data)))
    unguarded(read(rubbish))
    unguarded(read(bytes(data)[: at + 12]))
