import pytest

from fonds.extraction import trees

LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><l>&c;</l>'
)
QUADRATIC = f'<!DOCTYPE l [<!ENTITY a "{"x" * 50_000}">]><l>{"&a;" * 50_000}</l>'
EXTERNAL = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>'
PARAMETER = '<!DOCTYPE l [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]><l/>'


@pytest.mark.parametrize("text", [LAUGHS, QUADRATIC, EXTERNAL, PARAMETER])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_definitions_are_refused_in_every_encoding(text, encoding):
    root, losses = trees.parse(text.encode(encoding))
    assert root is None
    assert [x.kind for x in losses] == ["doctype"]


@pytest.mark.parametrize("before", ["<!-- <a> -->", "<?pi <b> ?>", "\n <!--x--> "])
def test_definitions_after_comments_are_refused(before):
    root, losses = trees.parse((before + LAUGHS).encode())
    assert root is None
    assert losses[0].kind == "doctype"


def test_an_encoding_that_hides_a_definition_is_no_way_in():
    hidden = (
        b'<?xml version="1.0" encoding="UTF-7"?>'
        b'+ADwAIQ-DOCTYPE l [+ADwAIQ-ENTITY a "b">]><l>&a;</l>'
    )
    root, losses = trees.parse(hidden)
    assert root is None
    assert losses[0].kind == "charset"


def test_a_definition_that_is_only_named_is_left_out():
    text = '<!DOCTYPE l PUBLIC "-//X//Y" "http://127.0.0.1:9/y.dtd"><l>words</l>'
    root, losses = trees.parse(text.encode())
    assert (root.text, losses) == ("words", [])


@pytest.mark.parametrize("label", ["windows-1251", "koi8-r", "iso-8859-5", "utf-16"])
def test_a_stated_charset_is_obeyed(label):
    text = f'<?xml version="1.0" encoding="{label}"?><l>слово</l>'
    root, losses = trees.parse(text.encode(label))
    assert (root.text, losses) == ("слово", [])


def test_what_is_cut_short_gives_what_stands_before_the_cut():
    root, losses = trees.parse(b"<l><p>one</p><p>tw")
    assert trees.words(root) == "onetw"
    assert [x.kind for x in losses] == ["damaged"]


@pytest.mark.slow
def test_streamed_and_whole_children_are_the_same():
    body = "".join(f"<p>{n}<q><p>inner</p></q></p>" for n in range(30_000))
    data = f"<r><head><p>no</p></head><b>{body}</b></r>".encode()
    losses = []
    whole = [trees.words(e) for e in trees._at(trees.parse(data)[0], 2, frozenset({"p"}))]
    streamed = [trees.words(e) for e in trees._streamed(data, 2, frozenset({"p"}))]
    assert streamed == whole
    assert len(whole) == 30_001
    assert losses == []
