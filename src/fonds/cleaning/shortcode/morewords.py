"""More words of shortcodes, spelled as in ``lexicon``: of players, builders and widgets.

Each list follows the languages of Europe, then those of the Near East, India, the Far East, Africa.
"""

TAGS = {
    "audio": """
        sonido som suono fichier_audio archivo_de_audio geluid geluidsfragment ljud ljudfil lyd
        lydfil lydklip lydklipp aani aanitiedosto hljod* hang hangfajl hanganyag zvuk zvucni* zvok
        garsas garso* skana skaņa heli helifail tinguj audioa so fuaim sain звук* звуков* гук*
        аудыё дыбыс* үн ovoz* səs səsli дуу صدا صداي صوتی آواز اڈيو ধ্বনি* शब्द_ध्वनि ध्वनि* ध्वनी*
        ශබ්ද* සංගීත* សំឡេង* suara tunog umsindo 音頻 音响 声音 聲音 소리
    """,
    "video": """
        videofilm videoklip* videosnimk* filmik bideo bideoa fideo fisean myndband* myndskeid*
        vaizdo_irasas vaizdo* відэа* відеозапис* видеозапис* видеоролик* ролик* бейне* ويڈيو
        चलचित्र* দৃশ্য* 视频播放器 动画 影音 映像 영상
    """,
    "gallery": """
        galerie_photos galerie_dimages galeria_de_fotos galeria_de_imagenes galeria_de_imagens
        galleria_fotografica galleria_di_immagini fotogalerij bildgalleri billedgalleri bildegalleri
        kuvagalleria kepgaleria keptar fotogalerija pildigalerii foto_galeri фотогалере* نگارخانه
        گيلري תמונות_גלריה ചിത്രശാല* படத்தொகுப்பு* 照片库 图片库 写真集 사진첩 bo_anh
    """,
    "playlist": """
        lista_di_riproduzione scaletta llista_de_reproduccio afspeellijst spellista spilleliste
        afspilningsliste soittolista lagalisti lista_odtwarzania playlista seznam_skladeb
        zoznam_skladieb seznam_predvajanja popis_za_reprodukciju lista_za_reprodukciju
        lejatszasi_lista lista_de_redare grojarastis atskanosanas_saraksts esitusloend
        список_воспроизведения список_відтворення списък_за_изпълнение листа_за_репродукцију
        λιστα_αναπαραγωγης calma_listesi oynatma_listesi רשימת_השמעה פלייליסט ليست_پخش فهرست_پخش
        پلے_لسٹ प्लेलिस्ट* প্লেলিস্ট* பிளேலிஸ்ட்* ప్లేజాబితా* ప్లేలిస్ట్* ಪ್ಲೇಪಟ್ಟಿ* പ്ലേലിസ്റ്റ്*
        เพลย์ลิสต์* senarai_main orodha_ya_kucheza ойнату_тізімі 播放清单 再生リスト 再生一覧
    """,
    "column-text": """
        spaltentext* kolomtekst* kolumntext* kolonnetekst* spaltetekst* palstateksti* oszlopszoveg*
    """,
    "contact-field": """
        contact_field kontaktfeld* kontakt_feld champ_de_contact champ_contact campo_de_contacto
        campo_contacto campo_de_contato campo_di_contatto contactveld* kontaktfalt* kontaktfelt*
        pole_kontaktowe поле_контакта контактное_поле контактне_поле حقل_الاتصال حقل_اتصال
        שדה_יצירת_קשר संपर्क_फ़ील्ड संपर्क_फील्ड 联系字段 聯絡欄位 お問い合わせフィールド 連絡先フィールド
        コンタクトフィールド 문의_필드 연락처_필드 iletisim_alani bidang_kontak truong_lien_he
        πεδιο_επικοινωνιας kenttä_yhteys
    """,
    "one_half": """
        one_half una_mitad mitad_columna media_columna une_moitie un_demi demi_colonne uma_metade
        meia_coluna una_meta mezza_colonna ein_halb eine_halfte halbe_spalte een_helft halve_kolom
        en_halva halv_kolumn en_halvdel halv_kolonne puolikas puoli_palstaa jedna_polowa
        pol_kolumny jedna_polovina polovina_sloupce pol_sloupce jedna_polovica pola_kolone
        egy_fel fel_oszlop o_jumatate jumatate_coloana ενα_μισο μισο μιση_στηλη одна_половина
        половина_колонки пол_колонки половина_столбца одна_вторая половина_стовпця
        една_половина yarim_sutun bir_yarim yarim חצי_עמודה מחצית نصف_عمود نصف_العمود
        نيم_ستون आधा_कॉलम आधा_स्तंभ অর্ধেক_কলাম ครึ่งคอลัมน์ ครึ่งหนึ่ง 二分之一 半栏 半列 半欄
        半カラム 半分 절반 반_열 nua_cot mot_nua setengah_kolom setengah_lajur separuh nusu_safu
        setengah
    """,
    "one_third": """
        one_third un_tercio un_tiers um_terco un_terzo ein_drittel een_derde en_tredjedel
        yksi_kolmasosa jedna_trzecia jedna_tretina egy_harmad o_treime ενα_τριτο одна_треть
        треть_колонки одна_третина una_terza ucte_bir bir_bolu_uc שליש ثلث एक_तिहाई
        এক_তৃতীয়াংশ หนึ่งในสาม 三分之一 三分の一 삼분의_일 mot_phan_ba sepertiga satu_pertiga
        theluthi_moja
    """,
    "two_third": """
        dos_tercios deux_tiers dois_tercos due_terzi zwei_drittel twee_derde tva_tredjedelar
        kaksi_kolmasosaa dwie_trzecie dve_tretiny ket_harmad doua_treimi δυο_τριτα две_трети
        дві_третини ucte_iki שני_שלישים ثلثين ثلثان दो_तिहाई สองในสาม 三分之二 三分の二
        삼분의_이 hai_phan_ba dua_pertiga
    """,
    "youtube": """
        يوتيوب يوتوب یوتیوب ютуб* ютюб* ютьюб* 유튜브 ユーチューブ 优兔 油管 यूट्यूब* यूटूब ইউটিউব*
        ยูทูบ ยูทูป יוטיוב יוטוב γιουτιουμπ* யூடியூப்* యూట్యూబ్* ಯೂಟ್ಯೂಬ್* യൂട്യൂബ്* યુટ્યુબ*
        ਯੂਟਿਊਬ* იუთუბ* յութուբ* ዩቲዩብ*
    """,
    "vimeo": """
        فيميو ويميو вимео* 비메오 ヴィメオ विमियो* วีเมโอ וימאו βιμεο*
    """,
    "embed": """
        osadz* embutir embutido embeber
        insertar insertado insercion embebido inserer integration insluiten invoegen ingesloten
        badda_in inbaddad indlejr* innebygd bygg_inn upota upotus upotettu osadzenie osadzony
        vlozit vlozene vlozeni vlozenie beagyaz* incorporare incorporati inglobat umetni ugradi
        ugradeno vdelaj vgradi iterpti iegult* manusta* txertatu incrusta вграден* вгради
        вбудован* встроен* вставк* встраивани* уграђен* угради ενσωματωσ* yerlestir* gom gomulu
        הטמע* مضمن ايمبيڈ এমবেড* உட்பொதி* పొందుపరచు* ఎంబెడ్* ฝัง benamkan disematkan
        嵌入式 内嵌 內嵌 埋込 임베디드
    """,
    "button": """
        gomb nyomogomb painike nappi nupp mygtuk* poga gumb dugmad botoi botoia hnappur knoppie
        butoni butono botwm cnaipe бутон* копче дугме кнопочк* түйме* баскыч* товч* tugma
        tugmacha duymə بٹن تڼۍ دوگمه பொத்தான்* బటన్* ಬಟನ್* ബട്ടൺ* બટન* ਬਟਨ* බොත්තම* ခလုတ်*
        ប៊ូតុង* ປຸ່ມ ღილაკ* կոճակ* አዝራር* butang pindutan inkinobho maballi botini badhan
        knop_link schalter 按键 按鍵 押しボタン 단추
    """,
    "form": """
        skema blankett obrazec obrazac veidlapa vorm ankeet anketa shakl нысан* маягт образац
        анкет* foirm ffurflen فارم فورم formulari*
    """,
    "map": """
        kartta zemelapis žemelapis zemljevid harta* google_maps mapka mape kartenansicht plan_dacces
        мапа نقشہ வரைபடம்* మ్యాప్* ನಕ್ಷೆ* മാപ്പ് ഭൂപടം* નકશો* ਨਕਸ਼ਾ* සිතියම* မြေပုံ* ផែនទី*
        ແຜນທີ່ რუკა* քարտեզ* ካርታ* xarita* xəritə* газрын_зураг learscail landakort taswirar
        谷歌地图 谷歌地圖 グーグルマップ 구글_지도
    """,
    "toggle": """
        desplegable conmutar interruptor alternador alternancia depliant aufklapp* einklapp*
        ausklapp* umschalter schakel* uitklap* interruttore espandi przelacz* rozwin rozwijan*
        prepina* prepnout rozbalit* vaxla vaxling fallbar skift veksle vaihda vaihto valto
        kapcsolo* lenyilo comuta comutare preklop* prebaci perjungti parslegt luliti превключ*
        переключ* перемикач* перемкн* пребац* розгорн* разверн* спойлер* εναλλαγ* acilir החלפ*
        החלף ٹوگل टॉगल* টগল* நிலைமாற்று* టోగుల్* ಟಾಗಲ್* ടോഗിൾ* สลับ chuyen_doi beralih togol
        geuza 折叠 摺疊 切換 展开 展開 開閉 折りたたみ 전환 접기
    """,
    "quote": """
        zitierung navedek tsitaat citata citats tilvitnun iqtibos дәйексөз* மேற்கோள்* కోట్*
        ಉಲ್ಲೇಖ* ഉദ്ധരണി* અવતરણ* ਹਵਾਲਾ* උපුටා* ကိုးကား* សម្រង់* ციტატა* մեջբերում* ጥቅስ* aipu*
        dyfyniad petikan sipi dondoo aforizm
    """,
    "row": """
        række rekke rida eilute rinda vrstica redak lerro errenkada randul rresht* qator* қатар*
        sətir رديف قطار வரிசை* వరుస* ಸಾಲು* വരി* પંક્તિ* ਕਤਾਰ* පේළි* အတန်း* ជួរដេក* ແຖວ რიგ* տող*
        ረድፍ* rhes sraith
    """,
    "column": """
        veerg tulp stulpelis kolonna stolpec stupac stubac zutabe kolone* ustun баған* багана*
        کالم நெடுவரிசை* నిలువు* కాలమ్* ಕಾಲಮ್* കോളം* നിര કૉલમ* ਕਾਲਮ* තීරු* ကော်လံ* ជួរឈរ* ຖັນ სვეტ*
        սյունակ* አምድ* dalkur colofn coluin lajur haligi
    """,
    "section": """
        osio szakasz szekcio seksjon avsnitt sektsioon skyrius sadala odsek razdelek sectiune
        seksion* bo'lim* одељак* бөлім* хэсэг* bölmə سيکشن பிரிவு* విభాగం* ವಿಭಾಗ* വിഭാഗം* વિભાગ*
        ਭਾਗ* කොටස* အပိုင်း* ផ្នែក* ພາກ სექცია* բաժին* ክፍል* seccio atal adran seksyen seksyon
    """,
    "related_posts": """
        articles_lies articles_connexes articles_similaires articles_associes
        publications_associees publications_connexes messages_associes entradas_relacionadas
        articulos_relacionados publicaciones_relacionadas noticias_relacionadas
        publicacoes_relacionadas artigos_relacionados posts_relacionados postagens_relacionadas
        articoli_correlati post_correlati articoli_simili verwandte_beitrage ahnliche_beitrage
        verwandte_artikel ahnliche_artikel zugehorige_beitrage gerelateerde_berichten
        gerelateerde_artikelen relaterade_inlagg relaterade_artiklar relaterede_indlaeg
        relaterede_indlæg relaterede_artikler relaterte_innlegg relaterte_artikler
        aiheeseen_liittyvat_artikkelit liittyvat_artikkelit liittyvat_julkaisut powiazane_wpisy
        powiazane_posty powiazane_artykuly podobne_wpisy souvisejici_clanky
        souvisejici_prispevky suvisiace_clanky suvisiace_prispevky kapcsolodo_bejegyzesek
        kapcsolodo_cikkek articole_similare articole_conexe postari_similare povezani_clanci
        povezane_objave sorodni_prispevki povezani_prispevki susije_irasai susije_straipsniai
        saistitie_raksti seotud_postitused seotud_artiklid entrades_relacionades
        articles_relacionats похожие_записи связанные_записи похожие_статьи связанные_статьи
        связанные_посты похожие_публикации связанные_публикации схожі_записи пов'язані_записи
        пов’язані_записи схожі_статті схожі_публікації пов'язані_дописи пов’язані_дописи
        свързани_публикации свързани_статии подобни_статии повезани_чланци сличні_чланци
        σχετικα_αρθρα σχετικες_δημοσιευσεις σχετικες_αναρτησεις ilgili_yazilar ilgili_gonderiler
        ilgili_makaleler benzer_yazilar פוסטים_קשורים מאמרים_קשורים כתבות_קשורות
        مقالات_ذات_صله منشورات_ذات_صله مشاركات_ذات_صله المقالات_ذات_الصله المنشورات_ذات_الصله
        المشاركات_ذات_الصله مواضيع_ذات_صله مطالب_مرتبط نوشته_هاي_مرتبط پست_هاي_مرتبط
        مقالات_مرتبط متعلقہ_پوسٹس متعلقہ_مضامين संबंधित_पोस्ट संबंधित_लेख সম্পর্কিত_পোস্ট
        সম্পর্কিত_নিবন্ধ தொடர்புடைய_இடுகைகள் தொடர்புடைய_பதிவுகள் సంబంధిత_పోస్ట్లు
        โพสต์ที่เกี่ยวข้อง บทความที่เกี่ยวข้อง 相关文章 相關文章 相关帖子 相關貼文 相关日志 関連記事
        関連投稿 관련_글 관련글 관련_게시물 관련_기사
        bai_viet_lien_quan postingan_terkait artikel_terkait pos_terkait
        siaran_berkaitan machapisho_yanayohusiana makala_zinazohusiana kaugnay_na_mga_post
        lotutako_argitalpenak ұқсас_жазбалар tegishli_postlar დაკავშირებული_პოსტები
        առնչվող_գրառումներ
    """,
    "newsletter": """
        infolettre lettre_d'information lettre_d’information boletin boletin_informativo boletim
        boletim_informativo notiziario nieuwsbrief nyhetsbrev nyhedsbrev uutiskirje biuletyn
        zpravodaj spravodaj hirlevel buletin buletin_informativ naujienlaiskis jaunumu_vestule
        uudiskiri e-novice e_novice novicke bilten butlleti buletina cylchlythyr nuachtlitir
        frettabref рассылк* бюлетин* розсилк* билтен* ενημερωτικο_δελτιο bulten e-bulten e_bulten
        ניוזלטר* النشره_الاخباريه النشره_البريديه نشره_اخباريه نشره_بريديه خبرنامه نيوزليٹر
        न्यूज़लेटर* न्यूजलेटर* নিউজলেটার* செய்திமடல்* వార్తాలేఖ* ಸುದ್ದಿಪತ್ರ* വാർത്താക്കുറിപ്പ്* จดหมายข่าว
        ニュースレター メールマガジン メルマガ 通讯 通訊 电子报 電子報 新闻通讯 简报 뉴스레터
        ban_tin surat_berita
        jarida_letu newsletter-formular
    """,
}
"""Standard name of a tag, and further words for it."""

