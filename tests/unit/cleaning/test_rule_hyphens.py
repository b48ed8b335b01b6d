"""Words broken over lines, and hyphens that are the word's own."""

import pytest

from fonds.cleaning.rules import hyphens
from support.rules import alone, becomes, stays

PAGE = "\n\n– 7 –\n\n"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "The committee considered the rele-\nvant evidence and found it insuf-\nficient.",
            "The committee considered the relevant evidence and found it insufficient.",
        ),
        (
            f"Die Regierung hat die Förder-\nmittel bewilligt.{PAGE}",
            f"Die Regierung hat die Fördermittel bewilligt.{PAGE}",
        ),
        (
            f"Комиссия сочла доказа-\nтельства слабыми.{PAGE}",
            f"Комиссия сочла доказательства слабыми.{PAGE}",
        ),
        (
            f"Η επιτροπή έκρινε τα στοι-\nχεία ανεπαρκή.{PAGE}",
            f"Η επιτροπή έκρινε τα στοιχεία ανεπαρκή.{PAGE}",
        ),
        (
            f"La commission a jugé les élé-\nments faibles.{PAGE}",
            f"La commission a jugé les éléments faibles.{PAGE}",
        ),
        (
            f"La comisión con-\nsideró las pruebas.{PAGE}",
            f"La comisión consideró las pruebas.{PAGE}",
        ),
        (f"A comissão con-\nsiderou as provas.{PAGE}", f"A comissão considerou as provas.{PAGE}"),
        (
            f"A bizottság megvizs-\ngálta az ügyet.{PAGE}",
            f"A bizottság megvizsgálta az ügyet.{PAGE}",
        ),
        (f"Komisja rozpa-\ntrzyła dowody.{PAGE}", f"Komisja rozpatrzyła dowody.{PAGE}"),
        (f"Komisyon kanıt-\nları inceledi.{PAGE}", f"Komisyon kanıtları inceledi.{PAGE}"),
        (
            f"Հանձնաժողովը քննար-\nկեց հարցը երկար։{PAGE}",
            f"Հանձնաժողովը քննարկեց հարցը երկար։{PAGE}",
        ),
        (f"La comi-\nsión aprobó el infor-\nme.{PAGE}", f"La comisión aprobó el informe.{PAGE}"),
        (
            "a soft break of the Förder\xad\nmittel is sure",
            "a soft break of the Fördermittel is sure",
        ),
        (
            "The evidence was weak; the evi-\ndence was old.",
            "The evidence was weak; the evidence was old.",
        ),
    ],
)
def test_is_joined(text: str, after: str) -> None:
    assert becomes(hyphens, text) == after


@pytest.mark.parametrize(
    "text",
    [
        f"the long and quiet years 1914-\n1918 were over{PAGE}",
        f"the members of the local co-\nOp in town{PAGE}",
        f"it is a well-\nknown fact of life{PAGE}",
        f"die Bezirks-\nund Kreisverwaltungen zahlen{PAGE}",
        f"il viendra peut-\nêtre demain matin{PAGE}",
        f"он говорил по-\nрусски очень хорошо{PAGE}",
        f"kto-\nto, кто-\nто пришёл вчера вечером{PAGE}",
        f"mereka adalah anak-\nanak yang baik{PAGE}",
        f"disse-\nlhe que sim ontem mesmo{PAGE}",
        f"use a self-\nsigned certificate, self-signed by you{PAGE}",
        "the plain option --some-\nthing-else in a list of options",
        "a single unclear break of rele-\nvant words in a plain text",
    ],
)
def test_stays(text: str) -> None:
    assert stays(hyphens, text)


def test_doubt_is_a_finding() -> None:
    assert len(alone(hyphens, "a single unclear break of rele-\nvant words").findings) == 1
