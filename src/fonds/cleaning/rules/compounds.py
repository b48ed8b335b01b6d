"""Know the parts of words that keep their hyphen, in languages that write such words. Floor 3.

Lists of closed classes: prefixes, particles, enclitics, and the words that English compounds are
built of. A word on a list only stops a repair, so a long list costs leftovers and never damage.
"""

from fonds.cleaning.rules.lists import listed

LEFT = frozenset(
    # English: prefixes and first words of compounds
    listed(
        "non self well co re pre post ex anti multi sub semi cross inter intra over under up"
        " down in out off on by back front side left right top bottom high low mid long short"
        " wide full half part whole one two three four five six seven eight nine ten first"
        " second third fourth last next single double triple general special open closed real"
        " hard soft easy quick fast slow free fixed large small big little new old good best"
        " better bad ill so far near early late all any every some no man user machine system"
        " time date day week month year life world end per point case thread type name file line"
        " word byte bit block page table row column key value data code text command read write"
        " run build compile load test host client server web network internet cloud computer"
        " hardware software device driver kernel command character string object function method"
        " class library application plug log set sign check look stand start stop turn take make"
        " built pre mail news note head hand eye foot body heart mind air sea land water fire"
        " sun moon black white red blue green dark light bright cold hot warm dry wet clean"
        " clear deep great state man woman third party vice sergeant attorney mother father"
        " brother sister son daughter great grand step much more most less least close wide"
        " already newly highly fully widely locally globally public private local global remote"
        " third external internal upper lower case x e i t a y peut celui celle ceux celles là"
        " ci est sont dit fait va vont a ont sous sur avant après demi grand grande mi vis"
        " rendez quelques elle lui eux moi toi nous vous contre arc chef porte quatre vingt"
        " soixante saint sainte avant non semi ex vice plus au delà dessus dessous disse fez pós"
        " pré recém bem mal guarda segunda terça quarta quinta sexta vice ex anti franco într"
        " dintr printr s m n l le i di da ne te e u x ex vize nicht по кто что где куда как"
        " какой какая какие чей когда откуда почему из кое кой во в пол все він хто що де коли"
        " по із polsko niemiecko biało społeczno północno południowo anak ke se mag nag pag ika",
        None,
    )
)
RIGHT = frozenset(
    # English: last words of compounds, and what follows a suspended hyphen
    listed(
        "and or to of the in on up off out by for at a an only line lines time times based"
        " defined specific free like known level wide sensitive aware safe oriented independent"
        " dependent compatible readable writable friendly style size sized term end ended side"
        " sided way ways world party and ready related driven enabled disabled complete quality"
        " purpose purposes source sourced made making maker mode model format formatted encoded"
        " separated delimited terminated bit byte bytes word words char character characters"
        " string strings step steps point points scale scaled spaced hand handed eyed year years"
        " month day old week long short term range order ordered first class dimensional"
        " threaded blocking existent existing standard trivial empty zero null negative"
        " infringement exclusive transferable commercial profit user users admin root group"
        " system file files name named type typed value valued key keys id number numbers code"
        " coded space tree table data text page pages set sets up down in out back over through"
        " away ons ins offs ups by tuning loading generated provided supplied maintained written"
        " installed built hoc facto law law-in general elect chief president minister in-law ci"
        " là il ils elle elles on je tu nous vous ce t t-il même mêmes être moi toi lui leur"
        " leurs y en le la les dessus dessous delà là-bas si s i l li ne ul und oder bzw sowie"
        " als bis noch statt wie auch en of och eller og samt och то либо нибудь ка таки за"
        " под над де"
        " небудь от b c i lub oraz czy y e o u ve veya ή και",
        None,
    )
)


ENCLITICS = frozenset(
    listed("se lhe lhes o os as lo los las me te nos vos no na lha lho mo ma lhas", None)
)
"""Pronouns that Portuguese and Catalan hang on verbs; Spanish words end in the same letters."""


def is_compound(left: str, right: str, enclitics: bool = False) -> bool:
    """Tell whether a hyphen between these halves may be the word's own.

    Also true for a word said twice (Indonesian ``anak-anak``), which is how plurals are made.
    ``enclitics`` says that the text is in a language that hangs pronouns on verbs.
    """
    if enclitics and right in ENCLITICS:
        return True
    return left in LEFT or right in RIGHT or left == right


_SYLLABLES = frozenset(
    listed("re|pre|in|un|en|on|per|so|inter|under|over|out|sub|for|be|ad|de|do|se|di|da|te")
)
"""Words on the list of left halves that begin far more words than they make compounds."""


def is_prefix(left: str, right: str) -> bool:
    """Tell whether the left half is more likely a word's beginning than a part of a compound."""
    return left in _SYLLABLES and right not in RIGHT