KEYS = {
    "id": """
        tunnus id-numero numero_id vardas_id
    """,
    "ids": """
        tunnisteet tunnukset id-uri id-er id-ene id-ak id-k id-s azonositok identifikatorer
        identifikatory identifikatori identifikatoru identifikatoriai id-kaart идентификатори
        идентификаторов маърифлар 识别码列表 ID一覧
    """,
    "zoom": """
        zoom ampliacion ampliacao ingrandimento vergrosserung vergroting forstoring zoomniveau
        powiekszenie priblizeni nagyitas масштаб* увеличени* мащаб* μεγεθυνση yakinlastirma זום
        تكبير بزرگنمايي ज़ूम* जूम* জুম* ซูม 缩放 縮放 ズーム 확대 thu_phong perbesaran
    """,
    "latitude": """
        latitude latitud latitudine breitengrad breedtegraad bredegrad szerokosc_geograficzna
        zemepisna_sirka szelessegi_fok широта географическая_широта γεωγραφικο_πλατος enlem קו_רוחב
        خط_العرض عرض_جغرافيايي अक्षांश* অক্ষাংশ* ละติจูด 纬度 緯度 위도 vi_do lintang
    """,
    "longitude": """
        longitude longitud longitudine langengrad lengtegraad laengdegrad
        dlugosc_geograficzna zemepisna_delka hosszusagi_fok долгота довгота γεωγραφικο_μηκος boylam
        קו_אורך خط_الطول طول_جغرافيايي देशांतर* দ্রাঘিমাংশ* ลองจิจูด 经度 經度 경도 kinh_do bujur
    """,
    "preload": """
        preload prechargement precarga pre-carregamento precaricamento vorladen vooraf_laden
        forladda предзагрузк* تحميل_مسبق 预加载 預先載入 プリロード 미리_로드
    """,
    "category": """
        категорі* катэгоры* категорија* kategorij* luokka osasto kategooria kategorio kateqoriya
        санат turkum ангилал κατηγορι* קטגורי* زمره کيٹيگري வகை* వర్గం* ವರ್ಗ* വിഭാഗം* શ્રેણી* ਸ਼੍ਰੇਣੀ*
        კატეგორი* կատեգորի* ምድብ*
    """,
    "number": """
        antal antall lukumaara maara szam darab numar numarul broj stevilo skaits skaicius arv
        kolicina cantidad quantidade quantita menge hoeveelheid mangd ποσοτητα adet miktar כמות
        كميه کميت قيمت_عددی саны soni тоо எண்ணிக்கை* సంఖ్య* ಸಂಖ್ಯೆ* എണ്ണം* સંખ્યા* ਗਿਣਤੀ* რაოდენობ*
        քանակ* ቁጥር* 個数 件数 表示件数 个数 條數 条数 개수
    """,
    "title": """
        rubrik overskrift otsikon heading_text ingress
    """,
    "order": """
        rendezes jarjestys ordning rekkefolge rækkefølge rekkefølge redoslijed redosled vrstni_red
        tvarka seciba jarjekord сортировк* сортуванн* подредб* ταξινομηση ordering sortering
        sorrend sortierung_nach 並び順 정렬순서
    """,
    "color": """
        spalva krasa varv boja barve krāsa түс* rang өнгө rəng நிறம்* రంగు* ಬಣ್ಣ* നിറം* રંગ* ਰੰਗ*
        ფერ* գույն* ቀለም* kulay
    """,
    "limit": """
        limit* raja korlat grens granica omejitev riba piirang όριο ορι* sinir מגבל* سقف
    """,
    "speed": """
        speed vitesse velocidad velocidade velocita geschwindigkeit snelheid hastighet hastighed
        nopeus predkosc rychlost sebesseg viteza скорост* швидкіст* брзина ταχυτητα hiz מהירות
        سرعه سرعت गति* গতি* ความเร็ว 速度 スピード 속도 toc_do kecepatan
    """,
    "author": """
        author auteur autor autore verfasser forfattare forfatter kirjoittaja szerzo автор*
        συγγραφεας yazar מחבר كاتب نويسنده लेखक* লেখক* ผู้เขียน 作者 著者 작성자 저자 tac_gia penulis
        mwandishi
    """,
    "open": """
        open ouvert abierto aberto aperto offen geoffnet oppen aben apen auki otwart* otevren*
        nyitva deschis открыт* відкрит* отворен* ανοιχτο acik פתוח مفتوح खुला* খোলা 打开
        開く 열림
    """,
    "thumbnails": """
        thumbnails thumbnail miniatures miniaturas miniature vorschaubilder vorschaubild
        miniaturer miniatyrer pikkukuvat miniatury nahledy belyegkepek миниатюр* мініатюр*
        μικρογραφιες kucuk_resimler صور_مصغره 缩略图 縮圖 サムネイル 썸네일
    """,
    "layout": """
        layout disposition disposicion disposicao disposizione anordnung indeling asettelu uklad
        rozlozeni elrendezes макет* διαταξη duzen تخطيط چيدمان פריסה लेआउट* 布局 版面 レイアウト
        레이아웃
    """,
    "stars": """
        stars etoiles estrellas estrelas stelle sterne sterren stjernor stjerner tahdet gwiazdki
        gwiazdek hvezdicky csillagok stele звезд* звёзд* зірок зірки αστερια yildiz כוכבים نجوم
        ستاره सितारे तारे তারা ดาว 星级 星 星数 별점 sao bintang nyota
    """,
}
"""Standard name of an attribute, and further words for it."""
