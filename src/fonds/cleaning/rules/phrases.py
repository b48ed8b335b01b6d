"""Know the words of page furniture in many languages. Floor 3, data only.

A phrase alone never suffices: the rules that read these lists ask for a second sign, such as a
line of its own, a colon with nothing or a bare title behind it, or names of networks. Headings of
encyclopedias (``See also``, ``Siehe auch``, ``Xem thêm`` alone on a line) are not among them.
"""

from fonds.cleaning.rules.lists import listed

TEASERS = frozenset(
    listed(
        "read more|read also|also read|read next|read more from|read more about this story"
        "|more on this story|you may also like|you might also like|you may also be interested in"
        "|you might be interested in|recommended for you|related stories|related articles"
        "|related posts|lire aussi|a lire aussi|a surtout lire|à surtout lire|a ne pas manquer"
        "|à ne pas manquer|à lire aussi|lire également|a lire également|à lire également"
        "|lire plus|lire la suite|a lire|à lire|regarder aussi|a regarder|à regarder|a écouter"
        "|à écouter|voir aussi notre article|vous pourriez être intéressés par"
        "|vous pourriez aussi être intéressés par|articles recommandés|sur le même sujet"
        "|lesen sie auch|lesen sie dazu auch|lesen sie mehr|das könnte sie auch interessieren"
        "|das könnte dich auch interessieren|mehr zum thema|lea también|lee también|lea además"
        "|lee además|te puede interesar|también te puede interesar|le puede interesar"
        "|también puede interesarle|leer más|sigue leyendo|noticias relacionadas|leia também"
        "|leia mais|leia ainda|veja também|saiba mais|continue lendo|notícias relacionadas"
        "|leggi anche|leggi tutto|continua a leggere|potrebbe interessarti"
        "|potrebbe interessarti anche|llegeix també|le tamén|lees ook|lees meer|lees verder"
        "|läs också|läs även|läs mer|læs også|læs mere|les også|les mer|lue myös|lue lisää"
        "|lesa einnig|loe ka|lasi arī|skaitykite taip pat|czytaj też|czytaj także|czytaj więcej"
        "|przeczytaj także|przeczytaj też|čtěte také|přečtěte si také|čítajte tiež"
        "|prečítajte si tiež|pročitajte i|pročitajte još|čitajte i|čitajte još|preberite tudi"
        "|olvassa el ezt is|olvasd el ezt is|kapcsolódó cikkek|citește și|citeşte şi|citiți și"
        "|citeste si|прочетете още|прочетете и|вижте още|прочитајте и|прочитајте још"
        "|читайте также|читать также|читайте ещё|читайте еще|читать далее|материалы по теме"
        "|читайте також|читати також|читайте ще|чытайце таксама|оқи отырыңыз|мөн уншина уу"
        "|διαβάστε επίσης|διαβάστε ακόμη|διαβάστε ακόμα|διαβάστε περισσότερα|bunu da okuyun"
        "|bunlar da ilginizi çekebilir|ayrıca okuyun|ayrıca oku|ilgili haberler|devamını oku"
        "|həmçinin oxuyun|shuningdek o'qing|lexo edhe|lexoni edhe|lexo më shumë|lexo gjithashtu"
        "|կարդացեք նաև|ასევე წაიკითხეთ|اقرأ أيضا|اقرأ أيضاً|اقرأ أيضًا|اقرا ايضا|اقرأي أيضا"
        "|اقرأ ايضا|إقرأ أيضا|إقرأ أيضاً|إقرأ أيضًا|اقرأ المزيد|اقرأوا أيضا|شاهد أيضا|شاهد أيضاً"
        "|شاهد أيضًا|قد يهمك أيضا|قد يهمك أيضاً|مواضيع ذات صلة|مقالات ذات صلة|أخبار ذات صلة"
        "|بیشتر بخوانید|همچنین بخوانید|بیشتر بدانید|این مطلب را هم بخوانید|خبرهای مرتبط"
        "|اخبار مرتبط|مطالب مرتبط|یہ بھی پڑھیں|مزید پڑھیں|دا هم ولولئ|her wiha bixwîne|קראו גם"
        "|קרא גם|קראו עוד|קרא עוד|ये भी पढ़ें|यह भी पढ़ें|इसे भी पढ़ें|और पढ़ें|आगे पढ़ें|हेही वाचा"
        "|हे ही वाचा"
        "|यो पनि पढ्नुहोस्|আরও পড়ুন|আরো পড়ুন|இதையும் படிக்க|இதையும் படியுங்கள்|மேலும் படிக்க"
        "|ఇవి కూడా చదవండి"
        "|ఇది కూడా చదవండి|ಇದನ್ನೂ ಓದಿ|ഇതും വായിക്കുക|આ પણ વાંચો|ਇਹ ਵੀ ਪੜ੍ਹੋ|තවත් කියවන්න|อ่านเพิ่มเติม"
        "|อ่านต่อ"
        "|ข่าวที่เกี่ยวข้อง|ອ່ານເພີ່ມ|អានបន្ថែម|ဆက်လက်ဖတ်ရှုရန်|baca juga|simak juga|baca selengkapnya"
        "|berita terkait|baca lagi|basahin din|xem thêm|đọc thêm|có thể bạn quan tâm"
        "|tin liên quan|soma zaidi|soma pia|soma na hii|unaweza pia kusoma|unaweza kusoma pia"
        "|huenda ukavutiwa na|ku karanta wannan|karanta wannan|karanta karin wasu labaran"
        "|karin labaran da za ku so|labaran da za ku so karantawa"
        "|ku latsa hoton da ke sama don kallon bidiyon|latsa hoton da ke sama don kallon bidiyon"
        "|latsa hoton da ke sama domin kallon bidiyon|danna hoton da ke sama don kallon bidiyon"
        "|danna hoton da ke sama domin kallon bidiyon|akụkọ ga-amasị gị|akụkọ ndị ga-amasị gị"
        "|akụkọ ndị ọzọ ga-amasị gị|ihe nkiri ga-amasị gị|ihe nkiri a ga-amasị gị"
        "|akụkọ ndị kachasị mkpa mere taa|gere akụkọ mere na mgbede a n'otu nkeji"
        "|gụọ akụkọ a n'uju ebe a|gụọ ya n'uju ebe a|ẹ tún lè ka|àwọn ìròyìn tí ẹ leè nífẹ̀ẹ́ sí"
        "|àwọn iròyin tì ẹ leè ní ìfẹ̀ síí|àwọn ìtàn mánigbàgbé tì ẹ leè ní ìfẹ̀ síí"
        "|akhri sidoo kale|sidoo kale akhri|warar la xiriira|oda tori wey you go like"
        "|oda stories wey you go like|tori wey you go like|more stories wey you go like"
        "|ተጨማሪ ያንብቡ|verengawo|funda nalokhu|soma n'izindi|lees ook hierdie|相关阅读|相關閱讀"
        "|延伸阅读|延伸閱讀|推荐阅读|推薦閱讀|阅读更多|閱讀更多|更多阅读|相关报道|相關報導"
        "|相关新闻|相關新聞|関連記事|関連ニュース|あわせて読みたい|合わせて読みたい|続きを読む"
        "|こちらもおすすめ|관련기사|관련 기사|더 읽기|함께 보면 좋은 기사"
    )
)
"""What introduces links to other pages; in lower case, at a line's start or before a colon."""

