"""Know the names of forum tags in the languages that translation engines turn them into.

Floor 3, data only. Words for looks and links: a word that courses or plug-ins use as a native tag
of their own (heading, code, note) is not among them.
"""

from fonds.cleaning.rules.lists import listed

_WORDS = {
    "b": "bold|negrita|negrito|gras|fett|fettschrift|grassetto|vet|vetgedrukt|fet|fetstil|fed"
    "|lihavoitu|lihavointi|pogrubienie|pogrubiony|tučně|tučné|tučný|félkövér|aldin|gros|îngroșat"
    "|podebljano|krepko|получер|получерен|жирный|жирным|полужирный|жирний|тлусты|έντονα|έντονη"
    "|kalın|qalın|жуан|negreta|lodia|trekna|paks|pusjuodis|treknraksts|feitletrað|i trashë"
    "|tebal|đậm|in đậm|chữ đậm|makapal|koze|nene|غامق|عريض|خط عريض|پررنگ|ضخیم|جلی|מודגש|בולט|बोल्ड"
    "|मोटा|বোল্ড|தடித்த|బోల్డ్|ಬೋಲ್ಡ್|ബോൾഡ്|ตัวหนา|หนา|ដិត|粗体|粗體|加粗|太字|ボールド|굵게|볼드|მუქი|թավ|ደማቅ",
    "i": "italic|italics|cursiva|itálico|itálica|italique|kursiv|kursivschrift|corsivo|cursief"
    "|kursiivi|kursywa|kurzíva|kurzívou|dőlt|cursiv|kurziv|ležeče|курсив|курсивом|курсів|πλάγια"
    "|italik|kursīvs|kursyvas|miring|nghiêng|in nghiêng|chữ nghiêng|مائل|خط مائل|مورب|کج|ترچھا"
    "|נטוי|इटैलिक|तिरछा|ইটালিক|சாய்வு|ఇటాలిక్|ตัวเอียง|斜体|斜體|イタリック|斜字|기울임|기울임꼴",
    "u": "underline|underlined|subrayado|sublinhado|souligné|souligner|unterstrichen"
    "|unterstreichen|sottolineato|onderstreept|onderstrepen|understruken|understreket"
    "|understreget|alleviivattu|podkreślenie|podkreślony|podtržené|podtrženo|podčiarknuté"
    "|aláhúzott|subliniat|podvučeno|podčrtano|подчертан|подчёркнутый|подчеркнутый|подчеркнуть"
    "|підкреслений|підкреслення|υπογράμμιση|altı çizili|garis bawah|gạch chân|gạch dưới|تحته خط"
    "|مسطر|تسطير|زیرخط|زیرخط‌دار|קו תחתון|रेखांकित|আন্ডারলাইন|ขีดเส้นใต้|下划线|底線|下線|밑줄",
    "s": "strike|strikethrough|tachado|riscado|tachar|barré|rayé|durchgestrichen|barrato"
    "|doorgehaald|genomstruken|gjennomstreket|yliviivattu|przekreślenie|przekreślony"
    "|přeškrtnuté|preškrtnuté|áthúzott|tăiat|precrtano|зачёркнутый|зачеркнутый|перечёркнутый"
    "|закреслений|üstü çizili|coret|gạch ngang|يتوسطه خط|مشطوب|خط‌خورده|קו חוצה|ขีดฆ่า|删除线|刪除線"
    "|取り消し線|취소선",
    "color": "color|cor|couleur|farbe|colore|kleur|färg|farge|farve|väri|kolor|barva|farba|szín"
    "|culoare|boja|цвят|цвет|колір|колер|χρώμα|renk|rəng|warna|màu|màu sắc|kulay|rangi|لون|اللون"
    "|رنگ|צבע|रंग|রং|রঙ|நிறம்|రంగు|ಬಣ್ಣ|നിറം|สี|颜色|顏色|色|색|색상",
    "size": "tamaño|tamanho|taille|größe|schriftgröße|dimensione|grandezza|grootte"
    "|lettergrootte|storlek|størrelse|koko|rozmiar|velikost|veľkosť|méret|mărime|veličina"
    "|velikost pisave|размер|розмір|памер|μέγεθος|boyut|ölçü|ukuran|saiz|cỡ chữ|kích thước|حجم"
    "|الحجم|اندازه|גודל|आकार|আকার|அளவு|పరిమాణం|ขนาด|大小|字号|字號|サイズ|크기",
    "quote": "cita|citar|citação|citation|zitat|citazione|citaat|citat|sitat|lainaus|cytat"
    "|citát|citace|idézet|citat|цитат|цитата|цытата|παράθεση|alıntı|kutipan|petikan|trích dẫn"
    "|اقتباس|نقل قول|نقل‌قول|ציטוט|उद्धरण|উদ্ধৃতি|மேற்கோள்|อ้างอิง|引用|引述|인용",
    "url": "enlace|vínculo|ligação|hiperligação|lien|verknüpfung|collegamento|koppeling|länk"
    "|lenke|linkki|odnośnik|łącze|odkaz|hivatkozás|legătură|poveznica|povezava|връзка|ссылка"
    "|посилання|спасылка|σύνδεσμος|bağlantı|tautan|pautan|liên kết|رابط|الرابط|پیوند|لینک|קישור"
    "|लिंक|कड़ी|লিঙ্ক|இணைப்பு|ลิงก์|ลิงค์|链接|連結|鏈接|リンク|링크",
    "img": "imagen|imagem|immagine|bild|afbeelding|bilde|billede|kuva|obraz|obrazek|obrázek"
    "|obrázok|kép|imagine|slika|изображение|картинка|зображення|εικόνα|resim|görsel|gambar"
    "|hình ảnh|hình|صورة|تصویر|عکس|תמונה|चित्र|छवि|ছবি|படம்|ภาพ|รูปภาพ|图片|圖片|图像|画像|그림"
    "|이미지",
    "center": "centrado|centralizado|centré|zentriert|zentrieren|centrato|gecentreerd|centrerad"
    "|sentrert|centreret|keskitetty|wyśrodkowanie|na střed|középre|centrat|центр|по центру"
    "|центрирано|κέντρο|ortala|tengah|giữa|căn giữa|توسيط|وسط|وسط‌چین|ממורכז|केंद्र|กึ่งกลาง|居中|置中"
    "|中央揃え|가운데",
    "spoiler": "alerón|spoileur|révéler|verbergen|ocultar|esconder|caché|versteckt|nascosto"
    "|verborgen|dold|skjult|ukryty|skrytý|rejtett|ascuns|скрытый|спойлер|прихований|спойлър"
    "|gizli|tersembunyi|ẩn|مخفي|إخفاء|مخفی|מוסתר|छिपा हुआ|ซ่อน|隐藏|隱藏|剧透|ネタバレ|숨김|스포일러",
    "list": "liste|lista|lijst|lista|luettelo|seznam|zoznam|списък|список|λίστα|daftar|senarai"
    "|danh sách|قائمة|فهرست|لیست|רשימה|सूची|তালিকা|รายการ|列表|清單|リスト|목록",
}
MEANING = {word: tag for tag, words in _WORDS.items() for word in listed(words)}
"""The forum's own name for each translated one, in small letters."""

SEVERAL = tuple(sorted((word for word in MEANING if " " in word), key=len, reverse=True))
"""Names of more than one word."""
