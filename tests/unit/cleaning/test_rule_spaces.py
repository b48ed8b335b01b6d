"""Doubled spaces within a sentence of running prose."""

import pytest

from fonds.cleaning.rules import spaces
from support.rules import becomes, stays

SLIPS = [
    "Wengi walisema  kwamba mkutano utafanyika kesho asubuhi mjini, na watu watakuja.",
    "''Namticha tokkoo  erga fudhanii deemanii, dhiironni biroon hafan eessa akka jiran.",
    "Abin da gwamnati ta  faɗa yana da inganci kuma yana bisa hanya a kasar nan.",
    "ምክር ቤቱ እቅዱን  አጽድቋል ብላለች። ድምፅ አሰጣጡ በግንቦት ወር ይካሄዳል።",
    "그는 의회가  계획에 동의했다고 말했다. 표결은 오월에 있으며 뜻밖의 일은 없을 것이다.",
    "परिषद ने योजना  को मंजूरी दी और कहा कि मतदान मई में होगा।",
    "Совет принял решение,  которое вступит в силу завтра утром, сообщил секретарь.",
    "قال المتحدث إن  المجلس سيعقد جلسة غدا صباحا في العاصمة بحضور الجميع.",
    "Το συμβούλιο αποφάσισε  χθες να αναβάλει τη συνεδρίαση για τον επόμενο μήνα.",
    "המועצה החליטה אתמול  לדחות את הישיבה לחודש הבא לאחר דיון ארוך.",
    "Le comité a  adopté le rapport mardi.",
    "Суд отложил  заседание. Новая дата  не назначена.",
    "კომიტეტმა სამშაბათს მიიღო  ანგარიში.",
    "She said the  council met yesterday and would vote again in the spring.",
]


@pytest.mark.parametrize("text", SLIPS)
def test_goes(text: str) -> None:
    assert becomes(spaces, text) == text.replace("  ", " ")


PROSE = "It was a long and quiet evening in the old town by the river, and nobody came."


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}  Two spaces after a sentence are a habit of typists, and it stays.",
        f"name   value  unit\n{PROSE}",
        "Blanked  The video signal to the display monitor is blanked out for now.",
        "    indented code  with two spaces in it, and more words to make it long enough.",
        "- Používejte  `xargs` (nebo `parallel`). Jde o mocný příkaz, který umí mnoho věcí.",
        "1.  Organismen für gemeinsame Anlagen, bei denen die Zahl der Anleger begrenzt ist.",
        'strmatch ("apple", ["apple  "; "apple juice"; "an apple"]) and other things too.',
        "| a  b | the cells of a table with words in them, and more words in a row. |",
        "Hwæt! We Gardena  in geardagum",
        "Name:  Ann Body.",
        "two  columns of a table.\nand  another row of it.",
        "a hard wrapped text of  which the lines end\nin the middle of a sentence, as in\n"
        "plain text files that were written with an\neditor of the old days on a narrow screen\n"
        "and nobody ever changed the way it was done.",
        "A  B  C  D  E  F  G  H  I  J  K  L  M  N  O  P  Q  R  S  T  and so on it goes.",
    ],
)
def test_stays(text: str) -> None:
    assert stays(spaces, text)
