"""What must hold of cleaning for any text whatever, lone surrogates included."""

import json
import random

import attrs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fonds import ledger
from fonds.cleaning import clean
from fonds.cleaning.engine import run
from fonds.cleaning.kinds import named
from fonds.cleaning.ruleset import RULESET
from fonds.cleaning.table import RULES, chosen, rules_for
from support.clean_cases import load
from support.points import examples


def one_of(text: str) -> st.SearchStrategy[str]:
    """One of the things that ``text`` lists, parted by ``¦``; ``~n`` stands for a line end."""
    return st.sampled_from([part.replace("~n", "\n") for part in text.split("¦")])


NAMES = one_of(
    "caption¦gallery¦vc_row¦embed¦code¦b¦url¦quote¦my-tag¦الشرح¦标题¦キャプション¦подпись¦कैप्शन"
    "¦λεζάντα¦წარწერა¦መግለጫ¦כיתוב¦x"
)
KEYS = one_of("id¦align¦width¦ids¦caption¦title¦mp4¦href¦الرابط¦宽度¦ширина¦चौड़ाई¦πλάτος¦רוחב¦ስፋት")
VALUES = one_of(
    "attachment_12¦aligncenter¦730¦1,2,3¦https://example.org/a.mp4?x=1&y=2¦a [b] c¦¦مرفق_7¦附件_3"
    '¦\\"¦xxxxxxxxx'
)
QUOTES = one_of('" "¦\' \'¦“ ”¦„ “¦« »¦「 」¦&quot; &quot;¦&#8221; &#8243;¦” "¦ ¦" ')
SPACE = one_of("¦ ¦  ¦\u00a0¦\u200b¦~n")
BRACKETS = one_of("[ ]¦［ ］¦【 】¦\\[ \\]¦[[ ]]¦[ ¦ ]¦[/ ]")
MOJIBAKE = one_of("é¦naïve¦“x”¦日本¦Привет¦سلام¦€¦’¦ﬁ¦ạ¦🦊").flatmap(
    lambda word: one_of("latin-1¦cp1252¦mac-roman¦cp1251").map(
        lambda name: word.encode().decode(name, "replace")
    )
)
ENTITIES = one_of(
    "&amp;¦&amp;amp;¦&lt;¦&amp;lt;p&amp;gt;¦&#8217;¦&#x201D;¦&nbsp¦&#0;¦&#55296;¦&notanentity;"
    "¦&amp;#038;¦&#1114112;¦&quot;"
)
INVISIBLE = st.sampled_from(
    list("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2068\u2069\ufeff\u00ad\u2060")
    + list("\x00\x08\x1b\x7f\x85\r")
)
ODD = one_of(
    "<p>¦</p>¦<br />¦<!-- more -->¦<!-- wp:x {¦-->¦{{ x }}¦{{¦%%A_B%%¦{% x %}¦'''¦''¦[[¦]]"
    "¦[[File:a.jpg|thumb|b]]¦<ref>¦</ref>¦{{sfn|a|b}}¦__NOTOC__¦```~n¦~~~¦    code~n¦`¦$¦\\("
    "¦https://example.org/?utm_source=a&b=c¦?fbclid=x¦-~n¦¬~n¦– 7 –~n¦Photo: A B~n"
    "¦Advertisement~n¦Read more: x~n¦Lire aussi :¦. .¦..¦。。¦\x1b[0m¦\r~n¦\ud800¦\udfff\ud83d"
    "¦e\u0301\u0301¦[1]¦[sic]¦(x)¦[^1]¦]: http://x¦http://www.example.org/?a=b&amp;utm_medium=c"
)


@st.composite
def shortcodes(draw: st.DrawFn) -> str:
    """Something that is, or nearly is, a shortcode."""
    left, right = draw(BRACKETS).split(" ")
    parts = [left, draw(SPACE), draw(NAMES)]
    for _ in range(draw(st.integers(0, 3))):
        a, b = draw(QUOTES).split(" ")
        sign = draw(one_of("=¦ = ¦＝¦ =¦:¦"))
        parts += [draw(SPACE) or " ", draw(KEYS), sign, a, draw(VALUES), b]
    return "".join([*parts, draw(SPACE), right])


