"""Made-up documents in many scripts, and near-duplicates of them with a known share of edits."""

import random

_LETTERS = {
    "Latn": "etaoinshrdlucmfwypvbgkqjxz" + "éüñçø",
    "Cyrl": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё",
    "Grek": "αεηιουωβγδζθκλμνξπρστφχψάέήίόύώ",
    "Arab": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإ",
    "Hebr": "אבגדהוזחטיכלמנסעפצקרשתםןףץך",
    "Deva": "कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह",
    "Thai": "กขคงจชซญดตถทธนบปผพฟมยรลวสหอ",
    "Ethi": "ሀለመረሰሸቀበተነአከወዘየደገጠፈሁሉሙሩሱሹቁቡቱኑ",
    "Hang": "".join(chr(0xAC00 + 28 * i) for i in range(0, 399, 3)),
    "Hani": "".join(chr(0x4E00 + 7 * i) for i in range(1500)),
    "Jpan": "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろ"
    + "".join(chr(0x5000 + 11 * i) for i in range(300)),
    "Beng": "কখগঘচছজঝটঠডঢণতথদধনপফবভমযরলশষসহ",
    "Taml": "கஙசஞடணதநபமயரலவழளறன",
}
_MARKS = {
    "Arab": "ًٌٍَُِّْ",
    "Deva": "ािीुूेैोौं्",
    "Thai": "ัิีึืุู่้",
    "Beng": "ািীুূেৈোৌ্",
    "Taml": "ாிீுூெேைொ்",
    "Hebr": "ְִֵֶַָֹּ",
}
_UNSPACED = frozenset({"Hani", "Jpan", "Thai"})

SCRIPTS = tuple(_LETTERS)


def words(script, count, chance):
    """A vocabulary of ``count`` made-up words; letters are as uneven as in languages."""
    letters = _LETTERS[script]
    weights = [1 / (i + 3) for i in range(len(letters))]
    marks = _MARKS.get(script, "")
    rate = 0.15 if script in ("Arab", "Hebr") else 0.5
    found = []
    for _ in range(count):
        size = chance.randint(1, 3) if script in ("Hani", "Hang") else chance.randint(2, 9)
        spelled = chance.choices(letters, weights, k=size)
        if marks:
            spelled = [
                c + (chance.choice(marks) if chance.random() < rate else "") for c in spelled
            ]
        found.append("".join(spelled))
    return found


def document(script, characters, seed):
    """A text of about so many characters, with words as uneven as in languages, in sentences."""
    chance = random.Random(f"{script}{seed}")
    vocabulary = words(script, 3000, random.Random(script))
    weights = [1 / (i + 5) for i in range(len(vocabulary))]
    gap = "" if script in _UNSPACED else " "
    parts, length = [], 0
    while length < characters:
        sentence = gap.join(chance.choices(vocabulary, weights, k=chance.randint(4, 20)))
        parts.append(sentence + ("。" if script in ("Hani", "Jpan") else ". "))
        length += len(parts[-1])
    return "".join(parts)


def edited(text, script, share, seed):
    """The text with this share of its pieces of eight characters changed: new, gone or moved."""
    if share >= 1:
        return document(script, len(text), seed=f"other{seed}")
    chance = random.Random(f"edit{seed}")
    vocabulary = words(script, 200, chance)
    pieces = [text[i : i + 8] for i in range(0, len(text), 8)]
    for i in range(len(pieces)):
        if chance.random() < share:
            kind = chance.random()
            if kind < 0.6:
                pieces[i] = chance.choice(vocabulary)
            elif kind < 0.8:
                pieces[i] = ""
            else:
                pieces[i] = pieces[chance.randrange(len(pieces))]
    return "".join(pieces)
