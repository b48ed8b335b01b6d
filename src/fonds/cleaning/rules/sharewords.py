"""Know what lines of sharing buttons are made of, in many languages. Floor 3.

Such a line has a verb, names of networks, and words that join them; anything else makes it a
sentence. So no list of whole phrases is needed, in any order of words.
"""

import re

from fonds.cleaning.rules.lists import listed
from fonds.cleaning.rules.phrases import NETWORKS

LONGEST = 160  # characters of a line of buttons
MOST_WORDS = 24

_WHOLE = frozenset(
    listed(
        "share tweet send pin teilen teile senden sende deel delen verstuur versturen dela skicka"
        " del send jaa lähetä lähettää deila wyślij poslat pošalji pošlji deli küldés küldd"
        " trimite"
        " bagi kirim kirimkan kongsi hantar tuma raba stuur jaga saada dalies dalīties siųsti"
        " invia inoltra envía envia enviar envie pín kekọọ gửi",
        None,
    )
)
"""Verbs that stand as they are."""
_BEGINNINGS = tuple(
    listed(
        "partag|envoye|compart|difund|condivi|udostęp|podziel|sdílej|sdílet|odeslat|zdieľa"
        "|podijel|podeli|megoszt|distribu|сподел|изпрат|подели|отправ|твитн|поширит|поділи"
        "|надіслат|падзялі|κοινοπο|μοιρα|στείλ|paylaş|gönder|göndər|bölüş|бөліс|улаш|ulash|bo'lish"
        "|shpërnda|dërgo|подијел|пошаљ|bagikan|ibahagi|ipadala|shiriki|sambaza|dalinki|dalinti"
        "|roinn|rhann|partekat|comparteix|გაზიარ|կիսվ|شارك|مشارك|انشر|أرسل|ارسال|ارسل|غرد|همرسانی"
        "|بفرست|شیئر|بھیج|שתפ|שתף|שיתו|שלח|צייצ|साझा|शेयर|भेज|শেয়ার|শেয়ার|পাঠা|பகிர்|అంచు|షేర్"
        "|ಹಂಚಿ|പങ്കു"
        "|ഷെയർ|શેર|ਸਾਂਝ|ශෙයා|බෙදා|แชร์|ແບ່ງ|ចែករំលែក|မျှဝေ|공유|보내|트윗|አጋራ|አካፍል"
    )
)
"""Beginnings of verbs that change their ends."""
_JOINING = frozenset(
    listed(
        "this that it me the a an it me on via to in with by and or your it our page article"
        " articles"
        " story"
        " news"
        " post link us friends friend facebook's print copy more save email e-mail mail e mail"
        " by-mail"
        " sur par avec à le la les l' cet cette ce l'article l article article page lien copier"
        " imprimer et ou"
        " courriel mél vos amis auf mit per als via diesen dieses den die das artikel beitrag"
        " seite"
        " link kopieren drucken und oder weiter en por con a el la este esta artículo nota noticia"
        " correo enlace copiar imprimir y o email e-mail em no na pelo com esta este esse artigo"
        " notícia matéria link e ou su con per questo questa articolo notizia pagina stampa copia"
        " e o op met dit deze het bericht artikel nieuws en of på via den här denna artikeln"
        " nyheten och eller med sidan siden artiklen denne dette og eller tämä artikkeli uutinen"
        " ja tai á og w na przez ten ta artykuł artykułem link i lub kopiuj drukuj na v s tento"
        " článek článok přes cez a nebo alebo ezt a az cikket cikk facebookon twitteren és vagy"
        " pe prin acest acest articol articolul și sau в на по с через это эту этой эта статью"
        " статья статьёй новость новостью новости и или страницу ссылку скопировать печать"
        " друзьями у на в через цю це статтю статтею новину новиною і або та тази този статия"
        " новина и със"
        " στο στο με το αυτό άρθρο και ή bu haberi haber yazıyı yazı sayfayı ile ve veya üzerinden"
        " xəbəri ilə në me këtë lajm artikull dhe ovaj članak vijest vest na preko i ili ta članek"
        " novico in ini artikel berita di ke lewat melalui dan atau bài viết này tin qua lên với"
        " và"
        " chia sẻ gửi ito sa ang artikulo habari hii kwa makala na au ta a wannan labari kan"
        " هذا هذه المقال المقالة الخبر الموضوع عبر على في مع و أو إلى البريد الإلكتروني بريد طباعة"
        " نسخ الرابط صفحة این مطلب خبر را در با از به و بگذارید اشتراک ایمیل چاپ کپی لینک یہ خبر"
        " کو پر"
        " اور کریں זה זו את הכתבה כתבה ב על עם או ו במייל הדפס העתק קישור यह इस खबर लेख को पर"
        " करें और"
        " या से এই খবর করুন এ ও এবং இதை இல் செய்தி மற்றும் นี้ ข่าว บทความ ไปยัง ทาง ผ่าน บน และ ไป"
        " 이 기사 기사를 글 하기 로 으로 에 및 ትምህርት በ",
        None,
    )
)
_OTHER_NETWORKS = listed(
    "twitter/x|x|bluesky|nextdoor|hacker news|buffer|evernote|instapaper|diaspora|wykop|nk|gab"
    "|zalo|odnoklassniki|ok|vk|mail.ru|livejournal|livejournal|blogger|myspace|technorati"
    "|google bookmarks|yahoo|aol|friendfeed|meneame|menéame|tuenti|barrapunto|bitacoras"
    "|del.icio.us"
    "|fb|whats app|wa|linked in|we chat|imo|truth social|parler|hive|micro.blog|فيس بوك|فیس بوک"
    "|واتس|تيليغرام|تلگرام|ایتا|بله|سروش|توییتر|واتساب|فايبر|ട്വിറ്റർ|ഫേസ്ബുക്ക്|ఫేస్‌బుక్|ட்விட்டர்|பேஸ்புக்"
    "|ফেইসবুক|हाट्सऐप|व्हाट्सऐप|व्हाट्सएप्प|टेलीग्राम|ತೆಲೆಗ್ರಾಮ್|เฟสบุ๊ค|เฟซบุ๊ก|ทวิตเตอร์|ไลน์|인스타그램|밴드"
    "|카카오스토리|라인|вконтакте|фейсбук|твиттер|ватсап|вотсап|вайбер|телеграм|одноклассники"
    "|фејсбук|твитер|фейсбуці|твіттері"
)
_NETWORK_WORDS = frozenset(
    word for name in (*NETWORKS, *_OTHER_NETWORKS) for word in name.lower().split()
) - {"more", "print", "copy", "link", "tweet"}
_SPLIT = re.compile(r"[\s,|/•·:：、，&+()\[\]\-–—>»→.!！]+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_CJK_NETWORK = re.compile(
    "微信|朋友圈|微博|新浪|QQ好友|QQ空间|QQ|豆瓣|人人网|知乎|贴吧|脸书|臉書|推特|噗浪"
    "|はてなブックマーク|はてブ|はてな"
    "|フェイスブック|ツイッター|ライン|ポケット|facebook|twitter|line|wechat|weibo|whatsapp"
    "|telegram|pocket"
    "|linkedin|pinterest|messenger|plurk|x|threads|instagram|mixi|tumblr|email",
    re.I,
)
_CJK_VERB = re.compile(
    "分享|转发|轉發|转载|轉載|シェア|共有|ツイート|ポスト|送る|友だちに送る|つぶやく|发送|發送|傳送"
)
_CJK_JOINING = re.compile(
    "この記事|この投稿|このページ|記事|投稿|を|で|に|へ|と|する|しよう|してください|しませんか"
    "|ください|お願いします|みんな"
    "|友だち|友達|ボタン|本文|文章|此文|此页|這篇|这篇|本篇|新闻|新聞|内容|到|至|给|給|将|将此"
    "|好友|我的|一键|一鍵|请|請"
    "|用|在|上|和|或|与|こちら|から|保存|追加|メール|印刷|コピー|链接|連結|复制|複製|打印|列印"
    r"|[\s,|/•·:：、，&+()\[\]（）【】「」\-–—>»→.!！]"
)