PROSE = one_of(
    "The mill ¦burned down. ¦احترقت الطاحونة. ¦磨坊烧毁了。¦水車小屋は¦Мельница ¦할머니 "
    "¦ไฟไหม้ ¦चक्की ¦~n"
    "¦~n~n¦ ¦  ¦می\u200cخواهم ¦\t¦word¦Å¦Ã©¦."
)
CHARACTERS = st.characters(exclude_categories=()).map(str)  # lone surrogates too
KNOWN = [case.before for case in load()]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Two of our own cases, cut and joined at any place, with something odd put in between."""
    first, second = draw(st.sampled_from(KNOWN)), draw(st.sampled_from(KNOWN))
    cut, rest = draw(st.integers(0, len(first))), draw(st.integers(0, len(second)))
    middle = draw(st.one_of(st.just(""), ODD, shortcodes(), ENTITIES, MOJIBAKE))
    return first[:cut] + middle + second[rest:] * draw(st.integers(1, 2))


SIGNS = one_of(  # something of each rule's own, so that no rule's gate stays shut for long
    "[a b=c]¦［x］¦\\[/a\\]¦Ã©¦â€™¦Ð¼¦√©¦\x85¦\x07¦\x1b[1m¦\u200b¦\ufeff¦&amp;#39;¦&x41;¦<p>"
    "¦&lt;b&gt;¦<!--more-->¦{{a}}¦{%a%}¦%%A_B%%¦*|AB|*¦<%= a %>¦<?= a ?>¦${a}¦[[a|b]]¦{{a|b}}¦<ref>"
    "¦\x27\x27\x27a\x27\x27\x27¦__TOC__¦[b]a[/b]¦?utm_a=b¦&amp;fbclid=c¦#xtor=d¦;GCLID=e&"
    "¦https://e.org/¦~n~n– 4 –~n~n¦\x0c¦a-~nb¦a- \r~n b¦\u00ad~nb¦a¬~nb¦. .¦.  .¦a.. B¦। ।¦a  b"
    "¦,  b¦é  ß¦~nRead more:~n¦~nfoto: A B/AP~n¦(AP Photo/A B)¦~n© A/Getty~n"
    "¦~nTwitter~nFacebook~nTelegram~n¦Like this:Like Loading...¦~nsubscribe to our newsletter~n"
    "¦~nWe use cookies. By continuing you accept them on this site.~n¦ſ¦\u212a¦İ¦ı¦ß¦Σ¦ς"
    "¦~nHistory[edit]~n¦［编辑］¦Dear {$a.name}¦{!! $name !!}¦[[+name]]¦[% name %]¦#{name}¦##NAME##"
    "¦~n<%@ page x %>~n¦<c:out value=x/>¦<jsp:include page=x/>¦%%имя%%¦~n<script>a()</script>~n"
    "¦~n<IMG src=a width=1 height=1>~n¦。。次¦~nDigitized by Google~n¦~n12~n¦. ■ ▪ A"
    "¦~nShare on Facebook~n¦【関連記事】新しい橋~n¦[tachado]a[/tachado]¦<?php a(); ?>~n"
)

TEXTS = (
    mutated()
    | st.lists(
        st.one_of(shortcodes(), PROSE, MOJIBAKE, ENTITIES, INVISIBLE, ODD, CHARACTERS), max_size=24
    ).map("".join)
    | st.text(CHARACTERS, max_size=60)
)
PROFILES = st.sampled_from(["minimal", "standard", "thorough"])

SEED = 'a]". " [معرف التسمية = "attachment_287176" محاذاة = "محاذاة المركز" العرض = "730"] b. .\n'
often = settings(
    max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@often
@given(TEXTS, PROFILES)
@example(SEED, "standard")
def test_undo_gives_the_input_back(text: str, profile: str) -> None:
    assert clean(text, profile).undo() == text


@often
@given(TEXTS, PROFILES)
@example(SEED, "standard")
def test_cleaning_twice_changes_nothing_more(text: str, profile: str) -> None:
    once = clean(text, profile).text
    twice = clean(once, profile)
    assert twice.text is once
    assert twice.edits == ()


@often
@given(TEXTS, PROFILES)
def test_the_same_object_when_nothing_is_done(text: str, profile: str) -> None:
    cleaned = clean(text, profile)
    assert (cleaned.text is text) == (not cleaned.edits)
    assert clean(text, profile) == cleaned


@pytest.mark.slow
@often
@given(TEXTS)
@example(SEED)
def test_edits_are_facts_about_the_input(text: str) -> None:
    """Sorted, disjoint, numbered; each says what stood there and changes something."""
    cleaned = clean(text)
    done = 0
    for n, edit in enumerate(cleaned.edits):
        assert edit.id == n
        assert done <= edit.start <= edit.end <= len(text)
        assert text[edit.start : edit.end] == edit.removed != edit.inserted
        assert 0 <= edit.score <= 1
        assert edit.rule.rpartition("/")[2].isdigit()
        assert edit.reason
        json.dumps(dict(edit.lifted))
        done = edit.end
    for finding in cleaned.findings:
        assert text[finding.start : finding.end] == finding.text
    assert ledger.apply(text, cleaned.edits) == cleaned.text
    assert ledger.undo(cleaned.text, cleaned.edits) == text


@pytest.mark.slow
@often
@given(TEXTS, st.randoms(use_true_random=False))
@example(SEED, random.Random(1))
def test_any_subset_of_edits_reverts_alone(text: str, choice: random.Random) -> None:
    cleaned = clean(text)
    out = {edit.id for edit in cleaned.edits if choice.random() < 0.5}
    part = cleaned.revert(out)
    assert [edit.id for edit in part.edits] == [e.id for e in cleaned.edits if e.id not in out]
    assert part.undo() == text
    # the slow and obvious way: from the last edit to the first, so that offsets stay right
    slow = text
    for edit in reversed(cleaned.edits):
        if edit.id not in out:
            slow = slow[: edit.start] + edit.inserted + slow[edit.end :]
    assert part.text == slow
    assert cleaned.revert(e.id for e in cleaned.edits).text == text


@often
@given(TEXTS)
@example(SEED)
def test_the_position_maps_agree(text: str) -> None:
    """With each other, with the ledger, and with a map made character by character."""
    cleaned = clean(text)
    origin: list[int | None] = []  # of each output character: where it stood, if an edit left it
    done = 0
    for edit in cleaned.edits:
        origin += [*range(done, edit.start), *([None] * len(edit.inserted))]
        done = edit.end
    origin += range(done, len(text))
    assert len(origin) == len(cleaned.text)
    for there, here in enumerate(origin):
        if here is not None:
            assert cleaned.to_input(there) == here
            assert cleaned.to_output(here) == there
            assert cleaned.text[there] == text[here]
        else:
            assert any(e.start <= cleaned.to_input(there) <= e.end for e in cleaned.edits)
    assert cleaned.to_output(len(text)) == len(cleaned.text)
    assert cleaned.to_input(len(cleaned.text)) == len(text)
    back = [cleaned.to_output(n) for n in range(len(text) + 1)]
    forth = [cleaned.to_input(n) for n in range(len(cleaned.text) + 1)]
    assert back == sorted(back)
    assert forth == sorted(forth)


@often
@given(TEXTS, PROFILES)
@example(SEED, "standard")
def test_the_ledger_survives_json(text: str, profile: str) -> None:
    cleaned = clean(text, profile)
    stored = ledger.ledger_bytes(text, cleaned)
    read = ledger.parse_ledger(stored)
    assert read.redo(text) == cleaned.text
    assert read.undo(cleaned.text) == text
    assert read.cleaned(text) == attrs.evolve(cleaned, text_kind="", evidence="")
    assert read.profile == profile


@often
@given(st.text(st.sampled_from("[]/=\"'`\\ \na1&;{}<>|*_.-,:#$%!?\u200b\ufeffÃ©“”"), max_size=80))
def test_punctuation_soup(text: str) -> None:
    """A small alphabet meets the corners that whole words miss."""
    cleaned = clean(text)
    assert cleaned.undo() == text
    assert clean(cleaned.text).text is cleaned.text


SIGNED = TEXTS | st.lists(SIGNS | PROSE | CHARACTERS, max_size=16).map("".join)


@pytest.mark.slow
@often
@given(SIGNED, PROFILES)
@example(SEED, "standard")
def test_asking_only_rules_with_a_sign_in_the_text_changes_nothing(text: str, profile: str) -> None:
    """Whether every rule of the profile is asked, or only those whose signs were seen."""
    every = [entry.rule for entry in rules_for(profile)]
    found = clean(text, profile, text_kind="prose")
    assert found == run(text, every, profile, RULESET, named("prose"))


@often
@given(SIGNED)
def test_a_rule_that_is_not_asked_has_nothing_to_say(text: str) -> None:
    """Each by itself, so that no other rule takes the place of one that was not asked."""
    for entry in RULES:
        profile = entry.profiles[0]
        alone = run(text, [entry.rule], profile, RULESET)
        if alone.edits or alone.findings:
            assert entry.rule in chosen(profile)(text), entry.module


@pytest.mark.parametrize("number", ["²", "²²", "①", "٣", "５", "9" * 5000, "½", "Ⅳ"])
@pytest.mark.parametrize("head", ["Bulletin 12, 1–99", "Journal of Things 12 (1990), pp. 1-99"])
@pytest.mark.parametrize("apart", ["    ", "\t", "\n"])
def test_digits_that_are_no_numbers_are_no_page_numbers(number, head, apart):
    prose = "Some prose that goes on for a while about the river and the banks of it."
    text = f"{prose}\n\n{head}{apart}{number}\n\n{prose}\n" * 3
    for profile in ("standard", "thorough"):
        assert clean(text, profile).undo() == text
