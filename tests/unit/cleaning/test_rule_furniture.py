"""Page furniture in many languages: two signs, or it stays."""

import pytest

from fonds.cleaning.rules import furniture
from support.rules import becomes, stays

FIRST = {
    "en": "The vote is on Monday.",
    "fr": "Le vote a lieu lundi.",
    "de": "Die Wahl ist am Montag.",
    "es": "La votación es el lunes.",
    "pt": "A votação é na segunda.",
    "ru": "Голосование пройдёт в понедельник.",
    "ar": "التصويت سيكون يوم الاثنين.",
    "fa": "رأی‌گیری روز دوشنبه است.",
    "he": "ההצבעה ביום שני הבא.",
    "hi": "मतदान सोमवार को होगा।",
    "zh": "投票将在星期一举行，请注意。",
    "ja": "投票は月曜日に行われます。",
    "ko": "투표는 다음 월요일에 열린다.",
    "el": "Η ψηφοφορία είναι τη Δευτέρα.",
    "tr": "Oylama pazartesi günü yapılacak.",
    "it": "Nessun ferito.",
    "id": "Pemungutan suara hari Senin.",
    "sw": "Kura ni siku ya Jumatatu.",
}


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Read more: Council sets date for vote"),
        ("en", "Read more from Reality Check"),
        ("en", "Advertisement"),
        ("en", "Sign up for our daily newsletter"),
        (
            "en",
            "Follow News on Facebook, Twitter and Instagram. Send your stories to: n@a.example",
        ),
        ("en", "This website uses cookies. By continuing to browse you agree."),
        ("en", "Share this:TwitterFacebookPrintEmailLike this:LikeBe the first to like this"),
        ("en", "Share\nFacebook\nTwitter\nEmail"),
        ("fr", "Lire aussi : Le conseil fixe la date"),
        ("fr", "Publicité"),
        ("fr", "Abonnez-vous à notre newsletter"),
        ("de", "Lesen Sie auch: Rat legt Termin fest"),
        ("de", "Diese Website verwendet Cookies. Mit der Nutzung stimmen Sie zu."),
        ("es", "Lea también: El consejo fija la fecha"),
        ("pt", "Leia também: Conselho marca a data"),
        ("ru", "Читайте также: Совет назначил дату"),
        ("ru", "Реклама"),
        ("ru", "Подпишитесь на нашу рассылку"),
        ("ar", "اقرأ أيضًا: المجلس يحدد الموعد"),
        ("ar", "تابعونا على فيسبوك وتويتر"),
        ("fa", "بیشتر بخوانید: شورا تاریخ را تعیین کرد"),
        ("he", "קראו גם: המועצה קבעה מועד"),
        ("hi", "यह भी पढ़ें: परिषद ने तारीख तय की"),
        ("zh", "分享到：微信 微博 QQ"),
        ("zh", "订阅我们的电子报"),
        ("ja", "関連記事：議会が日程を決定"),
        ("ko", "관련기사: 의회가 날짜를 정했다"),
        ("el", "Διαβάστε επίσης: Το συμβούλιο όρισε ημερομηνία"),
        ("tr", "Bu site çerez kullanıyor. Devam ederek kabul etmiş olursunuz."),
        ("id", "Baca juga: Dewan menetapkan tanggal"),
        ("en", "» RELATED: Mayor quits"),
        ("it", "Leggi anche: Incendio in un capannone"),
        ("tr", "Haberin devamı için tıklayın"),
        ("sw", "Soma zaidi: Baraza lapanga tarehe"),
    ],
)
def test_a_line_of_its_own_goes(lang: str, line: str) -> None:
    before = FIRST[lang]
    assert becomes(furniture, f"{before}\n\n{line}\n\n{before}") == f"{before}\n\n{before}"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "Il a couru. Lire aussi : La suite est connue. Fin.",
            "Il a couru. La suite est connue. Fin.",
        ),
        ("Il a dit. A lire aussi sur BBC Afrique : Été. Fin.", "Il a dit. Été. Fin."),
        ("Ọ bụ eziokwu. Akụkọ ga-amasị gị: Ihe ọzọ.", "Ọ bụ eziokwu. Ihe ọzọ."),
        ("Vatiwo vauya. No media source currently available", "Vatiwo vauya."),
        ("He left. TwitterFacebookWhatsAppEmail The end.", "He left. The end."),
    ],
)
def test_glued_furniture_goes(text: str, after: str) -> None:
    assert becomes(furniture, text).rstrip() == after


def test_the_menu_at_the_head() -> None:
    text = "Skip to content\nHome | News | Sport | Contact\n\nThe council voted on Monday."
    assert becomes(furniture, text).strip() == "The council voted on Monday."


@pytest.mark.parametrize(
    "text",
    [
        'Advertisement revenue fell 12% last year. "Read more books," she told the class.',
        "Share this: the recipe needs no eggs, and the related: clause was struck out.",
        "The report is long.\n\nRead more at https://a.example/",
        "The report is long.\n\nRead more about configuring the server in the manual.",
        "它很好用，值得一试，大家都喜欢。\n\n相关阅读：\n\n* [GameHub – 游戏集合][8]",
        "它很好用，值得一试，大家都喜欢。\n\n**相关阅读**：[10 个最佳应用][1]",
        "Contents\n\nAdvertisement\n\nPreface\n\nChapter I",
        "The session modules make use of HTTP cookies, and as such can fall victim to scripting.",
        "Following the news on Facebook and Twitter people asked why.\n\nIt was late.",
        "To subscribe to the mailing list, send mail to a@b.example.\n\nThank you all for that.",
        "Facebook, Twitter and WhatsApp were down for hours, and nobody knew why it was so.",
        "An earlier version of this article misspelled her name.\n\nIt was corrected on Monday.",
        "Share your experiences by emailing news@a.example.\n\nThank you all for that.",
        "Werbung\n\nWerbung ist die Beeinflussung von Menschen.",
        "Follow the steps on Facebook to log in.\n\nThen it works again.",
        "它很好用，值得一试，大家都喜欢。\n\n相关阅读\n\n- [15 个例子][1]",
        "Read more\n---------\n\nThe heading above is of a chapter, really.",
        "Xem thêm\n\nBài viết này nói về cuộc họp của hội đồng.",
        "he describes it\nlike this:\n\nit was a long and quiet evening.",
    ],
)
def test_stays(text: str) -> None:
    assert stays(furniture, text)