RELATED = frozenset(
    listed(
        "related story|related article|related news|related video|related coverage"
        "|don't miss|watch also|article lié|article connexe"
        "|à lire également|verwandter artikel"
        "|lesetipp|artículo relacionado|noticia relacionada|nota relacionada"
        "|nota recomendada|lee aquí|leé también"
        "|notícia relacionada|matéria relacionada|reportagem relacionada|confira também"
        "|articolo correlato|notizia correlata|leggi pure"
        "|gerelateerd artikel|ook interessant|lees ook dit|relaterad artikel"
        "|relatert sak|relateret artikel|aiheesta lisää|lue myös tämä|powiązany artykuł"
        "|czytaj również|související článek"
        "|mohlo by vás zajímat|mohlo by vás zaujímať|súvisiaci článok|kapcsolódó cikk"
        "|ezt is olvassa el|articol similar|citește mai mult|povezana vest"
        "|povezana vijest|pročitajte više|preberite več|още по темата|още по въпроса"
        "|свързана новина|статья по теме|новость по теме|по теме|материал по теме"
        "|смотрите по теме|за темою|новина за темою|читайте за темою|σχετικό άρθρο"
        "|σχετική είδηση|ilgili haber|ilgili içerik|bunu da oku"
        "|bunu okuyun|əlaqəli xəbər|lajm i lidhur"
        "|lexo këtu|susijęs straipsnis|skaitykite daugiau|saistītais raksts|lasi vēl"
        "|seotud lugu|llegeix-ne més|notícia relacionada|berita lainnya|artikel terkait"
        "|tonton juga|baca pula|berita berkaitan|xem ngay|bài liên quan|tin cùng chuyên mục"
        "|kaugnay na balita|habari zinazohusiana|habari inayohusiana|خبر ذو صلة|اقرأ أكثر"
        "|طالع أيضا"
        "|طالع أيضاً|موضوع ذو صلة|شاهدوا أيضا|خبر مرتبط|مطلب مرتبط|بخوانید|متعلقہ خبر"
        "|כתבה קשורה|संबंधित खबर|संबंधित ख़बर|सम्बंधित खबर|সম্পর্কিত খবর|এও পড়ুন"
        "|தொடர்புடைய செய்தி|సంబంధిత వార్త|ಸಂಬಂಧಿತ ಸುದ್ದಿ|ബന്ധപ്പെട്ട വാർത്ത|ข่าวเกี่ยวข้อง|相关文章|相關文章"
        "|相关视频|更多新闻|更多新聞|精彩推荐|推荐视频|関連リンク|関連動画|あわせて読む"
        "|こちらも読む"
        "|次に読む|관련 뉴스|관련뉴스|관련 글|이 기사도 읽어보세요"
    )
)
"""Teasers that a title follows after a colon; by themselves they may head a genuine section."""

