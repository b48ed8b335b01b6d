"""Letters and small words that point to a language, by script.

Gathered by hand from the commonest words of each language; a word or letter that several
languages share counts for each of them.
"""

_WORDS = {
    "Latn": {
        "en": "the of and to in is was that for it with as his on be at by had not are but from "
        "or have an they which this you were her all she there would their we him been has when",
        "fr": "le la les de des du et est un une dans que qui pour pas sur au avec ce il par ne se "
        "plus sont aux cette été elle nous vous leur mais ou où à être",
        "de": "der die das und ist nicht ein eine mit von den auf für im dem sich des auch es wie "
        "als sie wird zu bei oder nach wir ich aber sind einer war hat dass daß über",
        "es": "el la los las de del y que en un una es por con para no se al lo como más su sus "
        "pero este esta ha fue son entre cuando muy sin sobre también",
        "pt": "o a os as de do da dos das e que em um uma é por com para não se ao na no mais "
        "como mas foi são pela pelo também seu sua ele ela isso está ser",
        "it": "il lo la gli le di del della che e è un una per con non si al da in nel nella più "
        "come ma sono anche questo dei delle alla ha era essere",
        "nl": "de het een en van in is dat op te zijn voor met niet aan er ook als maar om bij "
        "door wordt naar hij ze heeft deze werd nog wel uit dan",
        "sv": "och att det som en på är av för med den till inte har de ett om var jag men så från "
        "vi kan när ska eller sig",
        "da": "og at det som en på er af for med den til ikke har de et om var jeg men så fra vi "
        "kan når skal eller sig blev også",
        "no": "og å det som en på er av for med den til ikke har de et om var jeg men så fra vi "
        "kan når skal eller seg ble også etter",
        "fi": "ja on ei se että oli hän mutta niin kun ovat myös joka tai kuin ole mukaan sekä nyt "
        "hänen jos vain sen",
        "pl": "i w na z do się nie to jest że o jak po co od za dla ale czy przez są tym ich był "
        "było tylko oraz także może jego",
        "cs": "a v na je se že s z do o to ve pro jako jsou ale by od po za při nebo jeho byl také "
        "podle který která které už jen",
        "sk": "a v na je sa že s z do o to vo pre ako sú ale by od po za pri alebo jeho bol aj "
        "podľa ktorý ktorá ktoré už len",
        "hu": "a az és hogy nem is egy van volt meg de csak már mint ez azt ha még el ki vagy majd "
        "lehet szerint után között",
        "ro": "de la și în a cu pe nu este că un o mai din care pentru sunt se al fi ca prin dar "
        "au fost acest această sau după",
        "tr": "ve bir bu için da de ile çok daha olarak ne gibi olan kadar ama sonra en var değil "
        "ise her mi olduğu ben ki",
        "hr": "i u je na se da za su od s a o kao koji što ne te nije ili iz bi koja samo po može "
        "kako biti bio bilo",
        "sl": "in je v na se da za so od z ki kot ne pa ali bi tudi po lahko ker pri bil bila",
        "id": "yang dan di ini itu dengan untuk dari tidak dalam akan pada ke adalah juga oleh ada "
        "mereka telah sebagai bisa atau kami saya",
        "vi": "và của là có không trong cho được một các với người này những đã để khi đến như về "
        "cũng",
        "ca": "el la els les de del i que en un una és per amb no es al com més però aquesta "
        "aquest també són ha va ser dels",
        "sw": "na ya wa kwa ni katika za la cha kuwa hii huo watu kama lakini hiyo alikuwa baada",
        "et": "ja on ei see et oli ta kui ka aga mis ning või selle oma siis kes nii",
        "lv": "un ir ar no par ka kas uz lai bet tā arī vai pie gan nav tas",
        "lt": "ir yra kad su iš į bet tai kaip ar po už nuo jis buvo apie taip",
        "sq": "dhe të në një për me është që nga nuk se më ka si por ishte",
    },
    "Cyrl": {
        "ru": "и в не на что с по это как а к но от из за для так же все он она было был они мы "
        "то его или у",
        "uk": "і в не на що з та як до це а але від за для так він вона було був вони ми у його "
        "або є",
        "bg": "и в не на че с по това как а към но от за да се е са той тя беше те ние го или ще",
        "sr": "и у не на да с по то како а али од за је се су он она било био они ми га или што",
        "mk": "и во не на дека со по тоа како а но од за да се е тој таа беше тие ние го или ќе",
        "be": "і ў не на што з па гэта як а але ад за для так ён яна было быў яны мы у яго або",
    },
    "Arab": {
        "ar": "في من على إلى أن هذا هذه التي الذي عن مع كان ما لا لم قد بين كل بعد أو كما حتى ثم "
        "وقد ذلك إن وهو وهي أي",
        "fa": "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز شد می های شده بود ها",
        "ur": "کے کی میں ہے اور سے کا کو اس نے پر ہیں یہ کہ نہیں بھی تو ایک کر ہو تھا",
        "ps": "په د او چې دی ته کې له سره هم دا يو شي ده نه",
        "ckb": "لە و بە کە ئەو ئەم بۆ بوو دە هەر یان کرد سەر",
    },
    "Deva": {
        "hi": "के का की में है और से को ने पर हैं यह कि नहीं भी तो एक कर हो था इस",
        "mr": "आहे आणि या व तो ते ही हे होते नाही मध्ये की पण केला त्या साठी आहेत",
        "ne": "र छ को मा छन् हो पनि यो भएको गर्न लागि थियो गरेको तर भने",
    },
}  # fmt: skip

