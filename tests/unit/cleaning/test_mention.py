"""A text that speaks of an artefact keeps it; one in which it was left loses it."""

import pytest

from fonds.cleaning import clean

SPOKEN = [
    'The feed reads "Caf&eacute; du Nord" where it should read "Café du Nord".',
    "Statt ü erscheint Ã¼, wenn der Zeichensatz falsch genannt ist.",
    'Since the update my excerpts begin with [caption id="attachment_7" width="300"]. Why?',
    "Le greffon a laissé [vc_row][vc_column] devant tous mes articles. Que faire ?",
    "In the old editor <!--more--> marks the fold, and what stands before it is the excerpt.",
    "La guía dice: añada ?utm_source=boletin al enlace, así: http://example.org/?utm_source=boletin",
    "- Fixed: headlines showed &#8217; instead of an apostrophe",
    "Wird [/caption] vergessen, meldet die Erweiterung einen Fehler.",
    "A link is [[Name of page|words]] and a template is called with {{name|value}}.",
    "写 [caption] 的时候插件报错，怎么去掉？",
    "Write the name as Zoë, never as Zoe or ZoÃ«.",
]
LEFT = [
    ("Le cafÃ© ferme tÃ´t, et la gare est dÃ©serte.", "Le café ferme tôt"),
    ('The mill stood. [caption id="attachment_7" width="300"]The mill[/caption] It burned.', "The mill stood. The mill It burned."),  # noqa: E501
    ("The plugin of the town's site is new.<!-- more --> It shows the trains.", "is new. It shows"),
    ("Bed &amp; breakfast is served at eight; the template of a meal.", "Bed & breakfast"),
    ("See http://example.org/?utm_source=letter for the rest of the story.", "http://example.org/ for"),  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize("text", SPOKEN)
def test_what_is_spoken_of_stays(text: str) -> None:
    assert clean(text).text is text


@pytest.mark.parametrize(("text", "held"), LEFT)
def test_what_was_left_goes(text: str, held: str) -> None:
    assert held in clean(text).text


def test_what_is_held_back_says_why() -> None:
    (finding,) = clean("Since June all headlines show &#8217; instead of an apostrophe.").findings
    assert "left, as it is spoken of in its sentence" in finding.reason