def is_share_line(shown: str) -> bool:
    """Tell whether a whole line is buttons: a verb of sharing, names of networks, joining words.

    In languages of Latin letters the verb stands before the first name, as in a command:
    ``Facebook shares`` is a heading. Turkish and its kin put it last.
    """
    if len(shown) > LONGEST or shown.endswith(("?", "？", ";")):
        return False
    if _CJK.search(shown):
        rest = _CJK_NETWORK.sub(" ", shown)
        less = _CJK_VERB.sub(" ", rest)
        return rest != shown and less != rest and not _CJK_JOINING.sub("", less)
    words = [word for word in _SPLIT.split(shown.lower().replace("i\u0307", "i")) if word]
    if not 2 <= len(words) <= MOST_WORDS:
        return False
    names = verbs = doubtful = 0
    sends = False
    for word in words:
        if word in _ALSO_WORDS:
            doubtful += 1
        elif word in _NETWORK_WORDS or _names_network(word):
            names += 1
        elif word in _WHOLE or (word.startswith(_BEGINNINGS) and len(word) <= 16):
            sends = sends or word in _SENDS
            verbs += not word.isascii() or not names or verbs > 0 or word.startswith(_LAST)
        elif word not in _JOINING:
            return False
    shared = "اشتراک" in words or ("chia" in words and "sẻ" in words)
    return (names > 0 or (doubtful > 0 and not sends)) and (verbs > 0 or shared)


_ALSO_WORDS = frozenset(
    listed("telegram line signal pocket threads messenger x buffer hive ok wa line delicious", None)
)
_SENDS = frozenset(
    listed("send sende senden skicka poslat kirim invia envía envia enviar envie wyślij tuma", None)
)


_LAST = ("ulash", "bo'lish", "teilen", "senden", "delen", "versturen")


def _names_network(word: str) -> bool:
    """Tell whether a word is a network's name with an ending or a preposition written to it.

    ``페이스북으로``, ``фейсбуке``, ``Facebooku``, ``בפייסבוק``; not the plural ``tweets``.
    """
    if word.isascii():
        return any(word.startswith(name) and word[len(name) :] in _ENDINGS for name in _INFLECTED)
    return any(name in word and len(word) - len(name) <= 4 for name in _ENDED)


_ENDED = tuple(
    name for name in _NETWORK_WORDS if len(name) > 3 and (not name.isascii() or len(name) > 6)
)
_INFLECTED = ("facebook", "twitter", "whatsapp", "linkedin", "pinterest", "instagram")
_ENDINGS = frozenset(
    listed(
        "u e ie ze on en em om issa illa issa in iin'da 'ta 'da 'de ta da de is il i is as", None
    )
)