_LETTERS = {
    "Latn": {
        "de": "ßäöü", "fr": "œçêèàùâ", "es": "ñ¿¡áíóú", "pt": "ãõçâêáé", "it": "òìùè", "sv": "åäö",
        "da": "æøå", "no": "æøå", "fi": "äö", "pl": "ąęłśżźćń", "cs": "ěřůščžý", "sk": "ľĺŕôťčž",
        "hu": "őűáéö", "ro": "șțăîâţş", "tr": "ğışç", "hr": "đčćžš", "sl": "čžš", "vi": "ơưđạảấậệ",
        "is": "þðæ", "lv": "āēīūģķļņ", "lt": "ėįųūšž", "et": "õäöü", "sq": "ëç", "ca": "·çàèò",
    },
    "Cyrl": {
        "ru": "ыэёщ", "uk": "іїєґ", "bg": "ъщ", "sr": "ђћјљњџ", "mk": "ѓќѕјљњџ", "be": "ўіыэ",
        "kk": "әғқңөұүһі", "mn": "өү", "tg": "ӣӯҷҳ", "tt": "әөүҗңһ",
    },
    "Arab": {
        "ar": "ةىإأؤ", "fa": "پچژگکی", "ur": "ٹڈڑںےہھ", "ps": "ډړږښڼېۍ", "ckb": "ڵڕێۆە",
        "ug": "ېۇۈەۋ", "sd": "ڄڏڻڦڃ",
    },
    "Deva": {"mr": "ळ", "hi": "ड़"},
}  # fmt: skip


def _by_word() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for script, tags in _WORDS.items():
        words = found.setdefault(script, {})
        for tag, listed in tags.items():
            for word in listed.split():
                words[word] = (*words.get(word, ()), tag)
    return found


def _by_letter() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for script, tags in _LETTERS.items():
        letters = found.setdefault(script, {})
        for tag, listed in tags.items():
            for letter in listed:
                letters[letter] = (*letters.get(letter, ()), tag)
    return found


WORDS = _by_word()
"""Script to word (case-folded) to the languages that use it often."""

LETTERS = _by_letter()
"""Script to letter to the languages it points to."""
