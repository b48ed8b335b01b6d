"""Know prompts to readers: newsletters, networks to follow, cookies, forms. Floor 3.

Each is a line of its own in which words of two or three kinds meet; one kind alone is a topic.
"""

import re
from collections.abc import Set

from fonds.cleaning.rules.lazily import Lazily
from fonds.cleaning.rules.lists import listed

OPENING = 110  # characters in which a cookie notice names its site and its cookies

_COOKIE = Lazily(
    r"cookie|кук[иі]\b|бисквитк|печив|колачић|kolačić|çerez|evästei|süti(?:k|ket)\b|küpsis|slapuk"
    r"|sīkdat|informasjonskapsler|vafrakökur|ملفات تعريف الارتباط|كوكيز|کوکی|עוגיות|קובצי cookie"
    r"|कुकी|কুকি|குக்கி|คุกกี้|クッキー|쿠키|vidakuzi"
)
_CONSENT = Lazily(
    r"\baccept|\bagree|\bconsent|\bby (?:continuing|using|browsing)|\bcontinu\w+ to (?:use"
    r"|browse)|got it\b|\bopt[- ]out"
    r"|accepte|acceptez|en poursuivant|en continuant|consent|zustimm|akzept|einverstanden"
    r"|weiternutzung"
    r"|acept|si continúa|al continuar|ao continuar|concorda|aceita|accett|continuando|acconsent"
    r"|akkoord|accepteer|godkänn|samtyck|accepter|godta|samtykk|hyväksy|akceptu|zgod|wyraża"
    r"|souhlas"
    r"|súhlas|elfogad|hozzájárul|accept|acord|съглас|приема|соглас|приним|продолжая|погодж|приймає"
    r"|αποδέχ|συμφων|συναιν|kabul|onay|setuju|menyetujui|đồng ý|chấp nhận|ยอมรับ|ยินยอม|توافق"
    r"|الموافقة|موافق"
    r"|قبول|می‌پذیر|موافقت|מסכימ|הסכמ|אישור|सहमत|स्वीकार|সম্মত|同意|接受|承諾|동의|unakubali|pranoni"
    r"|pajtoh|slažete|prihvat"
)
_USES = Lazily(
    r"\bwe use|\buses? |\busing |utilis|verwend|nutz|setz[te]|utiliz|usa(?:mos)?\b|usiamo|gebrui"
    r"|använd|bruge|bruke"
    r"|käyt|używ|korzyst|použív|használ|folos|използва|использу|використ|користи|korist"
    r"|χρησιμοποι|kullan|menggunakan"
    r"|guna|sử dụng|ใช้|يستخدم|نستخدم|تستخدم|استفاده|משתמש|उपयोग|इस्तेमाल|ব্যবহার|使用|사용|利用"
    r"|hutumia|tunatumia|inatumia|përdor"
)
_SPEAKS = Lazily(  # the site speaks of itself to who reads it
    r"\bwe use|\bwe and our|\bour (?:web ?)?site|\bthis (?:web ?)?(?:site|page)"
    r"|\bby (?:continuing|using (?:this|our))"
    r"|nous utilisons|ce site|notre site|en poursuivant|wir (?:verwenden|nutzen|setzen)|(?:diese"
    r"|unsere)r? (?:web)?(?:seite|site)"
    r"|este sitio|esta (?:web|página)|nuestr[oa] (?:sitio|web)|utilizamos|usamos|este site"
    r"|nosso site|questo sito|nostro sito"
    r"|utilizziamo|usiamo|(?:deze|onze) (?:web)?site|we gebruiken|wij gebruiken|vi använder"
    r"|denna webbplats|den här (?:webb|sid)"
    r"|vi bru[kg]er|dette nettsted|denne hjemmeside|käytämme|tämä sivusto|sivustomme|ta strona"
    r"|t[ae] (?:witryna|serwis)|ten serwis"
    r"|nasza strona|używamy|korzystamy|tento web|t[yo]to stránk|používáme|táto stránka|používame"
    r"|ez az? (?:weboldal|honlap|oldal)"
    r"|weboldalunk|acest site|folosim|utilizăm|този сайт|използваме|мы используем|этот сайт"
    r"|наш сайт|данный сайт|сайт использует"
    r"|ми використовуємо|цей сайт|ov[aj]+ (?:stranic|sajt|web)|koristimo|овај сајт|користимо"
    r"|χρησιμοποιούμε|ιστότοπ[οό]ς|bu (?:web ?)?site"
    r"|sitemiz|kullanıyoruz|نستخدم|هذا الموقع|موقعنا|این (?:وب‌?سایت|سایت)|אתר זה|האתר"
    r"|אנו משתמשים|אנחנו משתמשים|यह वेबसाइट|हम |हमारी"
    r"|এই ওয়েবসাইট|আমরা|เว็บไซต์นี้|เราใช้|本网站|本網站|我们使用|我們使用|本站|此网站|当サイト"
    r"|このサイト|本サイト|当社"
    r"|이 (?:웹)?사이트|당사|저희"
    r"|본 사이트|우리는|situs ini|kami menggunakan|laman web ini|trang web này|chúng tôi sử dụng"
    r"|tovuti hii|tunatumia|kjo faqe|ne përdorim"
)
_VISIT = Lazily(
    r"site|seite|\bweb|\bpage|sivust|stron|stránk|сайт|ιστ[οό]|trang|เว็บ|موقع|سایت|אתר|वेबसाइट"
    r"|ওয়েবসাইট"
    r"|网站|網站|サイト|사이트|tovuti|faqe|laman|situs|sajt|weboldal|honlap|browser|navigat"
    r"|experience"
    r"|expérience|erlebnis|experiencia|experiência|esperienza|services?\b|deneyim|pengalaman"
)
_LETTER = Lazily(
    r"newsletter|infolettre|rundbrief|bolet[ií][mn]\b|(?<!список )(?<!списки )рассылк|розсилк"
    r"|бюлетин|e-bülten|bülten|buletin"
    r"|nieuwsbrief|nyhetsbrev|nyhedsbrev|uutiskirje|hírlev|zpravodaj|novičnik|naujienlaišk"
    r"|uudiskiri"
    r"|ενημερωτικό δελτίο|النشرة (?:البريدية|الإخبارية)|نشرتنا|خبرنامه|ניוזלטר|न्यूज़लेटर"
    r"|न्यूजलेटर|নিউজলেটার"
    r"|電子報|电子报|简报|通讯|ニュースレター|メルマガ|뉴스레터|bản tin|จดหมายข่าว|jarida letu"
    r"|daily briefing"
)
_IN_LETTER = (  # a part of each of those words that are ASCII
    "etter", "ettre", "brief", "bolet", "brev", "kirje", "zprav", "letu", "ulet", "iskir",
)  # fmt: skip
_SIGN_UP = Lazily(
    r"sign[ -]?up|subscribe|get (?:our|the|your)|join our|don't miss|register (?:for|to)"
    r"|enter your e-?mail|abonne|inscri"
    r"|recevez|anmeld|melden sie sich|abonnier|bestell|erhalten sie|suscr[ií]b|regístra|apúntate"
    r"|recibe|assin[ae]|inscrev"
    r"|cadastr|receba|iscriv|ricevi|подпи[шс]|підпи|получайте|abone ol|kaydol|kayıt ol"
    r"|berlangganan|daftar|schrijf je|meld je"
    r"|abonneer|anmäl|prenumerera|tilmeld|meld deg|abonner|tilaa|zapisz|subskryb|zaprenumeruj"
    r"|odebír|přihlas|prihlás|iratkoz"
    r"|abon(?:ează|ați|aţi)|prijavite|naroči|εγγραφ|اشترك|سجل|مشترک شوید|عضو|عضویت|订阅|訂閱"
    r"|登録|購読|구독"
    r"|신청|सब्सक्राइब|साइन अप"
    r"|সাবস্ক্রাইব|đăng ký|สมัคร|הירשמו|הרשמו|הצטרפו|jiandikishe|jisajili|абонира|abonohu"
    r"|regjistrohu"
)
_FOLLOW = Lazily(
    r"(?:follow|like|join|find|connect with|suivez|retrouvez|rejoignez|folge|folgen sie"
    r"|besuchen sie|s[ií]gue|síganos|siga|sigam"
    r"|curta|acompanhe|segui|seguici|подпи[шс]\w{1,12}|следите|присоединя\w{1,6}|слідкуйте|стежте"
    r"|підпис\w{1,8}|последвайте|пратите|pratite"
    r"|obserwuj|polub|dołącz|sledujte|kövess|kövessen|urmărește|urmăriți|volg|följ|følg|seuraa"
    r"|takip|bizi takip|ikuti|theo dõi|tufuate"
    r"|jumuika|fuatilia|ndiqni|na ndiqni|lajk|ακολουθήστε|תעקבו|עקבו|تابعونا|تابعنا|تابعوا|ما را"
    r"|关注|關注|フォロー|팔로우|फॉलो|अनुसरण|ফলো|ติดตาม"
    r"|jiunge)(?![^\W\d_])"
)
# English has these words for much else: a call names the site, or says whose page it is.
_FOLLOW_WHOM = re.compile(
    r"(?:Follow|Like|Join|Find|FOLLOW|LIKE|JOIN|FIND) (?:us|our|me|my|US|OUR|ME|MY|@|the (?=[A-Z])"
    r"|(?!Facebook|Twitter|Instagram|WhatsApp|YouTube|TikTok|LinkedIn)[A-Z])"
)
_NETWORK = Lazily(
    r"facebook|twitter|instagram|youtube|telegram|whatsapp|tiktok|linkedin|pinterest|snapchat"
    r"|threads|mastodon|viber"
    r"|вконтакте|телеграм|фейсбук|твиттер|вайбер|微信|微博|公众号|فيسبوك|تويتر|فیس‌?بوک|تلگرام"
    r"|توییتر"
    r"|اینستاگرام|انستغرام|إنستغرام"
    r"|פייסבוק|טוויטר|फेसबुक|ट्विटर|ফেসবুক|เฟซบุ๊ก|페이스북|트위터|フェイスブック|ツイッター"
)
_MAIL = re.compile(r"[\w.+-]{1,60}@[\w-]{1,40}\.[\w.-]{2,40}")
_NEWSROOM = Lazily(
    r"story idea|news tip|send your stor|got a story|haveyoursay|newsroom|news desk|redak"
    r"|rédaction|redacción|redação|redazion"
)
_FORMS = (
    "if you are reading this page and can't see the form",
    "if you are reading this page on the bbc news app",
    "if you cannot see the form",
)
_SENTENCE = re.compile(r"[.!?。।][\"'”’»)]{0,2}\s{1,3}\S")


