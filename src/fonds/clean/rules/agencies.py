"""Know what stands before and in a picture's credit, in many languages. Floor 3, data only."""

import re

from fonds.clean.rules.lists import listed

LABELS = frozenset(
    listed(
        "photo|photos|photograph|photographs|photographer|photo by|photos by|photograph by"
        "|photographs by|photo credit|photo credits|photo courtesy|photo courtesy of"
        "|photo credit should read|photo source|photo illustration by|image|images|image by"
        "|images by|image credit|image credits|image source|image copyright|image courtesy"
        "|image courtesy of|picture|pictures|picture by|picture credit|picture credits|pic|pics"
        "|video by|illustration|illustration by|credit|credits|crédit photo|crédits photo"
        "|crédit photos|crédits photos|crédit|crédits|crédit image|photographie|photo de"
        "|photo par|source photo|source de l'image|source de l’image|illustration de|foto|fotos"
        "|foto von|fotos von|foto de|fotos de|foto di|foto av|foto door|foto af|foto del"
        "|fotografie|fotografía|fotografia|fotocredit|bild|bilder|bildquelle|bildnachweis"
        "|bildrechte|fotoquelle|fotonachweis|symbolfoto|symbolbild|archivfoto|archivbild|crédito"
        "|créditos|crédito da foto|crédito de la foto|imagen|imagem|immagine|reprodução"
        "|divulgação|fuente de la imagen|fonte da imagem|afbeelding|beeld|fotograaf|fotograf"
        "|kuva|kuvat|valokuva|fotó|fotók|fot.|zdjęcie|zdjęcia|fot|autor fotky|snímek|slika"
        "|fotoğraf|fotoğraflar|görsel|fotografi|gambar|sumber foto|sumber gambar|ảnh"
        "|ảnh minh họa|nguồn ảnh|larawan|litrato|фото|фото автора|фотография|фотографии"
        "|источник фото|иллюстрация|фотограф|світлина|джерело фото|снимка|снимки|фотографија"
        "|фота|сурет|foto xəbər|φωτογραφία|φωτογραφίες|φωτό|φωτο|πηγή φωτογραφίας|ფოტო"
        "|ფოტოს წყარო|լուսանկարը|լուսանկար|الصورة|صورة|صور|تصوير|مصدر الصورة|صدر الصورة|عکس"
        "|عکس از|عکاس|منبع عکس|تصویر|تصاویر|فوٹو|תמונה|צילום|צילומים|קרדיט|קרדיט צילום|फोटो|फ़ोटो"
        "|तस्वीर|इमेज स्रोत|फोटो क्रेडिट|छायाचित्र|तस्बिर|ছবি|ছবির উৎস|படம்|பட மூலாதாரம்|ఫోటో|ఫొటో|ఫొటో సోర్స్|ಚಿತ್ರ"
        "|ഫോട്ടോ|ചിത്രം|તસવીર|ઇમેજ સ્રોત|ਤਸਵੀਰ|ਤਸਵੀਰ ਸਰੋਤ|ඡායාරූපය|ภาพ|ภาพจาก|เครดิตภาพ|ที่มาของภาพ|ຮູບ"
        "|រូបថត|ဓာတ်ပုံ|照片|照片来源|圖片來源|图片来源|图源|圖源|图片|圖片|图|圖|图片说明来源|摄影"
        "|攝影|资料图|写真|撮影|写真提供|画像|画像提供|画像出典|사진|사진 제공|사진제공"
        "|사진 출처|사진출처|이미지|picha|chanzo cha picha|asalin hoton|hoto|oríṣun àwòrán"
        "|àwòrán|aworan|ebe foto si|foto si|xigashada sawirka|sawirka|madda suuraa"
        "|wia dis foto come from|ahavuye isanamu|ifoto|isithombe|umthombo wesithombe|mufananidzo"
        "|የፎቶው ባለመብት|ፎቶ|ምንጪ ስእሊ"
    )
)
"""What stands before a credit, in lower case."""

FEATURED = frozenset(
    listed(
        "feature photo|featured photo|featured image|feature image|photo vedette|image vedette"
        "|photo à la une|image à la une|photo principale|image principale|foto destacada"
        "|foto principal|foto de portada|imagen destacada|imagen principal|foto em destaque"
        "|imagem em destaque|imagem destacada|foto in evidenza|immagine in evidenza"
        "|foto principale|titelbild|titelfoto|beitragsbild|beitragsfoto|hauptfoto"
        "|uitgelichte foto|uitgelichte afbeelding|öne çıkan fotoğraf|öne çıkan görsel"
        "|главное фото|избранное фото|титульное фото|фото на обложке|головне фото"
        "|zdjęcie wyróżniające|zdjęcie główne|zdjęcie tytułowe|foto unggulan|gambar unggulan"
        "|ảnh nổi bật|ảnh đại diện|صورة مميزة|الصورة المميزة|الصورة البارزة|صورة بارزة|عکس شاخص"
        "|تصویر شاخص|عکس ویژه|תמונה ראשית|תמונה נבחרת|特色照片|特色图片|专题照片|精选照片"
        "|特写照片|封面照片|特集写真|注目の写真|アイキャッチ画像|대표 사진|특집 사진|विशेष फोटो"
        "|फीचर फोटो|फ़ीचर फ़ोटो|বৈশিষ্ট্যযুক্ত ছবি|χαρακτηριστική φωτογραφία|picha iliyoangaziwa"
        "|utvald bild|fremhevet bilde|kiemelt kép|hlavní foto|imagine reprezentativă"
        "|представена снимка|istaknuta fotografija|foto kryesore"
    )
)
"""What some outlets write before a bar, the caption, and the credit."""

AGENCY = re.compile(
    r"\b(?:AFP|AP|EPA|EFE|ANSA|DPA|dpa|APA|ANP|TT|NTB|PAP|MTI|ČTK|TASR|TASS|RIA|UPI|PTI|ANI|AAP"
    r"|SIPA|IRNA|ISNA"
    r"|Xinhua|Getty|Reuters|REUTERS|Shutterstock|iStock|Alamy|Flickr|Wikimedia|Unsplash|Pixabay"
    r"|Pexels|Associated Press"
    r"|Agence|Agency|Agencia|Agência|Agenzia|Agentur|Ajansı|Images?|Press|Photos?|News|Archives?"
    r"|Archivio|Archiv|Archivo)\b"
    r"|رويترز|رویترز|ا ف ب|أ ف ب|فرانس برس|وكالة|خبرگزاری|ایسنا|ایرنا|ТАСС|РИА|РБК|[Аа]гентств"
    r"|新华社|新華社|通讯社|通訊社|共同|時事"
    r"|연합뉴스|뉴시스|뉴스1|रॉयटर्स|एएफपी|एएनआई|গেটি|এএফপি|รอยเตอร์|רויטרס|ロイター|アフロ|中央社|法新社|路透|美联社|美聯社"
)
"""Names and words of who provides pictures."""
