"""Words of shortcodes in the languages that translation engines turn them into.

Only names what was lifted, and adds a little to a score; what is not here is still found by
shape. An entry ending in ``*`` stands for all words that begin so; ``_`` joins words of a phrase.
Latin words stand without accents, Arabic ones without article, hamza and vowel signs.
"""

TAGS = {
    "caption": """
        caption captions legende* legenda leyenda pie_de_foto pie_de_imagen titulo
        subtitulo titre sous-titre didascalia titolo sottotitolo bildunterschrift*
        beschriftung* untertitel titel bildtext onderschrift bijschrift billedtekst
        bildetekst rubrik kuvateksti otsikko подпис* заголовок* титр* субтитр* надпис*
        підпис* заголовк* натпис* наслов* надпис napis* podpis* tytul* titulek* popisek
        popis* titulok potpis* naslov* natpis* antraste* virsraksts pealkiri felirat*
        keparas* kepalairas* cim baslik* altyazi resim_yazisi aciklama* λεζαντα* τιτλος*
        υποτιτλ* تسميه توضيحيه تسميه_توضيحيه تعليق* عنوان شرح زيرنويس کپشن كپشن توضيح*
        سرخي کيپشن كيتوב כיתוב* כותרת* כתובית* शीर्षक* कैप्शन* अनुशीर्षक* शीर्षिका
        ক্যাপশন* শিরোনাম* தலைப்பு* శీర్షిక* కాప్షన్* ಶೀರ್ಷಿಕೆ* മേൽക്കുറിപ്പ്*
        അടിക്കുറിപ്പ്* શીર્ષક* કૅપ્શન* ਸਿਰਲੇਖ* ਕੈਪਸ਼ਨ* මාතෘකාව* คำบรรยาย* คำอธิบายภาพ
        คำบรรยายภาพ แคปชั่น ชื่อเรื่อง 标题 标題 標題 字幕 说明 說明 图注 圖註 图片说明
        圖片說明 说明文字 說明文字 题注 題註 图题 キャプション タイトル 見出し 説明 캡션
        자막 제목 설명 표제 chu_thich phu_de tieu_de keterangan takarir judul teks kapsyen
        maelezo kichwa manukuu maelezo_mafupi bayani taken taken_hoto akole maqaa cinwaan*
        qoraal መግለጫ* ርዕስ* არწერა წარწერა* სათაური* մակագիր* վերնագիր* titull* mbishkrim*
        titlu* legendei subtitrar* titol* llegenda izenburu* epigraf* sarlavha izoh
        тақырып* жазу titulli burtumynd myndatexti texti captionn altbilgi basligi basliq*
        ကပ်ရှင် ခေါင်းစဉ် ចំណងជើង ຄຳບັນຍາຍ caption_id hoofstuk titelo priskribo ចំណងជើង*
        ចំណងជើងរូបភាព စာတန်း* ခေါင်းစီး* සිරස්තල* ශීර්ෂ* ຄຳບັນຍາຍ* ຫົວຂໍ້* मथळा* ഉപശീർഷകം*
        ശീർഷകം* అనుసూచిక* başlığı baslıgı sernav* nivîs عنوان_تصوير سرليک* سرليك* عنوانات*
        ماۋزۇ* гарчиг* аталышы* сарлавҳа* унвон* титул* paveiksl* allkiri paraksts
        myndatextar teideal* pennawd* lezenda lenda* titolo* keterangan_gambar katitikan
        ulo_ng_larawan paglalarawan kapsyon kapsiyon caption-id isihloko umbhalo isiqalo
        ọ̀rọ̀_àkòrí nkọwa_foto nkowa isiokwu mwambo mutu_wankhani ibijyanye ibisobanuro
        onderskrif* byskrif* bildunterschriften legende_photo legendes epigrafe titolino
        altyazı zdjecie_podpis nazwa_zdjecia kepterites katalogus
    """,
    "gallery": """
        gallery galerie* galeria* galleria* galeri* galerij galleri* галере* галери* معرض*
        گالري* گالری* גלריה* गैलरी* गेलरी গ্যালারি* கேலரி* గ్యాలరీ* แกลเลอรี* แกลเลอรี่
        画廊 畫廊 图库 圖庫 相册 相簿 图集 画廊集 ギャラリー 갤러리 thu_vien thu_vien_anh
        bo_suu_tap galeri_foto matunzio nyumba_ya_sanaa γκαλερι* συλλογη* bildergalerie
        fotogalerie fotogaleri* ማዕከለ-ስዕላት გალერეა* պատկերասրահ* ማዕከለ ስዕላት ਗੈਲਰੀ* ગેલેરી*
        ಗ್ಯಾಲರಿ* ഗ്യാലറി* ගැලරිය* ပြခန်း* វិចិត្រសាល* ຮູບພາບ* галерэя* qalereya* galereya*
        galeriia* galerija* galerii* mynasafn* oriel* dánlann
    """,
    "audio": """
        audio аудио* аудіо* صوت* صوتي שמע אודיו* ऑडियो* অডিও* ออดิโอ เสียง 音频 音訊
        オーディオ 音声 오디오 am_thanh sauti ses ηχος* dzwiek* აუდიო* ኦዲዮ* ድምጽ* աուդիո*
        ਆਡੀਓ* ઓડિયો* ஆடியோ* ఆడియో* ಆಡಿಯೊ* ഓഡിയോ* ශ්‍රව්‍ය* အသံ* អូឌីយ៉ូ* ສຽງ*
    """,
    "video": """
        video videos видео* відео* فيديو* ويديو* ویدیو* וידאו* סרטון* वीडियो* ভিডিও*
        วิดีโอ* วีดีโอ 视频 影片 視頻 ビデオ 動画 비디오 동영상 βιντεο* wideo film ვიდეო*
        ቪዲዮ* վիդեո* ਵੀਡੀਓ* વિડિઓ* વીડિયો* வீடியோ* కాణొళి* వీడియో* ವೀಡಿಯೊ* വീഡിയോ* වීඩියෝ*
        ဗီဒီယို* វីដេអូ* ວິດີໂອ* видеоклип*
    """,
    "playlist": """
        playlist плейлист* wiedergabeliste liste_de_lecture lista_de_reproduccion
        lista_de_reproducao قائمه_تشغيل قائمه_التشغيل 播放列表 播放清單 プレイリスト
        재생목록 재생_목록 danh_sach_phat daftar_putar
    """,
    "embed": """
        embed incorporer integrer incrustar incorporar einbetten eingebettet inbaddn
        incorpora вставить встроить встав* вбудувати تضمين جاسازي הטמע הטמעה एम्बेड
        एम्बेड_करें 嵌入 埋め込み 埋め込む 임베드 삽입 nhung sematkan pachika gomme osadz
        вграждане
    """,
    "image": """
        image imagen imagem immagine bild* foto afbeelding obraz* obrazek изображен*
        картинк* зображен* صوره تصوير תמונה* छवि* चित्र* ছবি* รูปภาพ ภาพ 图片 圖片 图像
        圖像 画像 이미지 사진 hinh_anh gambar picha εικονα* resim goruntu kep kuva
    """,
    "form": """
        form formulaire* formular* formulario* modulo formulier* formulaer* formularz*
        форм* نموذج* فرم* טופס* फॉर्म* फ़ॉर्म* ফর্ম* แบบฟอร์ม 表单 表單 フォーム 양식 폼
        bieu_mau formulir borang fomu φορμα* skjema lomake urlap ფორმა* ቅጽ* ձև ձևաթուղթ*
        ਫਾਰਮ* ફોર્મ* படிவம்* ఫారం* ఫారమ్* ನಮೂನೆ* ഫോം* පෝරම* ဖောင်* ទម្រង់* ແບບຟອມ*
    """,
    "contact-form": """
        contact-form contact_form kontaktformular* formulaire_de_contact
        formulario_de_contacto formulario_de_contato modulo_di_contatto contactformulier
        kontaktformulaer formularz_kontaktowy контактная_форма форма_обратной_связи
        форма_связи контактна_форма نموذج_اتصال نموذج_الاتصال فرم_تماس טופס_יצירת_קשר
        संपर्क_फ़ॉर्म संपर्क_फॉर्म แบบฟอร์มการติดต่อ แบบฟอร์มติดต่อ 联系表单 联系表格
        聯絡表單 联系方式表单 コンタクトフォーム お問い合わせフォーム 問い合わせフォーム
        문의_양식 연락처_양식 문의양식 bieu_mau_lien_he formulir_kontak borang_hubungan
        fomu_ya_mawasiliano iletisim_formu φορμα_επικοινωνιας kontaktskjema
        yhteydenottolomake kapcsolatfelveteli_urlap
    """,
    "contact": """
        contact contacto contato contatto kontakt* رابطه رابطہ যোগাযোগ*
        harremanet* cyswllt teagmhail* kontakto yhteystied* kapcsolat* susisiek* sazin* snerting
        hafa_samband stik* aloqa байланыс* холбоо ulanish baglan* bog'lan* contacte
        тамос* kuntatt* wasiliana kan_si kpọtụrụ xhumana oxhumana контакт* اتصال تماس קשר संपर्क ติดต่อ
        联系 聯絡 連絡 連絡先 문의 연락처 lien_he kontak mawasiliano iletisim επικοινωνια*
        საკონტაქტო* የመገናኛ* መገናኛ* կապի կապ ਸੰਪਰਕ* સંપર્ક* தொடர்பு* సంప్రదింపు* ಸಂಪರ್ಕ*
        ബന്ധപ്പെടുക* සම්බන්ධතා* ဆက်သွယ်* ទំនាក់ទំនង* ຕິດຕໍ່*
    """,
    "button": """
        button bouton* boton botao pulsante bottone schaltflache taste knopf knop knap
        knapp przycisk* tlacitko tlacidlo кнопк* زر دكمه دکمه כפתור बटन* বোতাম ปุ่ม 按钮
        按鈕 ボタン 버튼 nut tombol kitufe κουμπι* dugme buton*
    """,
    "row": """
        row rangee ligne fila linha riga zeile reihe rij raekke rad wiersz* rzad radek
        riadok строк* ряд* рядок صف سطر שורה* पंक्ति* সারি แถว 行 列行 行列 행 hang baris
        safu_mlalo satir σειρα* γραμμη* rand sor rivi
    """,
    "column": """
        column colonne* columna coluna colonna spalte kolom kolonne kolumn kolumna*
        sloupec stlpec столб* колонк* колон* стовп* عمود ستون עמודה* स्तंभ* कॉलम* কলাম
        คอลัมน์ 列 栏 欄 カラム 열 칼럼 cot safu safuwima sutun στηλη* oszlop sarake
        coloana
    """,
    "text": """
        text texte texto testo tekst* текст* نص متن טקסט* पाठ* टेक्स्ट* টেক্সট ข้อความ
        文本 文字 テキスト 텍스트 van_ban teks maandishi metin κειμενο* szoveg teksti
    """,
    "title": """
        title
    """,
    "heading": """
        heading en-tete entete encabezado cabecalho intestazione uberschrift kop naglowek*
        nadpis заголов* عنوان_رئيسي כותרת_ראשית शीर्षक หัวข้อ 标题 標題 見出し 제목
        tieu_de judul kichwa baslik επικεφαλιδα*
    """,
    "quote": """
        quote citation cita citacao citazione zitat citaat citat* cytat* цитат* اقتباس
        نقل_قول ציטוט* उद्धरण* উদ্ধৃতি คำพูด 引用 引述 인용 인용문 trich_dan kutipan nukuu
        alinti παραθεση* idezet lainaus
    """,
    "code": """
        code codigo codice kod* код* كود رمز كد کد קוד* कोड* কোড โค้ด รหัส 代码 代碼
        コード 코드 ma msimbo κωδικας* koodi
    """,
    "map": """
        map carte mapa* mappa karte* kaart kort karta карт* мап* خريطه نقشه מפה* नक्शा*
        मानचित्र* মানচিত্র แผนที่ 地图 地圖 マップ 지도 ban_do peta ramani harita χαρτης*
        terkep
    """,
    "slider": """
        slider slideshow diaporama presentacion carrusel diashow слайдер* слайд-шоу
        слайдшоу شريط_تمرير اسلايدر स्लाइडर* สไลเดอร์ 滑块 幻灯片 輪播 スライダー 슬라이더
    """,
    "tab": """
        tab onglet* pestana aba scheda reiter registerkarte* tabblad fane zakladk* pestany*
        karteireiter flik fanebla*
        valilehti välilehti zalozk* kartica* jezicak таб
        закладк* картичка картиц* καρτελ* sekme* لسان_التبويب تبويب* برگه لשונית* לשונית*
        ट्याब* ট্যাব* தாவல்* ట్యాబ్* ಟ್ಯಾಬ್* ടാബ്* ટૅબ* ਟੈਬ* ටැබ* แถบ ແຖບ តាប തബ് ჩანართ* ներդիր*
        ትር kichupo tab_skeda skeda* lipsnelis* cilne* vahekaart* tabulador pestanya* erlaitz*
        karta_okna вкладк* علامه_تبويب زبانه כרטיסיה* टैब* แท็บ 选项卡 標籤頁 标签页 タブ
        탭
    """,
    "tabs": """
        tabs onglets pestanas abas schede вкладки registerkarten reiterkarten tabbladen flikar
        faner valilehdet zakladki zalozky kartice jezicci fulek закладки картички καρτελες
        sekmeler علامات_التبويب تبويبات زبانه_ها زبانه‌ها לשוניות כרטיסיות टैब्स 选项卡组 选项卡集
        標籤組 タブ一覧 탭_목록 cac_tab vichupo lipsneliai cilnes vahekaardid pestanyes
    """,
    "accordion": """
        accordion accordeon acordeon acordeao fisarmonica akkordeon аккордеон* اكورديون
        ziehharmonika akordeon* dragspel trekkspill haitari
        акордеон* хармоника ακορντεον* akordiyon أكورديون آكاردئون אקורדיון* একর্ডিয়ন หีบเพลง
        आकॉर्डियन 手风琴 手風琴 アコーディオン 아코디언
    """,
    "section": """
        section seccion secao sezione abschnitt bereich sectie sektion sekcja* sekce
        раздел* секци* قسم بخش מקטע* अनुभाग* বিভাগ ส่วน 部分 章节 节 区段 セクション 섹션
        phan bagian sehemu bolum τμημα* ενοτητα*
    """,
    "box": """
        box boite caja caixa scatola kasten feld kader boks pudelko блок* коробк* صندوق
        مربع جعبه תיבה* डिब्बा बॉक्स* กล่อง 框 盒子 方框 ボックス 상자 박스 hop kotak
        sanduku kutu κουτι*
    """,
    "note": """
        note nota notiz hinweis notitie notat notatka poznamka примечани* заметк* ملاحظه
        يادداشت הערה* टिप्पणी* नोट* หมายเหตุ 注意 备注 注释 筆記 ノート 注記 노트 메모
        ghi_chu catatan dokezo not σημειωση*
    """,
    "icon": """
        icon icone icono icona symbol ikona ikon* значок* иконк* ايقونه آيكون סמל* आइकन*
        ไอคอน 图标 圖示 アイコン 아이콘 bieu_tuong ikoni εικονιδιο*
    """,
    "separator": """
        separator separateur separador separatore trennlinie trenner разделител* فاصل
        جداكننده מפריד* विभाजक* ตัวคั่น 分隔符 分隔线 分隔 区切り 구분선 구분_기호
    """,
    "empty": """
        empty vide vacio vazio vuoto leer leeg tom pust* prazdn* пуст* فارغ خالي ריק*
        खाली* ว่างเปล่า 空 空的 빈 trong kosong tupu bos κενο*
    """,
    "space": """
        space espace espacio espaco spazio abstand raum ruimte przestrzen prostor
        пространств* пробел* مسافه فضا רווח* स्थान* พื้นที่ 空间 空白 间距 空間 スペース
        공간 khoang_trang ruang nafasi bosluk χωρος*
    """,
    "inner": """
        inner interieur interne interno interior inneres innen intern wewnetrzn* vnitrni
        внутренн* внутрішн* داخلي فنימי פנימי* भीतरी* आंतरिक* ภายใน 内部 內部 内 内部的
        内側 내부 ben_trong dalam ndani ic εσωτερικ*
    """,
    "single": """
        single unique unico einzeln* enkele pojedyncz* один* одиночн* مفرد واحد تك יחיד*
        एकल* เดี่ยว 单 單 单个 シングル 단일 don tunggal moja tek μονο*
    """,
    "custom": """
        custom personnalise personalizado personalizzato benutzerdefiniert* aangepast*
        niestandardow* vlastni пользовательск* مخصص سفارشي מותאם* कस्टम* กำหนดเอง 自定义
        自訂 カスタム 사용자_지정 맞춤 tuy_chinh kustom maalum ozel προσαρμοσμεν*
    """,
    "builder": """
        builder constructeur constructor construtor costruttore ersteller baukasten
        строител* конструктор* منشئ سازنده בונה* बिल्डर* ผู้สร้าง 构建器 建造者 建设者
        ビルダー 빌더
    """,
    "container": """
        container conteneur contenedor recipiente contenitore behalter kontener*
        контейнер* حاويه مخزن מיכל* कंटेनर* คอนเทนเนอร์ 容器 コンテナ コンテナー 컨테이너
    """,
    "list": """
        list liste lista listado elenco lijst список* قائمه فهرست רשימה* सूची* รายการ 列表
        清單 リスト 목록 리스트 danh_sach daftar orodha λιστα*
    """,
    "table": """
        tabulk* tabuľk*
        table tableau tabla tabela tabella tabelle tabel таблиц* جدول טבלה* तालिका* टेबल*
        ตาราง 表 表格 テーブル 표 테이블 bang meza tablo πινακας*
    """,
    "page": """
        page pagina seite side strona stranka страниц* сторінк* صفحه דף עמוד_דף पृष्ठ*
        पेज* หน้า 页面 頁面 ページ 페이지 trang halaman ukurasa sayfa σελιδα*
    """,
    "item": """
        item element elemento articulo pozycja polozka элемент* عنصر مورد פריט* आइटम*
        รายการย่อย 项目 項目 アイテム 항목
    """,
    "field": """
        field champ campo feld veld felt pole поле* حقل فيلد שדה* फ़ील्ड* ฟิลด์ 字段 欄位
        フィールド 필드
    """,
    "with": """
        with avec con com mit met med z s с з مع با עם के_साथ साथ กับ 与 带 と 와 voi
        dengan na ile με
    """,
    "block": """
        block bloc bloque bloco blocco baustein blok блок* كتله بلوك בלוק* ब्लॉक* บล็อก 块
        區塊 区块 ブロック 블록 khoi
    """,
    "highlight": """
        highlight surligner surbrillance resaltar destacar evidenziare hervorheben
        markieren выделить выделени* تمييز برجسته הדגש* हाइलाइट* ไฮไลต์ 高亮 突出显示
        ハイライト 하이라이트 강조
    """,
    "divider": """
        divider diviseur divisor divisore teiler trenner разделитель مقسم विभाजक ตัวแบ่ง
        分割线 分隔器 ディバイダー
    """,
    "toggle": """
        toggle basculer bascule alternar commutare umschalten переключить переключател*
        تبديل 切换 トグル 토글
    """,
    "progress": """
        progress progression progreso progresso fortschritt прогресс* تقدم 进度
    """,
    "bar": """
        bar barre barra balken leiste панел* شريط 条 栏
    """,
    "wrapper": """
        wrapper
    """,
}
"""Standard name of a tag, and the words for it."""

