import base64
import hashlib
from email.header import Header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.mail import extract
from fonds.model import Identification
from support.known_texts import KNOWN, LEGACY, PLAIN

MAIL = Identification("message/rfc822")


def read(data):
    return extract(data if isinstance(data, bytes) else data.encode(), MAIL)


def value(found, name):
    return next((m.value for m in found.metadata if m.name == name), None)


def losses(found):
    return [x.kind for x in found.losses]


def simple(text, charset="utf-8", encoding="8bit", head=""):
    raw = text.encode(charset)
    if encoding == "base64":
        raw = base64.encodebytes(raw)
    top = (
        f"{head}Content-Type: text/plain; charset={charset}\n"
        f"Content-Transfer-Encoding: {encoding}\n\n"
    )
    return top.encode() + raw


@pytest.mark.parametrize("encoding", ["8bit", "base64"])
@pytest.mark.parametrize("script", LEGACY)
def test_legacy_charsets_come_out_letter_for_letter(script, encoding):
    found = read(simple(PLAIN[script], LEGACY[script], encoding))
    assert (found.text, found.losses) == (PLAIN[script], ())


@pytest.mark.parametrize("script", LEGACY)
def test_subjects_in_legacy_charsets_folded_over_lines(script):
    subject = Header(PLAIN[script], LEGACY[script], maxlinelen=76).encode()
    found = read(f"Subject: {subject}\n\nbody")
    assert value(found, "title") == PLAIN[script]


def test_a_character_cut_in_two_by_encoded_words_is_whole():
    raw = "ый".encode()
    one, two = (base64.b64encode(part).decode() for part in (raw[:3], raw[3:]))
    found = read(f"Subject: =?utf-8?B?{one}?=\n =?utf-8?B?{two}?=\n\nx")
    assert value(found, "title") == "ый"


@given(
    st.text(
        st.characters(min_codepoint=33, exclude_categories=["Cs", "Cc", "Cn"]),
        min_size=1,
        max_size=40,
    )
)
def test_what_the_standard_library_encodes_is_decoded(text):
    message = EmailMessage()
    message["Subject"] = text
    message.set_content("x")
    assert value(read(message.as_bytes()), "title") == text


def test_text_and_html_are_both_read_and_main_leaves_the_second_out():
    message = EmailMessage()
    message.set_content("plain words")
    message.add_alternative("<p>html <b>words</b></p>", subtype="html")
    found = read(message.as_bytes())
    assert found.text == "plain words\nhtml words"
    assert found.main == "plain words\n".removesuffix("\n") or found.main == "plain words\n"
    assert [b.place["part"] for b in found.blocks] == ["1", "2"]


def test_attachments_and_nested_messages_are_losses_that_name_them():
    inner = EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content("not read here")
    message = EmailMessage()
    message.set_content("outer")
    message.add_attachment(
        b"abc", maintype="application", subtype="pdf", filename="отчёт ../../x.pdf"
    )
    message.add_attachment(inner)
    found = read(message.as_bytes())
    assert found.text == "outer"
    first, second = found.losses
    assert first.place == {
        "part": "2", "name": "отчёт ../../x.pdf", "type": "application/pdf", "size": 3,
        "sha256": hashlib.sha256(b"abc").hexdigest(),
    }  # fmt: skip
    assert (second.kind, second.place["name"], second.place["type"]) == (
        "attachment", "inner", "message/rfc822",
    )  # fmt: skip


def test_headers_are_metadata_with_their_evidence():
    found = read(
        "Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\n"
        "DKIM-Signature: v=1; a=rsa-sha256\nFrom: =?utf-8?q?=C3=9Cnal?= <u@x.org>\n"
        "To: A <a@x>, b@x\nBcc: c@x\nDate: Tue, 07 May 2024 13:05:00 +0330\nMessage-ID: <1@x>\n"
        "References: <2@x>\n <3@x>\n\nbody"
    )
    stated = {m.name: (m.value, m.evidence, m.sensitive) for m in found.metadata}
    assert stated["creator"] == ("Ünal <u@x.org>", "From", False)
    assert stated["mail:to"] == (["A <a@x>", "b@x"], "To", False)
    assert stated["mail:bcc"] == (["c@x"], "Bcc", True)
    assert stated["date"][0] == "2024-05-07T13:05:00+03:30"
    assert stated["identifier"] == ("<1@x>", "Message-ID", False)
    assert stated["mail:references"][0] == ["<2@x>", "<3@x>"]
    assert stated["mail:dkim-signature"][1] == "DKIM-Signature (not verified)"
    assert stated["mail:received"][1] == "Received (not verified)"