def may_hold_cookies(text: str, seen: Set[str]) -> bool:
    """Tell whether a cookie notice is possible at all: the word occurs, but is not the subject.

    ``seen``: those of ``COOKIES`` that the text holds.
    """
    if "ookie" in seen:
        return text.count("ookie") <= 12
    return any(probe in text and not seen.isdisjoint(words) for probe, words in _COOKIE_WORDS)


_COOKIE_WORDS = (  # by a letter that a text of the script holds early on: most tests end there
    ("и", ("куки", "кукі", "исквитк", "печив", "колачић")),
    ("č", ("kolačić",)), ("ç", ("çerez", "Çerez")), ("ä", ("evästei",)), ("ü", ("süti", "Süti")),
    ("ė", ("slapuk",)), ("ī", ("sīkdat",)), ("ا", ("ملفات تعريف الارتباط", "كوكيز", "کوکی")),
    ("ש", ("עוגיות",)), ("क", ("कुकी",)), ("ক", ("কুকি",)), ("க", ("குக்கி",)), ("ก", ("คุกกี้",)),
    ("の", ("クッキー",)), ("이", ("쿠키",)),
)  # fmt: skip
COOKIES = ("ookie", *(word for _, words in _COOKIE_WORDS for word in words))
"""The word for it in all languages: without any of them there is no notice."""
_CLICK = Lazily(
    r"(?:please |just |to )?(?:click|tap|scan|press)\b|cliquez|scannez|flashez|klick|tippen sie"
    r"|scannen"
    r"|ha(?:z|ga) clic|pulsa|pincha|escanea|clique|toque|escaneie|clicca|tocca|inquadra|klik\b"
    r"|tik op"
    r"|scan de|klicka|klikk|napsauta|kliknij|zeskanuj|klikn|naskenuj|kattints|apăsa|щракнет|кликн"
    r"|нажмит|жмите|переход|натисн|тисн|κάντε κλικ|πατήστε|t[ıi]kla|buraya t[ıi]kla|bấm|nhấn"
    r"|quét|bofya"
    r"|kliko|pindutin|اضغط|انقر|کلیک|برای .{2,30} کلیک|לחצו|הקליקו|यहा[ँं] क्लिक|এখানে ক্লিক|คลิก"
    r"|กด|สแกน"
    r"|点击|點擊|扫码|掃碼|扫描|掃描|扫一扫|长按|長按|识别|戳|猛戳|请|請|欢迎|歡迎|搜索|微信搜"
    r"|タップ|クリック|こちら"
    r"|클릭|여기를"
)
_JOIN = Lazily(
    r"join|follow|subscri|rejoi|abonn|suiv|folge|beitret|abonnier|únete|unirte|unirse|s[ií]gue"
    r"|síganos"
    r"|seguir|suscr|participe|entr[ae]r?\b|siga|inscrev|iscriv|unisciti|segui|volg|lid\b|aanmeld"
    r"|följ|følg|seuraa|liity|dołącz|obserwuj|sledu|přid|pridaj|kövess|csatlakoz|urmăr|alătur"
    r"|последва|абонир|подпис|присоедин|вступ|підпис|приєдн|ακολουθ|εγγραφ|takip|kat[ıi]l|abone"
    r"|gabung"
    r"|ikuti|langgan|theo dõi|tham gia|quan tâm|jiunge|fuatilia|ndiq|sundan|تابع|انضم|اشترك|عضو"
    r"|دنبال|בואו|הצטרפ|עקבו|जुड़|फॉलो|সাবস্ক্রাইব|যোগ দিন|ফলো|ติดตาม|เพิ่มเพื่อน|เข้าร่วม|关注|關注"
    r"|订阅|訂閱"
    r"|加入|添加|フォロー|登録|友だち追加|팔로우|구독|가입"
)
_CHANNEL = Lazily(
    r"channel|chaîne|kanal|canal\b|canale|kanaal|kanał|kanál|csatorna|канал|κανάλι|saluran|kênh"
    r"|قناة|قناتنا|کانال|ערוץ|चैनल|চ্যানেল|ช่อง|频道|頻道|チャンネル|채널"
)
_OUR = Lazily(
    r"\bour\b|notre|nuestr|nosso|nossa|nostro|unser|\bonze?\b|\bvår|\bvores|meidän|nasz|naš|náš"
    r"|csatornánk|nostru|наш|μας|[ıi]m[ıi]z|bizi|kami\b|chúng tôi|yetu|tonë|قناتنا|ـنا|ما\b|שלנו"
    r"|हमारे"
    r"|আমাদের|ของเรา|我们|我們|本报|本站|当サイト|私たち|公式|우리|저희"
)
_SERVICE = Lazily(
    r"公众号|公眾號|视频号"
    r"|google (?:news|haberler|новост|actualités|noticias|notícias|nieuws|nachrichten)"
)
STARTS = frozenset(
    word[:3]
    for word in listed(
        "click|tap |scan|press|please click|cliquez|scannez|klick|tippen|scannen|haz clic"
        "|haga clic"
        "|pulsa|pincha|escanea|clique|toque|clicca|tocca|inquadra|klik|tik op|napsauta|kliknij"
        "|zeskanuj|naskenuj|kattints|apăsa|щракнет|кликн|нажмит|жмите|натисн|тисн|κάντε|πατήστε"
        "|tıkla|tikla|buraya|bấm|nhấn|quét|bofya|pindutin|اضغط|انقر|برای|לחצו|הקליקו|यहाँ|यहां"
        "|এখানে|คลิก|กด"
        "|สแกน|点击|點擊|扫码|掃碼|扫描|掃描|扫一|长按|長按|识别|戳|请|請|欢迎|歡迎|搜索|タップ"
        "|クリ|こち|클릭|여기"
        "|if you|follow|like us|like our|join us|join our|find us|connect|suivez|retrouvez"
        "|rejoignez|folge|besuchen|sígue|síganos|sigue|siga|curta|acompanhe|segui|подпи|следите"
        "|присоединя|слідкуйте|стежте|підпис|последвайте|пратите|pratite|obserwuj|polub|dołącz"
        "|sledujte|kövess|urmăr|volg|följ|følg|seuraa|bizi|takip|ikuti|theo dõi|tufuate|jumuika"
        "|fuatilia|ndiqni|na ndiqni|ακολουθ|עקבו|تابعونا|تابعنا|تابعوا|ما را|关注|關注|扫码|掃碼"
        "|フォロー|팔로우|페이스북|फॉलो|हमें|ফলো|ติดตาม|jiunge|sign up|sign-up|subscribe|get our"
        "|get the|get your|don't miss|register|enter your|abonne|inscri|recevez|anmeld|melden"
        "|jetzt|hier|abonnier|bestell|erhalten|suscr|regístra|apúntate|recibe|assine|inscreva"
        "|cadastr|receba|iscriviti|ricevi|получайте|e-bülten|abone|kaydol|bülten|berlangganan"
        "|daftar|schrijf|meld|anmäl|prenumerera|tilmeld|abonner|tilaa|zapisz|subskryb"
        "|zaprenumeruj|odebír|přihl|prihl|iratkoz|abon|prijavite|naroči|εγγραφ|اشترك|سجل"
        "|در خبرنامه|عضو|برای|خبرنامه|订阅|訂閱|ニュースレター|メルマガ|뉴스레터|न्यूज़लेटर|न्यूजलेटर"
        "|हमारे|নিউজলেটার|আমাদের|đăng ký|สมัคร|הירשמו|הרשמו|הצטרפו|jiandikishe|jisajili|абонира"
        "|регистр|отримуйте|newsletter|our newsletter|send |email |contact|do you|got a|have you"
        "|notre newsletter|nuestro|nossa|unser"
    )
)
"""First letters of a line that may be a prompt; other lines are not looked at."""


