"""Posts of WordPress exports, against the standard library's reader, and malformed exports."""

import io
import random
import xml.etree.ElementTree as ET

import pytest

from fonds.errors import DamagedContainerError
from fonds.sources.wordpress import Post, posts
from support.wordpress_export import FOOT, HEAD, export, item

ARABIC = 'مقدمة [caption id="attachment_9" align="left" width="300"]<img class="wp-image-9"/> نص[/caption]'
ITEMS = [
    item(9, "", kind="attachment", title="Photo", link="https://example.org/photo/",
         more="<wp:attachment_url>https://example.org/f.jpg</wp:attachment_url>"),
    item(1, ARABIC, title="عنوان"),
    item(2, "About RSS: </item> <item> ]]> & <b>tags</b>", kind="page"),
    item(3, '[gallery ids="9,8"]',
         more="<wp:postmeta><wp:meta_key>source</wp:meta_key><wp:meta_value>AFP</wp:meta_value>"
              "</wp:postmeta><wp:postmeta><wp:meta_key>_edit_last</wp:meta_key>"
              "<wp:meta_value>1</wp:meta_value></wp:postmeta>"),
]  # fmt: skip


def read(data):
    found = list(posts(io.BytesIO(data)))
    return [p for p in found if isinstance(p, Post)], [p for p in found if not isinstance(p, Post)]


def test_each_post_is_what_the_standard_library_reads():
    data = export(*ITEMS)
    found, refused = read(data)
    assert refused == []
    ns = {"c": "http://purl.org/rss/1.0/modules/content/", "wp": "http://wordpress.org/export/1.2/"}
    expected = [
        (one.find("wp:post_id", ns).text, one.find("link").text, one.find("c:encoded", ns).text)
        for one in ET.fromstring(data).iter("item")
        if one.find("wp:post_type", ns).text != "attachment"
    ]
    assert [(p.number, p.link, p.content.decode()) for p in found] == expected


def test_what_the_export_states_of_a_post():
    first, _, third = read(export(*ITEMS))[0]
    assert first.metadata["title"] == "عنوان"
    assert first.metadata["creator"] == "Amal Q. & Co"
    assert first.metadata["date"] == "2020-05-06T07:08:07Z"
    assert first.metadata["created"] == "2020-05-06T09:08:07"
    assert first.metadata["subject"] == ["News & more"]
    assert first.metadata["attachments"] == ["9: https://example.org/f.jpg | Photo | A caption"]
    assert third.metadata["attachments"] == first.metadata["attachments"]
    assert third.metadata["wordpress_fields"] == ["source: AFP"]


def test_a_malformed_post_costs_no_other():
    broken = ITEMS[1].replace("<title>", "<title> & <x>")
    found, refused = read(export(ITEMS[0], broken, *ITEMS[2:]))
    assert [p.number for p in found] == ["2", "3"]
    assert len(refused) == 1


def test_a_cut_export_gives_what_stands_before_the_cut():
    data = export(*ITEMS)
    found, refused = read(data[: data.rindex(b"<wp:post_id>")])
    assert [p.number for p in found] == ["1", "2"]
    assert "cut short" in str(refused[0][1])


def test_a_post_larger_than_what_is_read_at_a_time():
    large = "word " * 700_000
    found, refused = read(export(item(1, large), item(2, "x"), item(3, large)))
    assert [p.content.decode() for p in found] == [large, "x", large]
    found, refused = read(export(item(1, "w" * (17 << 20)), item(2, "x")))
    assert [p.number for p in found] == ["2"]
    assert len(refused) == 1


@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE rss [<!ENTITY a "b">]>', '<!doctype rss SYSTEM "file:///etc/passwd">'],
)
def test_a_document_type_is_refused(declared):
    data = export(*ITEMS).replace(b"<rss", declared.encode() + b"<rss")
    with pytest.raises(DamagedContainerError, match="doctype"):
        read(data)


def test_entities_and_inclusions_stay_as_they_stand():
    hostile = ITEMS[1].replace("<title>", '<title xmlns:xi="http://www.w3.org/2001/XInclude">'
                               '<xi:include href="file:///etc/passwd"/>&a;')  # fmt: skip
    found, refused = read(export(hostile))
    assert "root:" not in str(found) + str(refused)


def test_damage_of_any_kind_gives_posts_or_findings():
    numbers = random.Random(3)
    data = export(*ITEMS)
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(numbers.randrange(1, 5)):
            damaged[numbers.randrange(len(damaged))] = numbers.randrange(256)
        try:
            read(bytes(damaged))
        except DamagedContainerError:
            continue


def test_the_oldest_version_is_read_too():
    data = export(*ITEMS).replace(b"export/1.2/", b"export/1.0/")
    assert len(read(data)[0]) == 3
    assert read((HEAD + FOOT).encode()) == ([], [])
