"""Bytes before they are parsed: what is seen of damage, and what is emptied."""

import zlib

from fonds.extraction.options import ExtractLimits
from fonds.extraction.pdf import forms, prepare
from support.pdf_files import IMAGE, line, pages, stream

GOOD = pages([line("Words.")], packed=True)
LIMITS = ExtractLimits(unpacked=4 * 1024 * 1024)


def test_a_good_file_is_not_copied():
    found = prepare.prepare(GOOD, ExtractLimits())
    assert found.data is GOOD
    assert found.losses == []


def test_a_stream_over_the_limit_is_emptied_and_nothing_moves():
    body = zlib.compress(bytes(3_000_000))
    packed = b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(body), body)
    data = pages([line("Words."), b""], more={13: packed})
    found = prepare.prepare(data, LIMITS)
    (loss,) = found.losses
    assert loss.kind == "limit"
    assert data[loss.offset :].startswith(body)
    assert len(found.data) == len(data)
    assert found.data[: loss.offset] == data[: loss.offset]
    emptied = found.data[loss.offset : loss.offset + len(body)]
    assert zlib.decompressobj().decompress(emptied) == b""


def test_pictures_of_any_size_stay():
    body = zlib.compress(bytes(3_000_000))
    picture = b"<</Type/XObject/Subtype/Image/Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream"
    data = pages([line("Words.")], more={100: picture % (len(body), body)})
    assert prepare.prepare(data, LIMITS).data is data


def test_forms_that_end_are_left_alone():
    inner = stream(line("Inner."), b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    data = pages([b"/X Do"], resources=b"/XObject<</X 100 0 R>>", more={100: inner, 101: IMAGE})
    assert forms.endless(data) == []


def test_calls_of_endless_forms_are_blanked_where_they_stand():
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 100 0 R>>>>"
    data = pages([b"/X Do"], resources=b"/XObject<</X 100 0 R>>",
                 more={100: stream(b"(text) Tj /X Do", head)})  # fmt: skip
    (form,) = forms.endless(data)
    changed = bytearray(data)
    forms.cut(changed, form)
    assert len(changed) == len(data)
    assert b"(text) Tj" in changed
    assert changed.count(b"/X Do") == 1


def test_a_rescued_file_is_the_file_with_a_trailer():
    cut = GOOD[: GOOD.index(b"xref\n")]
    made = prepare.rescued(cut)
    assert made is not None
    assert made.startswith(cut)
    assert b"/Root 1 0 R" in made[len(cut) :]
    assert prepare.rescued(b"%PDF-1.7 nothing") is None