def test_names_by_rfc_2231_in_pieces():
    body = (
        "Content-Type: application/x-y\nContent-Disposition: attachment;\n"
        " filename*0*=utf-8''%D0%BE%D1%82;\n filename*1*=%D1%87%D1%91;\n "
        'filename*2="t.bin"\n\nxyz'
    )
    assert read(body).losses[0].place["name"] == "отчёt.bin"


@pytest.mark.parametrize(
    ("data", "text", "kind"),
    [
        (b"Content-Type: text/plain; charset=no-such\n\n\xd0\xb9", "й", "charset"),
        (b"Content-Type: text/plain; charset=us-ascii\n\n\xe9t\xe9", "été", "charset"),
        (
            b"Content-Type: text/plain; charset=iso-8859-1\n\n\xd0\xb9\xd0\xb9\xd0\xb9",
            "ййй",
            "charset",
        ),
        (b"Content-Type: text/plain; charset=utf-8\n\na\xff", "a\ufffd", "undecodable"),
        (b"Subject: \xe9\n\nx", "é\nx", "charset"),
    ],
)
def test_wrong_charsets_are_read_as_what_they_are_and_said(data, text, kind):
    found = read(data)
    assert (found.text, losses(found)) == (text, [kind])


def test_eight_bit_headers_in_utf8_are_right():
    assert value(read("Subject: нет\n\nx".encode()), "title") == "нет"


def test_four_hundred_levels_are_read():
    data = b""
    for level in range(400):
        data += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    found = read(data + b"Content-Type: text/plain\n\ndeep")
    assert found.text == "deep"
    assert [(x.kind, x.count) for x in found.losses] == [("damaged", 400)]


def test_a_boundary_that_is_not_stated_is_seen():
    data = "Content-Type: multipart/mixed\n\n--xyz\nContent-Type: text/plain\n\none\n--xyz--\n"
    found = read(data)
    assert (found.text, losses(found)) == ("one", ["damaged"])


@pytest.mark.parametrize("rubbish", [b"!!!@@@###$$$", b"\xff\xfe\xfd" * 100, b"=" * 50])
def test_rubbish_that_is_said_to_be_base64(rubbish):
    found = read(b"Content-Transfer-Encoding: base64\n\n" + rubbish)
    assert "damaged" in losses(found) or found.text in (None, "")


def test_base64_with_a_footer_of_a_list_after_it():
    body = base64.encodebytes(b"words!!").decode() + "-- \nlist footer\n"
    found = read("Content-Transfer-Encoding: base64\n\n" + body)
    assert found.text == "words!!"
    assert losses(found) == ["damaged"]


def test_a_header_of_sixteen_megabytes_does_not_hide_the_body():
    found = read(b"Subject: s\nX: " + b"a" * 2**24 + b"\n\nbody")
    assert found.text == "s\nbody"
    assert set(losses(found)) == {"limit"}


def test_an_emlx_is_the_message_within_it():
    message = b"Subject: s\n\nbody"
    found = read(b"%d\n" % len(message) + message + b"<?xml?><plist/>")
    assert found.text == "s\nbody"
    assert value(found, "mail:emlx-properties") == "<?xml?><plist/>"


def test_a_saved_page_says_where_it_is_from():
    data = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/a\nSubject: "
        "=?utf-8?Q?T?=\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n'
        "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n"
        "Content-Location: https://example.org/a\n\n<p>a=3D=\nb</p>\n--b\n"
        "Content-Type: image/png\nContent-Location: https://example.org/i.png\n"
        "Content-Transfer-Encoding: base64\n\nYWJj\n--b--\n"
    )
    found = extract(data.encode(), Identification("multipart/related"))
    assert found.text == "T\na=b"
    assert value(found, "source") == "https://example.org/a"
    assert found.losses[0].place["location"] == "https://example.org/i.png"


def test_encrypted_parts_say_so():
    data = (
        'Content-Type: multipart/encrypted; boundary="b"\n\n--b\nContent-Type: '
        "application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: "
        "application/octet-stream\n\nx\n--b--\n"
    )
    assert losses(read(data)) == ["encrypted"]


def test_known_text_survives_every_transfer_encoding():
    text = "\n".join(KNOWN.values())
    for encoding in ("base64", "quoted-printable", "8bit"):
        message = EmailMessage()
        message.set_content(text, cte=encoding)
        assert read(message.as_bytes()).text == text


def unguarded(found):
    assert not any("the reader stopped" in x.note for x in found.losses)


@given(st.binary(max_size=400))
def test_rubbish_never_raises(data):
    unguarded(read(data))
    unguarded(
        read(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + data + b"\n--b\n" + data)
    )
    unguarded(
        read(
            b"Content-Type: text/html; charset=" + data + b"\nSubject: =?" + data + b"?=\n\n" + data
        )
    )