KEYS = {
    "id": """
        id آئی_ڈی آي_ڊي آی_دی آي_دي आई_डी আই_ডি ஐ_டி ఐ_డి ಐ_ಡಿ ഐ_ഡി આઈ_ડી ਆਈ_ਡੀ ไอ_ดี ай_ди 아이_디
        אי_די id_no identifiant* identificador* identificativo identifikator* identificatie*
        kennung bezeichner identyfikator* identifikacni id-nummer tunniste azonosito*
        kimlik* kimligi идентификатор* ид ідентифікатор* ід айди معرف مُعرف هويه شناسه
        ايدي آيدي شناخت מזהה* आईडी पहचान* आयडी আইডি* ஐடி ஐடி* ఐడి ಐಡಿ ഐഡി આઈડી ไอดี รหัส
        编号 編號 标识 标识符 身份证 身份證 识别码 識別碼 ID番号 識別子 아이디 식별자
        ma_so ma_dinh_danh pengenal pengenalan kitambulisho utambulisho αναγνωριστικο*
        ταυτοτητα* aqoonsiga eenyummeessaa መለያ* იდენტიფიკატორი նույնացուցիչ លេខសម្គាល់
        អត្តសញ្ញាណ* အိုင်ဒီ မှတ်ပုံတင်* හැඳුනුම්* අංකය ລະຫັດ ओळख* ਪਛਾਣ* ઓળખ* ഐഡി* ఐడి*
        ಐಡಿ* aitheantas* dynodwr* identifikues* identifikatorius id-kood identifikators
        sariqa ұқсатқыш* таних_тэмдэг pagkakakilanlan idanimo njirimara isazisi isihlonzi
        alama_ya_utambulisho haqiqo indaganuntu jikorari idantifyan aqoonsi* auðkenni
        audkenni kenni
    """,
    "ids": """
        מזהי*
        ids identifiants identificadores identificatori identifikatoren kennungen
        идентификаторы ідентифікатори معرفات شناسه_ها شناسه‌ها מזהים आईडीज़ 编号列表
        ids列表 아이디들 kimlikler identyfikatory αναγνωριστικα identyfikatorow
        identifikatory
    """,
    "align": """
        align alignment aligner alignement alinear alineacion alinhar alinhamento allinea
        allineare allineamento ausrichten ausrichtung uitlijnen uitlijning juster
        justering justera rikta wyrownaj wyrownanie zarovnat zarovnani zarovnanie
        выровнять выравнивание* выровн* вирівняти вирівнювання* подравняване* поравнај*
        poravnaj poravnanje igazitas* tasaus tasaa hizala* hizalama* محاذاه تراز ترازبندي
        ترازبندی چينش יישור* ישור* संरेखित संरेखण* संरेखित_करें सारिबद्ध সারিবদ্ধ* சீரமை*
        అమరిక* จัดตำแหน่ง จัดแนว จัดชิด จัดวาง 对齐 對齊 对准 排列 对齐方式 對齊方式 配置
        整列 揃え 位置合わせ 정렬 맞춤 can_chinh can_le sejajarkan sejajar* jajar*
        justering* justert* perataan rata selaraskan jajaran pangilia mpangilio panga
        lainisha στοιχιση* ευθυγραμμισ* aliniere aliniaza hizalan* sawazisha align-text
        daidaita jeri እንዲሰለፍ አሰላለፍ გასწორება* lijnen centreren toojin sirreessi តម្រឹម*
        ချိန်ညှိ* ချိန်* පෙළගැස්* පෙලගස්* ຈັດລຽນ* ຈັດວາງ* संरेखन* संरेखित* पंक्तिबद्ध*
        ਇਕਸਾਰ* ਅਲਾਈਨ* ગોઠવ* സമീകര* വിന്യസ* సమలేఖన* అలైన్* ಜೋಡಿಸ* சீரமைப்பு* ratakan
        meratakan penjajaran perataan_teks hizalı düzle* tekislash tekisla* туралау*
        туралоо* зэрэгцүүл* тегислаш ڕيزكردن* صف_بندي سيدها* ترتيب_ڏيو lerrokatu
        lerrokatze* aliniament* alinjo* alinio* ailiniu* joonda* joondus* izlidzin*
        lygiuo* lygiavim* jafna* jofnun* radha poravnava* poravnat* porovnat* srovnat*
        израмни* порамни* подравн* ihanay ihanayin pantayin pag-align tito tọka hazie
        qiyamtu lungelelanisa qondanisa qondisa lumikisa belyn* rig_uit uitlyn*
        aliniyeerimine
    """,
    "width": """
        width largeur* ancho anchura largura larghezza breite* breedte bredde bredd
        szerokosc* sirka sirina* ширин* шырын* широчин* عرض پهنا پهناي רוחב* चौड़ाई* चौडाई
        रुंदी প্রস্থ* அகலம்* వెడల్పు* ಅಗಲ വീതി പહોળાઈ પહોળાઈ ความกว้าง กว้าง 宽度 寬度 宽
        寬 幅 横幅 너비 폭 넓이 가로 chieu_rong do_rong be_rong lebar upana genislik*
        genisligi πλατος* szelesseg* leveys latime* amplada amplaria zabalera gjeresi*
        ballaca fadi faadi iwon bal'ina ስፋት* სიგანე լայնություն kenglik en ballac* ទទឹង*
        အကျယ်* အနံ* පළල* ກວ້າງ* ຄວາມກວ້າງ* रुंदी* चौडाइ* ਚੌੜਾਈ* પહોળાઈ* വീതി* ಅಗಲ*
        genişliyi enlik kenglik* eni ені* кеңдиги* өргөн* паҳно* پانى* پانیی* سور* چوڑائي*
        چوڑائی* ويڪر* zabalera* amplaria* larĝo* largxo lled* leithead* laius* platums*
        plotis* breidd* firina* сирина* ширина* lapad* fife obosara ububanzi ubukhulu
        bubanzi ubugari ballina bal’ina balina ballaadh* girma lateur laje լայնություն*
        სიგანე*
    """,
    "height": """
        height hauteur* alto altura altezza hohe hoehe hoogte hojde hoyde hojd wysokosc*
        vyska visina* высот* висот* ارتفاع بلندا גובה* ऊंचाई* ऊँचाई* উচ্চতা* உயரம்* ఎత్తు*
        ความสูง สูง 高度 高 高さ 높이 세로 chieu_cao do_cao tinggi urefu yukseklik*
        yuksekligi υψος* magassag* korkeus inaltime* lartesi* dherer tsayi ቁመት* სიმაღლე
        កម្ពស់* អម្ពស់* အမြင့်* උස* ສູງ* उंची* उचाइ* ਉਚਾਈ* ઊંચાઈ* ഉയരം* ಎತ್ತರ* hündürlük*
        hundurluk balandlik* биіктік* бийиктик* өндөр* баланди* بەرزى* لوړوالى* اونچائي*
        altuera* uchder* airde* korgus* augstums* aukstis* haed taas giga elu ukuphakama
        ubude dherer* uburebure wotè բարձրություն* სიმაღლე* ከፍታ*
    """,
    "columns": """
        columns colonnes columnas colunas colonne spalten kolommen kolonner kolumner
        kolumny kolumn sloupce stlpce столбцы столбцов колонки колонок стовпці стовпців
        اعمده ستون_ها ستون‌ها עמודות स्तंभों कॉलमों स्तम्भ কলামগুলি คอลัมน์ 列数 列數 栏数
        欄數 列 栏 カラム数 カラム 列の数 열 칼럼 cot so_cot kolom safu_wima safuwima
        sutunlar sutun στηλες oszlopok sarakkeet coloane stolpci stupci stupaca სვეტ*
        አምዶች* አምድ* սյունակ* स्तंभ* कॉलम* நெடுவரிசை* నిలువు* కాలమ్* ಕಾಲಮ್* നിര* കോളം* કૉલમ*
        ਕਾਲਮ* තීරු* ကော်လံ* ជួរឈរ* ຖັນ* багана* ustun* бағандар kolona* zutabe* veerud
        veerg kolonnas stulpel* dálkar dalkar colofn* coluin kolomme hanay
    """,
    "link": """
        link lien enlace vinculo collegamento verknupfung verweis koppeling lenke lank
        odkaz odnosnik lacze ссылк* посиланн* връзк* رابط پيوند لينک لينك קישור* लिंक*
        कड़ी লিঙ্ক* இணைப்பு* ลิงค์ ลิงก์ 链接 連結 链路 リンク 링크 lien_ket tautan pautan
        kiungo baglanti* συνδεσμος* hivatkozas linkki legatura veza poveznica ბმული* አገናኝ*
        հղում* ਲਿੰਕ* લિંક* ലിങ്ക്* లింక్* ಲಿಂಕ್* සබැඳි* လင့်ခ်* តំណ* ລິ້ງ* холбоос havola
        сілтеме lidhje* esteka nasc dolen hlekkur saite nuoroda
    """,
    "title": """
        title titre titulo titolo titel tytul* titul* nazev nazov заголов* назван* назв*
        عنوان כותרת* शीर्षक* শিরোনাম* தலைப்பு* ชื่อ ชื่อเรื่อง หัวข้อ 标题 標題 タイトル
        題名 제목 타이틀 tieu_de judul tajuk kichwa baslik* τιτλος* cim otsikko titlu
        naslov სათაური* ርዕስ* վերնագիր* ចំណងជើង* ခေါင်းစဉ်* ຫົວຂໍ້* මාතෘකාව* मथळा* ശീർഷകം*
        തലക്കെട്ട്* శీర్షిక* ಶೀರ್ಷಿಕೆ* શીર્ષક* ਸਿਰਲੇਖ* başlıq* basliq* sarlavha* тақырып*
        гарчиг* titull* izenburu* teideal* teitl* titill* pealkiri virsraksts pavadinimas*
        antraste* загаловак* cinwaan* akole isiokwu isihloko pamagat
    """,
    "caption": """
        caption legende leyenda legenda didascalia bildunterschrift onderschrift подпись
        підпис תיאור_תמונה 说明 說明 字幕 キャプション 캡션 คำบรรยาย chu_thich keterangan
        kapsyen λεζαντα podpis popisek altyazi تسميه_توضيحيه تعليق शीर्षक_चित्र कैप्शन
        maelezo
    """,
    "url": """
        url adresse direccion endereco indirizzo адрес* عنوان_url عنوان_الويب نشاني כתובת*
        यूआरएल 网址 網址 地址 アドレス 주소 dia_chi alamat anwani adres διευθυνση*
    """,
    "size": """
        size taille tamano tamanho dimensione grosse groesse grootte storrelse storlek
        rozmiar velikost velkost размер* розмір* حجم مقاس اندازه גודל* आकार* আকার* அளவு
        ขนาด 大小 尺寸 サイズ 크기 kich_thuoc ukuran saiz ukubwa boyut* μεγεθος* meret
        koko marime
    """,
    "type": """
        type typ tipo тип* نوع סוג* प्रकार* ধরন ประเภท 类型 類型 タイプ 種類 유형 타입
        loai jenis aina tur τυπος* tipus tyyppi
    """,
    "color": """
        color colour couleur cor colore farbe kleur farve farge farg kolor barva farba
        цвет* колір* لون رنگ צבע* रंग* রঙ นிறம் สี 颜色 顏色 色 カラー 색상 색 mau mau_sac
        warna rangi renk χρωμα* szin vari culoare boja
    """,
    "order": """
        order ordre orden ordem ordine reihenfolge sortierung volgorde kolejnosc poradi
        порядок* порядк* ترتيب طلب מיון סדר* क्रम* ลำดับ 顺序 順序 注文 順番 순서
        정렬_순서 thu_tu urutan agizo siparis sirala σειρα_ταξινομησης
    """,
    "orderby": """
        orderby trier_par ordenar_por ordinare_per ordina_per sortieren_nach sorteren_op
        sortuj_wedlug сортировать_по сортировка_по упорядочить_по сортувати_за ترتيب_حسب
        مرتب_سازي_بر_اساس מיון_לפי क्रमबद्ध_करें เรียงตาม 排序 排序方式 排序依据 並び替え
        並べ替え 정렬_기준 sap_xep_theo urutkan_berdasarkan sirala
    """,
    "category": """
        category categorie categoria kategorie kategoria kategori категори* فئه دسته
        קטגוריה* श्रेणी* หมวดหมู่ 类别 分类 類別 カテゴリ カテゴリー 카테고리 danh_muc
        kundi κατηγορια*
    """,
    "number": """
        number nombre numero nummer anzahl liczba pocet число* номер* количеств* кількіст*
        عدد رقم تعداد מספר* संख्या* จำนวน 数量 數量 数 番号 숫자 개수 so_luong jumlah
        nambari idadi sayi αριθμος*
    """,
    "name": """
        name nom nombre nome navn namn nazwa jmeno meno имя названи* ім'я اسم نام שם नाम*
        নাম ชื่อ 名称 名稱 名字 名前 이름 ten nama jina isim ad ονομα*
    """,
    "class": """
        class classe clase klasse klasa trida класс* клас* فئه_css كلاس کلاس מחלקה* वर्ग*
        क्लास* คลาส 类 班级 類別名 クラス 클래스 수업 lop kelas sinif κλαση*
    """,
    "style": """
        style estilo stile stil styl стил* نمط سبك سبک סגנון* शैली* स्टाइल* สไตล์ 样式
        樣式 风格 スタイル 스타일 phong_cach kieu gaya mtindo στυλ*
    """,
    "text": """
        text texte texto testo tekst* текст* نص متن טקסט* पाठ* ข้อความ 文本 文字 テキスト
        텍스트 van_ban teks maandishi metin κειμενο*
    """,
    "target": """
        target cible objetivo alvo destinazione ziel doel cel cil цель* ціль* هدف יעד*
        लक्ष्य* เป้าหมาย 目标 目標 ターゲット 대상 타겟 muc_tieu hedef στοχος*
    """,
    "description": """
        description descripcion descricao descrizione beschreibung beschrijving
        beskrivelse beskrivning opis popis описани* опис وصف توضيحات תיאור* विवरण*
        คำอธิบาย 描述 説明文 설명 mo_ta deskripsi aciklama περιγραφη*
    """,
    "autoplay": """
        autoplay lecture_automatique reproduccion_automatica автовоспроизведение
        تشغيل_تلقائي 自动播放 自動播放 自動再生 자동재생 자동_재생
    """,
    "loop": """
        loop boucle bucle ciclo schleife цикл* حلقه 循环 循環 ループ 반복
    """,
    "credit": """
        credit credits credito creditos crediti bildnachweis fotonachweis кредит*
        автор_фото منبع_عکس ائتمان_الصوره קרדיט* 图片来源 圖片來源 来源 クレジット 출처
        nguon kredit
    """,
    "ratio": """
        ratio
    """,
    "icon": """
        icon icone icono icona ikona значок* иконк* ايقونه 图标 アイコン 아이콘
    """,
    "src": """
        src source fuente fonte quelle bron zrodlo zdroj источник* джерел* مصدر منبع מקור*
        स्रोत* แหล่งที่มา 源 来源地 ソース 소스 nguon_goc sumber chanzo kaynak πηγη*
    """,
    "limit": """
        limit limite limite_max grenze лимит* حد محدوديت 限制 制限 제한
    """,
    "language": """
        language langue idioma lingua sprache taal jezyk jazyk язык* мова لغه زبان שפה*
        भाषा* ภาษา 语言 語言 言語 언어 ngon_ngu bahasa lugha dil γλωσσα*
    """,
    "ajax": """
        ajax аякс
    """,
    "controls": """
        controls controles commandes steuerung элементы_управления
    """,
    "value": """
        value valeur valor valore wert waarde wartosc hodnota значени* قيمه مقدار ערך*
        मान* ค่า 值 値 값 gia_tri nilai thamani deger τιμη*
    """,
    "date": """
        date fecha data datum дата* تاريخ תאריך* तारीख* วันที่ 日期 日付 날짜 ngay tanggal
        tarehe tarih ημερομηνια*
    """,
    "label": """
        label etiquette etiqueta etichetta bezeichnung beschriftung метк* تسميه_حقل برچسب
        תווית* लेबल* ป้ายกำกับ 标签 標籤 ラベル 라벨 레이블 nhan lebo etiket ετικετα*
    """,
    "required": """
        required requis obligatoire requerido obligatorio obrigatorio obbligatorio
        erforderlich обязательн* مطلوب الزامي 必需 必填 必須 필수
    """,
}
"""Standard name of an attribute, and the words for it."""

