from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.subtitles import extract
from fonds.model import Identification
from support.known_texts import KNOWN

SRT = Identification("application/x-subrip", "utf-8")
VTT = Identification("text/vtt", "utf-8")


def srt(*cues):
    return "\n".join(
        f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{text}\n" for n, text in enumerate(cues, 1)
    ).encode()


def test_cues_are_blocks_with_their_times_beside_them():
    found = extract(srt(*KNOWN.values()), SRT)
    assert found.text.split("\n") == list(KNOWN.values())
    assert found.blocks[1].place == {"time": ["00:00:02,000", "00:00:02,900"]}
    assert {b.kind for b in found.blocks} == {"cue"}


def test_marks_of_style_are_left_out_by_a_step():
    found = extract(srt("a <i>b</i> {\\an8}c", "2 < 3"), SRT)
    assert found.text == "a b c\n2 < 3"
    assert [(s.start, s.original) for s in found.steps] == [(2, "<i>"), (3, "</i>"), (4, "{\\an8}")]


def test_numbers_that_are_said_stay():
    assert extract(srt("1984\n42", "7"), SRT).text == "1984\n42\n7"


def test_vtt_names_notes_and_styles_are_no_words():
    data = (
        "WEBVTT\n\nSTYLE\n::cue {}\n\nNOTE hidden\n\nintro\n00:01.000 --> 00:02.000 align:start\n"
        "<v Ann>Tom &amp; me\n\nname\n00:03.000 --> 00:04.000\ntwo\n"
    )
    found = extract(data.encode(), VTT)
    assert found.text == "Tom & me\ntwo"
    assert [s.kind for s in found.steps] == ["style-mark", "character-reference"]


def test_a_file_without_cues_is_damaged():
    found = extract(b"no cues here", SRT)
    assert (found.text, [x.kind for x in found.losses]) == (None, ["damaged"])


@given(st.binary(max_size=200))
def test_rubbish_never_raises(data):
    for kind in (SRT, VTT):
        found = extract(b"00:00:01,000 --> 00:00:02,000\n" + data, kind)
        for step in found.steps:
            assert 0 <= step.start <= step.end <= len(found.text)
