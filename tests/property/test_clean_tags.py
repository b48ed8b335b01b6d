"""A broken tag never takes the text beside it: what must hold of every tag, however damaged."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fonds.cleaning import clean
from support.points import examples

NAMES = {
    "caption": ("id align width", "attachment_12|alignleft|300|"),
    "su_box": ("title style color", "Good to know|soft|#333|"),
    "gallery": ("ids columns link", "1,2,3|3|file|"),
    "av_textblock": ("size font_color", "|custom"),
    "my-widget": ("mode count name", "a b|3|x|"),
    "button": ("url target text", "https://e.org/a?x=1|_blank|Press “here”|"),
    "تعليق": ("معرف محاذاة العرض", "attachment_71190|aligncenter|720|"),
    "подпись": ("идентификатор выравнивание ширина", "вложение_12|по центру|300|"),
    "字幕": ("编号 对齐 宽度", "附件_12|居中|300|"),
}
QUOTES = [
    ('"', '"'), ("'", "'"), ("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"), ("‘", "’"),
    ("''", "''"), ('""', '""'), ("&quot;", "&quot;"), ("&#8221;", "&#8243;"), ('\\"', '\\"'),
]  # fmt: skip
PROSE = [
    "The “mill” was {} old [sic], it's said.",
    "He wrote {} = \"x\" and 'y' [in 1911].",
    "Don't {} the dogs' food; say \"no\" = 'no'.",
    "احترقت {} «الطاحونة» عام 1911 [تقريبا].",
    "磨坊{}于「1911」年烧毁[约]。",
    'Le « moulin » {} d\'hier = "vieux", dit-il [sic].',
    '{} [ a "b" c.',
]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A tag, the quotes of which may be empty, doubled, of another kind or lost."""
    name = draw(st.sampled_from(sorted(NAMES)))
    keys, values = NAMES[name]
    usual, sign = draw(st.sampled_from(QUOTES)), draw(st.sampled_from(["=", " = ", "＝"]))
    parts = [name]
    for key in draw(st.lists(st.sampled_from(keys.split()), min_size=1, max_size=3, unique=True)):
        left, right = draw(st.sampled_from([usual, usual, usual, *QUOTES]))
        damage = draw(st.integers(0, 9))
        left = "" if damage == 0 else left * 2 if damage == 1 else left
        right = "" if damage == 2 else right * 2 if damage == 1 else right
        parts.append(key + sign + left + draw(st.sampled_from(values.split("|"))) + right)
    closer = draw(st.sampled_from(["", f" [/{name}]", f" /{name}]", f" [/{name}", f" [{name}]"]))
    return f"[{' '.join(parts)}]{closer}"


@settings(max_examples=examples(400), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(damaged(), min_size=1, max_size=4),
    st.lists(st.sampled_from(PROSE), min_size=5, max_size=5),
    st.sampled_from([" ", "", "\n", "\n\n"]),
)
@example(
    [
        "[av_section min_height='' color='main_color'][av_one_half first]"
        "[av_textblock size='' font_color='']"
    ]
    * 2,
    PROSE[:5],
    " ",
)
def test_the_words_beside_a_damaged_tag_stay(
    tags: list[str], sentences: list[str], between: str
) -> None:
    words = [f"word{n}drow" for n in range(len(tags) + 1)]
    told = [sentence.format(word) for sentence, word in zip(sentences, words, strict=False)]
    parts = [told[0]]
    for tag, sentence in zip(tags, told[1:], strict=True):
        parts += [tag, sentence]
    cleaned = clean(between.join(parts)).text
    assert [word for word in words if word not in cleaned] == []
