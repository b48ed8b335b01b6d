"""Picture credits: lifted by a finding, removed by the thorough profile."""

import pytest

from fonds.cleaning.rules import boilerplate, credits
from support.rules import alone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It reopened now.\n\nPhoto: Jane Roe/Example Agency\n\nEnd.", "Jane Roe/Example Agency"),
        ("waits in Entebbe. (Photo by Sumy SADRUNI / AFP) He spoke.", "Sumy SADRUNI / AFP"),
        ("Il est venu hier.\n\nCrédit photo : Jean Dupont\n\nFin.", "Jean Dupont"),
        ("Er kam gestern an.\n\nBild: dpa/picture-alliance\n\nEnde.", "dpa/picture-alliance"),
        ("Llegó ayer a la ciudad. Foto: EFE", "EFE"),
        ("Ele chegou. (Foto: João Souza/Folhapress) Depois", "João Souza/Folhapress"),
        ("Он приехал вчера.\n\nФото: РИА Новости\n\nКонец.", "РИА Новости"),
        ("أعيد افتتاحه.\n\nالصورة: وكالة | تصوير: سمر خليل\n\nوقالت", "وكالة | تصوير: سمر خليل"),
        ("گفت. عکس: رویترزعکس: رویترز وزیر گفت", "رویترز"),
        ("הגשר נפתח.\n\nצילום: רויטרס\n\nסוף.", "רויטרס"),
        ("पुल खुल गया।\n\nफोटो: एएफपी\n\nअंत।", "एएफपी"),
        ("大桥重新开放，交通畅通。\n\n图片来源：新华社\n\n完。", "新华社"),
        ("橋が再開しました、昨日。\n\n写真：ロイター\n\n終わり。", "ロイター"),
        ("다리가 다시 열렸다고 한다.\n\n사진=연합뉴스\n\n끝.", "연합뉴스"),
        ("Alifika jana mjini.\n\nChanzo cha picha, Getty Images\n\nMwisho.", "Getty Images"),
        ("Feature photo | A man. News | AP | Editing by Ann", "News | AP | Editing by Ann"),
        ("He spoke. (AP Photo/Jane Roe) Then he left.", "AP Photo/Jane Roe"),
        ("He came.\n\nJane Roe/AFP via Getty Images\n\nThen.", "Jane Roe/AFP via Getty Images"),
        ("He came.\n\n© Jane Roe / Reuters\n\nThen.", "Jane Roe / Reuters"),
        ("市长出席会议。（新华社记者 张三 摄）他说", "新华社记者 张三"),
        ("Họ ở Paris. Ảnh: Nguyễn Linh", "Nguyễn Linh"),
        ("Fuente de la imagen, Getty Images", "Getty Images"),
        ("Il parle. (Photo A. BODY / Exemple Presse) Puis", "A. BODY / Exemple Presse"),
    ],
)  # fmt: skip
def test_the_name_is_lifted_and_the_words_stay(text: str, name: str) -> None:
    cleaned = alone(credits, text)
    assert cleaned.text is text
    assert [dict(finding.lifted) for finding in cleaned.findings] == [{"photo_credit": name}]


def test_the_thorough_profile_removes_it() -> None:
    text = "The bridge reopened.\n\nPhoto: Jane Roe/Example News Agency\n\nEnd of it."
    cleaned = alone(boilerplate, text, "thorough")
    assert cleaned.text == "The bridge reopened.\n\nEnd of it."


@pytest.mark.parametrize(
    "text",
    [
        "Image: the result of the function is an image of the set.",
        "The photo: a thing that moves when looked at.",
        "Credit: see the licence file for who wrote what here.",
        "Picture this, a quiet evening in town.",
        "[photo](https://a.example/x.png) by somebody",
        "© 2019 Example Inc. All rights reserved.",
        "Copyright (C) 2007 Free Software Foundation",
        "TCP/IP (TCP/IP) and AC/DC (AC/DC)",
        "foto = getImage();\nbild = x;\nreturn foto;",
    ],
)
def test_left_alone(text: str) -> None:
    assert alone(credits, text).findings == ()