ONLY_WITH_TITLE = RELATED | frozenset(
    listed(
        "a lire|lire plus|read next|saiba mais|veja também|xem thêm|à lire|đọc thêm|延伸閱讀"
        "|延伸阅读"
    )
)
"""Teasers that by themselves on a line are also headings of genuine sections."""

NEVER_GLUED = RELATED | frozenset(
    listed(
        "a lire|leer más|lees meer|leia mais|les mer|lire plus|lue lisää|läs mer|læs mere"
        "|read more|read more from|read next|recommended for you|saiba mais|xem thêm|à lire"
        "|đọc thêm|और पढ़ें"
    )
)
"""Teasers that also begin sentences, so that a colon within a paragraph proves nothing."""

ON_SITE = ("ire aussi sur ", "surtout lire sur ", "pas manquer sur ", "egarder sur ", "couter sur ")
"""Teasers that name their site, of which the site's name stands before the colon."""

UNMISTAKABLE = (
    "No media source currently available",
    "Media playback is unsupported on your device",
    "Media playback is not supported on this device",
    "To play this video you need to enable JavaScript in your browser",
    "Article continues below this ad",
    "Story continues below advertisement",
    "Article continues after advertisement",
    "Lajmi vazhdon pas reklamës",
    "Artikulli vazhdon pas reklamës",
    "La suite après la publicité",
    "Continua após a publicidade",
    "Continua depois da publicidade",
    "Continúa después de la publicidad",
    "Your browser does not support the audio element",
    "Your browser does not support the video tag",
    "You need to have JavaScript enabled to view this",
    "View this post on Instagram",
)
"""Messages of players and ad slots: no author writes them, so they go wherever they stand."""

NETWORKS = tuple(
    listed(
        "Facebook Messenger|Facebook|Twitter|WhatsApp|Whatsapp|Instagram|LinkedIn|Linkedin"
        "|Pinterest|Reddit|Telegram|Tumblr|StumbleUpon|Digg|Delicious|YouTube|Youtube|TikTok"
        "|Snapchat|Threads|Mastodon|Bluesky|Pocket|Flipboard|Messenger|Viber|Skype|VKontakte|VK"
        "|ВКонтакте|Одноклассники|Odnoklassniki|Xing|XING|LINE|Line|KakaoTalk|WeChat|Weibo"
        "|Google+|Google +|Google Plus|Google"
        "|Email|E-mail|E-Mail|Mail|Print|Copy link|Copy Link|More|Tweet|X|RSS"
        "|SMS|Signal|Imprimer|Drucken|Imprimir|Stampa|Печать|微信|微博|新浪微博|朋友圈|QQ空间|QQ"
        "|豆瓣|フェイスブック|ツイッター|はてなブックマーク|카카오톡|페이스북|트위터|네이버"
        "|فيسبوك|تويتر|واتساب|واتس آب|تيليجرام|تلغرام|فیسبوک|توییتر|تلگرام|واتساپ|फेसबुक|ट्विटर"
        "|व्हाट्सएप|ফেসবুক|টুইটার|เฟซบุ๊ก|ทวิตเตอร์|ไลน์|Фейсбук|Твиттер|Телеграм|פייסבוק|טוויטר"
        "|וואטסאפ"
    )
)
"""Names that stand in a row in share bars, with the controls beside them."""

SHARE = tuple(
    listed(
        "Share this|Share this article|Share this story|Share this post|Share on|Share|Partager"
        "|Partagez|Partager sur|Partager cet article|Teilen|Artikel teilen|Teilen auf|Compartir"
        "|Compartir en|Comparte|Compartilhar|Compartilhe|Partilhar|Partilhe|Condividi"
        "|Condividi su|Delen|Deel dit|Dela|Dela artikeln|Del|Del på|Jaa|Udostępnij|Podziel się"
        "|Sdílet|Sdílejte|Zdieľať|Podijeli|Podeli|Deli|Megosztás|Megosztom|Distribuie|Сподели"
        "|Поделиться|Поделитесь|Поделиться в|Поширити|Поділитися|Падзяліцца|Κοινοποίηση"
        "|Κοινοποιήστε|Paylaş|Paylaşın|Shpërndaje|Shpërndaj|Bagikan|Kongsi|Chia sẻ|Ibahagi"
        "|Shiriki|Sambaza|شارك|شارك هذا المقال|شارك الخبر|مشاركة|انشر|اشتراک‌گذاری"
        "|به اشتراک بگذارید|شیئر کریں|שתף|שתפו|साझा करें|शेयर करें|শেয়ার করুন|แชร์|分享|分享到"
        "|分享至"
        "|シェア|シェアする|공유|공유하기|გაზიარება|Կիսվել"
    )
)
"""What stands before such a row."""