VALUES = {
    "center": """
        цэнтр* па_цэнтры navend* ортаға ортага درميان*
        center centre centrer centro centrar centrado centralizar centralizado centrata
        centrato allineacentro zentrier* zentrum mitte mittig* aligncenter centreren
        midden midt midten sentrert sentrum centrera mitten wysrodkuj* srodek srodku
        wycentrowany centrum na_stred stred centruj центр* посередин* по_центру середин*
        център* центар* sredin* kozep* kozepre keskita keskelle ortala* orta merkez* مركز
        وسط توسيط منتصف مرکز مركزي מרכז* למרכז אמצע* केंद्र* केन्द्र* मध्य* बीच কেন্দ্র*
        মাঝখানে மையம்* மையப்படுத்து మధ్య* కేంద్రం* กึ่งกลาง กลาง ตรงกลาง 居中 中心 中央
        置中 中間 中间 センター 中央揃え 中寄せ 가운데 중앙 센터 giua trung_tam tengah
        pusat katikati kituo κεντρο* στο_κεντρο centru centrat mezi tsakiya cibiyar መሃል*
        ცენტრ* կենտրոն* markaz qendr* giddu aarin កណ្តាល* កណ្ដាល* အလယ်* මැද* මධ්‍ය* ກາງ*
        ເຄິ່ງກາງ* मध्यभागी* ਕੇਂਦਰ* ਵਿਚਕਾਰ* કેન્દ્ર* મધ્ય* മധ്യ* മദ്ധ്യ* కేంద్ర* ಮಧ್ಯ*
        ಕೇಂದ್ರ* நடு* மைய* mərkəz* markaz* ортасы* орто* борбор* төв* марказ* ناوەند* مركز*
        منځ* وچ* erdia erdiratu erdian centro* canol* lár lar kesk* keskele centrs centra*
        centr* centre* centruot* viduryje miðju* midju* midja sredina* на_средина sentro*
        gitna* etiti n'etiti phakathi maphakathi embindini dhexe* dhexda* gidduu*
        giddu-galeessa hagati sant nan_mitan middel* sentreer* mid bartameha merkeze
        merkezde merkezi ortaya ortada ortalanmis zentriert* zentrierung zentrieren mittig
        centrados centralizada centraal gecentreerd centrerad centreret keskitett*
        keskitys keskitetty kozepre* kozepen kozepigazit* wysrodkowan* srodk* stred*
        vycentrovan* na_sredinu sredisnj* sredisce srediste* sredini centruje*
        centralizat* στοιχισμεν* κεντρικ* κεντραρ* центрирован* центрир* центрован*
        централь* серед* в_центре по_середине متمركز متوسط بالوسط بالمركز الوسطي ممركز
        وسط_چين وسطچين میان ميان ממורכז* מרכזי* לאמצע באמצע बीच_में मध्य_में केन्द्रित*
        केंद्रित* মাঝে কেন্দ্রে মধ্যে* நடுவில் மையத்தில் மத்தி* మధ్యలో మధ్యకు ಮಧ್ಯದಲ್ಲಿ
        മധ്യത്തിൽ จัดกึ่งกลาง จัดกลาง อยู่ตรงกลาง 中心对齐 中央对齐 置中对齐 置中對齊
        居中显示 中间对齐 中央寄せ 中央配置 真ん中 センタリング 중앙정렬 가운데정렬 중간
        canh_giua o_giua tengah-tengah di_tengah tengah* katikati* kati ya_kati
        pangilia_katikati erdira kendra ცენტრალურ* შუაში შუა կենտրոնում կենտրոնացված
        մեջտեղում ወደ_መሃል መሃከል
    """,
    "left": """
        left gauche izquierda izquierdo esquerda esquerdo sinistra sinistro links linke
        linksbundig alignleft venstre vanster lewo lewa lewej lewej_strony doleva vlevo
        vlavo слева лев* ліворуч лів* вляво ляв* лево* lijevo levo bal balra vasen
        vasemmalle sol sola يسار اليسار چپ שמאל* बाएं* बाएँ* बाईं* बायां* বাম* இடது* ఎడమ*
        ซ้าย 左 左边 左側 居左 左对齐 左揃え 左寄せ 왼쪽 좌측 trai kiri kushoto αριστερ*
        stanga esquerra hagu bidix ግራ* ឆ្វេង* ဘယ်* වම්* වම* ຊ້າຍ* डावीकडे* डावी* बायाँ*
        ਖੱਬੇ* ડાબી* ഇടത്* ಎಡ* sol* chap* сол* солго* зүүн* чап* چەپ* کين* کيڻ* بائيں*
        بایيں ezkerr* chwith* clé cle vasak* kreis* kairė* kaire* vinstri* kaliwa* osi
        ekpe kwesobunxele ngakwesokunxele bitaa bitaatti bidix* goch links* solda
        sola_yasla linkszentriert izquierda* a_la_izquierda esquerda* a_esquerda a_gauche
        gauche* sinistra* a_sinistra links_uitgelijnd vansterstalld vasen* vasemm* balra*
        bal_oldal* do_lewej po_lewej lewostronn* zleva nalevo lijev* liev* ulevo ulijevo
        levy lavo stanga* la_stanga αριστερα* влево левый левому левой_край لليسار
        إلى_اليسار اليسرى سمت_چپ چپ_چين לשמאל משמאל बाएँ बाएं बायीं_ओर बाईं_ओर বামে
        বাঁদিকে இடப்பக்கம் ఎడమవైపు ಎಡಕ್ಕೆ ഇടത്തേക്ക് ชิดซ้าย ทางซ้าย 左侧对齐 靠左
        靠左对齐 居左对齐 靠左對齊 置左 左よせ 좌측정렬 왼쪽정렬 can_trai le_trai
        rata_kiri di_kiri kushoto* ეზკერ მარცხნივ მარცხენა* ձախ ձախից ወደ_ግራ
    """,
    "right": """
        right droite droit derecha derecho direita direito destra destro rechts rechte
        rechtsbundig alignright hojre hoyre hoger prawo prawa prawej doprava vpravo справа
        прав* праворуч вправо вдясно дясн* десно* desno jobb jobbra oikea oikealle sag
        saga يمين اليمين راست ימין* दाएं* दाएँ* दाईं* दायां* ডান* வலது* కుడి* ขวา 右 右边
        右側 居右 右对齐 右揃え 右寄せ 오른쪽 우측 phai kanan kulia δεξι* dreapta dreta
        dama midig ቀኝ* ស្តាំ* ស្ដាំ* ညာ* දකුණ* ຂວາ* उजवीकडे* उजवी* दायाँ* ਸੱਜੇ* જમણી*
        വലത്* ಬಲ* sağ* o'ng ong оң* оңго* баруун* рост* ڕاست* ښي* ساڄي* دائيں* دایيں
        eskuin* dde deas parem* paremale labi* dešinė* desine* hægri* haegri kanan* otun
        aka_nri ekunene ngakwesokudla mirga mirgatti midig* dwat regs* sagda saga_yasla
        derecha* a_la_derecha direita* a_direita a_droite droite* destra* a_destra
        hogerstalld oikea* oikeal* jobbra* jobb_oldal* do_prawej po_prawej prawostronn*
        zprava napravo desn* udesno desny dreapta* la_dreapta δεξια* правый правому لليمين
        إلى_اليمين اليمنى سمت_راست راست_چين לימין מימין दाएँ दाएं दायीं_ओर दाईं_ओर ডানে
        ডানদিকে வலப்பக்கம் కుడివైపు ಬಲಕ್ಕೆ വലത്തേക്ക് ชิดขวา ทางขวา 右侧对齐 靠右 靠右对齐
        居右对齐 靠右對齊 置右 右よせ 우측정렬 오른쪽정렬 can_phai le_phai rata_kanan
        di_kanan kulia* მარჯვნივ მარჯვენა* աջ աջից ወደ_ቀኝ
    """,
    "none": """
        none aucun aucune ninguno ninguna nenhum nenhuma nessuno nessuna keine keiner kein
        geen ingen brak zadny ziadny нет никак* немає без alignnone لا_شيء بلا بدون هيچ
        هيچکدام אין ללא कोई_नहीं कोई ไม่มี 无 無 没有 なし 없음 khong khong_co tidak_ada
        tiada hakuna yok hicbiri κανεν* nincs ei_mitaan niciunul nista sin_alineacion
        sans_alignement sem_alinhamento nessun_allineamento keine_ausrichtung
        без_выравнивания нет_выравнивания بدون_محاذاة لا_محاذاة ללא_יישור कोई_संरेखण_नहीं
        无对齐 不对齐 無對齊 配置なし 整列なし 정렬없음 정렬_안함 khong_can_chinh
        tanpa_perataan hakuna_mpangilio hizalama_yok brak_wyrownania zadne_zarovnani
        uden_justering geen_uitlijning
    """,
    "file": """
        file fichier archivo ficheiro arquivo datei bestand fil plik soubor subor файл*
        ملف الملف فايل پرونده קובץ* फ़ाइल* फाइल* ফাইল* கோப்பு ไฟล์ 文件 檔案 档案 ファイル
        파일 tep tap_tin berkas fail faili dosya αρχειο* tiedosto fisier datoteka
    """,
    "post": """
        post
    """,
    "true": """
        true vrai verdadero verdadeiro vero wahr waar sand sant prawda pravda истина
        правда да صحيح درست אמת सत्य सच จริง 真 是 正しい 真実 참 사실 dung benar kweli
        dogru αληθης
    """,
    "false": """
        false faux falso falsch onwaar usann falsk falsz nepravda ложь неправда нет خطأ
        خطا غلط نادرست שקר असत्य गलत เท็จ 假 错误 否 偽 거짓 sai salah uongo yanlis ψευδης
    """,
    "medium": """
        medium moyen moyenne mediano mediana medio media medias mittel mittelgross middel
        middelgroot medel mellomstor mellem keskikoko keskikokoinen kozepes sredni srednia
        stredni stredna sredina srednji средний средняя средне середній среден μεσαιο orta
        sedang sederhana vua trung_binh متوسط متوسطه בינוני मध्यम মাঝারি ปานกลาง ขนาดกลาง
        中等 中 中号 中サイズ 中間 보통 중간 mediu kati wastani
    """,
    "large": """
        large grand grande gross groß groot stor suuri nagy duzy duza velky velka velik
        большой большая крупный великий голям μεγαλο buyuk besar lon كبير كبيره بزرگ גדול
        बड़ा बड़ा বড় ใหญ่ ขนาดใหญ่ 大 大号 大サイズ 큰 크게 대형 mare kubwa
    """,
    "full": """
        full complet complete pleine plein completo completa entier entero voll vollstandig
        volledig vol hel full_storlek fuld full taysi teljes pelny pelna plny plna pun полный
        полная повний пълен πληρες tam penuh day_du كامل كامله مלא מלא पूर्ण সম্পূর্ণ เต็ม
        全 完整 完全 フル 全体 전체 complet kamili
    """,
    "thumbnail": """
        thumbnail miniature vignette miniatura miniaturbild vorschaubild miniatuur miniatyr
        miniatyrbild miniaturebillede pienoiskuva belyegkep miniaturka miniatura nahled
        миниатюра мініатюра μικρογραφια kucuk_resim gambar_kecil thumbnail_kecil
        hinh_thu_nho صوره_مصغره مصغره بندانگشتی תמונה_ממוזערת थंबनेल থাম্বনেইল ภาพย่อ
        缩略图 縮圖 サムネイル 썸네일
    """,
    "attachment": """
        attachment attachement piece_jointe piece-jointe anexo adjunto allegato anhang
        bijlage vedhaeftning vedlegg bilaga zalacznik* priloha вложени* прикреплени*
        вкладенн* приложени* прикачен* прилог* privitak prilog mellekle* csatolmany liite
        ek مرفق* مرفق ملحق پيوست ضميمه קובץ_מצורף מצורף* अटैचमेंट* अनुलग्नक* संलग्न*
        সংযুক্তি* இணைப்பு* జోడింపు* สิ่งที่แนบมา เอกสารแนบ ไฟล์แนบ 附件 添付 添付ファイル
        アタッチメント 첨부 첨부파일 첨부_파일 dinh_kem tep_dinh_kem lampiran kiambatisho
        kiambatanisho συνημμενο* atasament adjunt lidhje ឯកសារភ្ជាប់* ពូជាប់ ပူးတွဲ*
        ပူးတွဲဖိုင်* ඇමුණුම* ඇමිණුම* ເອກະສານຕິດຄັດ* ຄັດຕິດ* संलग्नक* जोडणी* ਅਟੈਚਮੈਂਟ*
        ਨੱਥੀ* જોડાણ* അറ്റാച്ച്മെന്റ്* అటాచ్మెంట్* ಲಗತ್ತು* ಅಟ್ಯಾಚ್* əlavə* elave ilova*
        тіркеме* тиркеме* хавсралт* замима* پاشكۆ* ضميمه* منسلكه* منسلک* eranskin*
        atodiad* ceangaltán ceangaltan manus* lisa pielikums* priedas* priedų viðhengi
        vidhengi привитак* kalakip attachment* ìsopọ̀ isopo mgbakwunye okunamathiselwe
        isiqhotyoshelwa lifaqanyo maxsanso* wardiin* miiltoo lifaaqa* pyes_jointe
        aanhangsel* aanhegsel* haɗin_kai abin_da_aka_makala
    """,
}
"""Standard value, and the words for it."""