def prompt(shown: str, folded: str, cookies: bool) -> str:
    """Say which prompt the line is, or nothing: words of two kinds at least, near its start.

    Left alone: reports about cookies or newsletters, which have neither the verb of a prompt at
    the start nor the site that speaks; appeals that invite readers to write (they are content).
    """
    if folded.startswith(_FORMS):
        return "note about a form that is not here"
    if (
        cookies
        and _COOKIE.search(folded, 0, OPENING)
        and _SPEAKS.search(folded, 0, OPENING)
        and (_CONSENT.search(folded) or _VISIT.search(folded))
        and (len(shown) < 300 or (_CONSENT.search(folded) and _USES.search(folded)))
    ):
        return "cookie notice"
    if len(shown) > 260 or "](" in shown or (folded[:3] not in STARTS and folded[:2] not in STARTS):
        return ""
    ascii_only, follows = folded.isascii(), _FOLLOW.match(folded)
    clicks = len(shown) < 120 and _CLICK.match(folded)
    networks = len(_NETWORK.findall(folded)) if follows or clicks or not ascii_only else 0
    if networks and follows and len(_SENTENCE.findall(shown)) <= 2:
        short = len(shown) < (160 if networks >= 2 else 90)
        if _MAIL.search(folded) or (short and _is_call(shown)):
            return "call to follow on networks"
    elif networks >= 2 and len(shown) < 120 and _FOLLOW.search(folded) and not ascii_only:
        return "call to follow on networks"
    if (
        clicks
        and (networks or _SERVICE.search(folded) or _is_ours(folded))
        and _JOIN.search(folded)
        and len(_SENTENCE.findall(shown)) <= 1
    ):
        return "call to follow on networks"
    may_be_letter = not ascii_only or any(map(folded.__contains__, _IN_LETTER))
    told = _REPORTED.search(folded) is not None
    if (
        may_be_letter
        and len(shown) <= 160
        and _LETTER.search(folded)
        and _asks(folded)
        and not told
    ):
        return "newsletter prompt"
    if "@" in folded and len(shown) <= 160 and _MAIL.search(folded) and _NEWSROOM.search(folded):
        return "" if "experience" in folded else "newsroom's address"
    return ""


_REPORTED = re.compile(r"\b(?:said|told|asked|replied|1[5-9]\d\d)\b")


def _is_call(shown: str) -> bool:
    """Tell whether a line that begins like a call to follow is one, where it is in English."""
    named = _NETWORK.search(shown.lower())
    if named is None or "," in shown[: named.start()]:
        return False  # Like my mother, I use WhatsApp
    english = shown[:5].lower().startswith(("follo", "like ", "join ", "find "))
    return not english or _FOLLOW_WHOM.match(shown) is not None


def _is_ours(folded: str) -> bool:
    """Tell whether a channel or a newsletter is the site's own."""
    named = _CHANNEL.search(folded) or _LETTER.search(folded)
    return named is not None and _OUR.search(folded) is not None


def _asks(folded: str) -> bool:
    """Tell whether the verb comes first, or anywhere in languages that put it last."""
    verb = _SIGN_UP.search(folded)
    if not verb or folded.endswith((",", ";")):
        return False
    first = verb.start() <= 22
    return first or not verb.group().isascii() or (len(folded) < 70 and not folded.endswith("."))
