import hashlib
import sys
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fonds.fingerprints import fold as fast
from fonds.fingerprints import similarity, sketch
from support import slow_minhash as slow
from support.texts import SCRIPTS, document, edited

ANY = st.text(st.characters(codec=None), max_size=300)  # with lone surrogates
SCRIPTED = st.text(st.sampled_from("aAß ŉéİıﬁ٣ｱﾞ한글中文हिन्दी़ไทยعَرَبِيّ́̈ͅ-"), max_size=300)


HOSTILE = {
    "marks": "a" + "\u0301\u0323" * 50_000,
    "hidden": "\uff9e\u0f73" * 50_000,
    "decomposing": "\u0344\u0301\u0316" * 30_000,
    "growing": "ﷺ" * 50_000,
    "expanding": "ß" * 100_000,
    "surrogates": "\ud800" * 100_000,
    "jamo": "\u1100\u1161\u11a8" * 30_000,
}


class TestFold:
    @given(ANY)
    def test_folds_any_text_as_the_definition_says(self, text):
        assert fast.fold(text) == slow.fold(text)

    @given(SCRIPTED)
    def test_folds_hard_characters_as_the_definition_says(self, text):
        assert fast.fold(text) == slow.fold(text)

    @given(
        st.lists(st.sampled_from(["a", "\u0301", "\uff9e", "\u0f73", "\u0344"] * 3), max_size=200)
    )
    def test_bounds_runs_of_marks_as_the_definition_says(self, parts):
        text = "".join(part * 11 for part in parts)
        assert fast.fold(text) == slow.fold(text)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(SCRIPTED | ANY | st.text(st.sampled_from("ᄀ가각ᅡᆨㅏㄱｱﾞￂﾡাে\u0301aß"), max_size=200))
    def test_cutting_a_long_text_leaves_no_seam(self, monkeypatch, text):
        monkeypatch.setattr(fast, "_PIECE", 3)
        assert fast.fold(text) == slow.fold(text)

    @pytest.mark.slow
    def test_no_piece_begins_with_what_joins_the_character_before(self):
        # that is: what is reordered (a combining class), and the second of two that compose
        points = [chr(point) for point in range(sys.maxunicode + 1)]
        made_of = [unicodedata.decomposition(c).split() for c in points]
        seconds = {
            chr(int(parts[1], 16)) for parts in made_of if len(parts) == 2 and "<" not in parts[0]
        }
        seconds |= {chr(point) for point in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
        for c in points:
            first = unicodedata.normalize("NFKD", c)[0]
            # also what lets runs of marks be bounded before normalising: no others make marks
            assert unicodedata.combining(first) == 0 or slow.is_mark(c), hex(ord(c))
            assert first not in seconds or fast._joins(c), hex(ord(c))

    def test_only_the_first_16_mib_of_folded_text_count(self):
        text = "ﷺ" * 600_000  # folds to 33 bytes each
        assert len(fast.fold(text)) == 1 << 24 == len(fast.fold("b" * ((1 << 24) + 5)))
        assert fast.fold(text + "x") == fast.fold(text)

    @pytest.mark.slow
    def test_folds_every_code_point_as_the_definition_says(self):
        points = [chr(point) for point in range(sys.maxunicode + 1)]
        for start in range(0, len(points), 16):
            text = " ".join(points[start : start + 16])
            assert fast.fold(text) == slow.fold(text), hex(start)

    def test_case_width_and_punctuation_do_not_matter(self):
        assert fast.fold("The “Ｗide” Fire—Straße!") == fast.fold("the wide firestrasse")

    @pytest.mark.parametrize("hostile", HOSTILE, ids=str)
    def test_never_normalises_a_long_run_of_marks(self, hostile, monkeypatch):
        # 100,000 marks in a row would keep normalize() busy for sixteen seconds
        seen, normalize = [], unicodedata.normalize
        monkeypatch.setattr(
            unicodedata, "normalize", lambda form, text: normalize(form, seen.append(text) or text)
        )
        sketch(HOSTILE[hostile])
        assert seen or not any(map(slow.is_mark, HOSTILE[hostile]))
        for text in seen:
            runs = "".join("m" if slow.is_mark(c) else " " for c in text).split()
            assert max(map(len, runs), default=0) <= 30


class TestSketch:
    @given(ANY)
    def test_is_what_the_definition_says(self, text):
        assert sketch(text) == slow.sketch(text)

    @pytest.mark.parametrize("length", [31, 32, 33, 39, 50, 100, 300, 1000, 5000])
    def test_is_what_the_definition_says_at_every_length(self, length):
        text = hashlib.shake_128(b"%d" % length).hexdigest(length)[:length]
        assert sketch(text) == slow.sketch(text)

    @pytest.mark.parametrize("script", SCRIPTS)
    def test_is_what_the_definition_says_in_every_script(self, script):
        text = document(script, 400, seed=1)
        assert sketch(text) == slow.sketch(text)

    def test_a_text_of_one_gram_fills_all_bins(self):
        assert sketch("a" * 1000) == slow.sketch("a" * 1000)
        assert len(set(sketch("a" * 1000))) > 100

    def test_a_long_text_is_cut_into_blocks_without_a_seam(self):
        text = "".join(hashlib.sha256(b"%d" % i).hexdigest() for i in range(1100))
        assert sketch(text) == slow.sketch(text)

    def test_repetition_does_not_matter(self):
        assert sketch("0123456789" * 10_000) == sketch("0123456789" * 10)

    def test_a_short_text_has_none(self):
        assert sketch("too short, though not empty") is None
        assert sketch("") is None

    def test_the_vectors_of_the_format_document_hold(self):
        for text, digest in VECTORS:
            assert hashlib.sha256(sketch(text)).hexdigest() == digest


class TestSimilarity:
    def test_of_a_text_with_itself_is_one(self):
        one = sketch(document("Arab", 2000, seed=3))
        assert similarity(one, one) == 1.0

    @pytest.mark.slow
    @pytest.mark.parametrize("script", SCRIPTS)
    def test_estimates_the_jaccard_similarity(self, script):
        text = document(script, 1500, seed=2)
        for share in (0.0, 0.01, 0.03, 0.1, 1.0):
            other = edited(text, script, share, seed=5)
            exact = slow.jaccard(text, other)
            # five standard errors
            error = 5 * (exact * (1 - exact) / 128) ** 0.5 + 0.01
            assert similarity(sketch(text), sketch(other)) == pytest.approx(exact, abs=error)

    @settings(max_examples=30)
    @given(st.integers(0, 2**32), st.integers(8, 60))
    def test_short_texts_are_estimated_as_well_as_long_ones(self, seed, characters):
        text = document("Latn", 40 + characters, seed=seed)
        other = edited(text, "Latn", 0.05, seed=seed)
        a, b = sketch(text), sketch(other)
        if a and b:
            exact = slow.jaccard(text, other)
            error = 6 * (exact * (1 - exact) / 128) ** 0.5 + 0.01
            assert similarity(a, b) == pytest.approx(exact, abs=error)

    def test_refuses_what_is_no_sketch(self):
        with pytest.raises(ValueError, match="256"):
            similarity(b"", bytes(256))


VECTORS = (
    (
        "The quick brown fox jumps over the lazy dog.",
        "3d591ccaa44f5d06a08315535fbbcccc960edbaaec6c25fcd6e1aea0f82ff832",
    ),
    ("a" * 32, "ad02bcbb3b7735050f58bf20260496efcfd81894e8d180e6e36445c5f5b4c2d6"),
    (
        "Ｓｔｒａße, İstanbul, ﬁn: " * 4,
        "f4542753de44bf5589b4198b75e1c79cb6bad29582160d7519fe4637afa067b6",
    ),
    (
        "نص عربي قصير، يكفي لعيّنة واحدة من المقارنة",
        "c468bd7d635385cb4a3337df07889430fd6a0ef541d337929e2fe9d45a34436a",
    ),
    (
        "".join(f"{i} " for i in range(2000)),
        "ced29df0957f54fdd3b3558eccc570d2fe52b79fc3a21378e7822c9596d06114",
    ),
)
