"""Placeholders that nobody filled in."""

import pytest

from fonds.cleaning.rules import placeholders
from support.rules import alone, becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Dear {{ first_name }}, welcome.", "Dear, welcome."),
        ("Hello ${user.name},\n\nyour copy is ready.", "Hello,\n\nyour copy is ready."),
        ("held on %%EVENT_DATE%% in room 12, up 5% then 7%", "held on in room 12, up 5% then 7%"),
        ("Hi *|FNAME|*, thanks", "Hi, thanks"),
        ("尊敬的{{ 姓名 }}：您好", "尊敬的：您好"),
        ("प्रिय {{ नाम }}, धन्यवाद", "प्रिय, धन्यवाद"),
        ("Здравствуйте, {{ имя }}!", "Здравствуйте, !"),
        ("عزيزي {{ الاسم }}، شكرا", "عزيزي، شكرا"),
        ("เรียน {{ ชื่อ }} เราได้รับ", "เรียน เราได้รับ"),
        ("Αγαπητή {{ όνομα }}, γεια", "Αγαπητή, γεια"),
        ("안녕하세요 {{ 이름 }}님", "안녕하세요 님"),
        ("שלום {{ שם }}, תודה", "שלום, תודה"),
        ('Text.\n\n{{% include "/_common/x.md" %}}\n\nMore.', "Text.\n\nMore."),
        ("Text.\n\n{% include figure.html id=3 %}\n\nMore.", "Text.\n\nMore."),
        (
            "The mill closed.\n\n{{% notice tip %}}\nIt is open.\n{{% /notice %}}",
            "The mill closed.\n\nIt is open.",
        ),
        ("Preis: <%= order.total %> Euro", "Preis: Euro"),
    ],
)
def test_goes(text: str, after: str) -> None:
    assert becomes(placeholders, text) == after


@pytest.mark.parametrize(
    "text",
    [
        "`{{ first_name }}` is replaced",
        "write '{{ name }}' where the name goes",
        "list -f '{{range .Imports}}{{.}} {{end}}'",
        r"\textbf{{\large x}} and ${{ github.ref }}",
        "echo ${HOME}/bin",
        "prices rose by 5% and then 7%",
        "perform {{substitutions}} as defined",
        "[x](/{{ site.url }}/y)",
        "{% raw %}{{ page.title }}{% endraw %}",
        "{{ toc }}",
        'the page contains "{% highlight ruby %} puts 1 {% endhighlight %}"',
    ],
)
def test_stays(text: str) -> None:
    assert stays(placeholders, text)


def test_a_text_about_templates_is_only_noticed() -> None:
    cleaned = alone(placeholders, "The variable {{ user_name }} of a template is filled in later.")
    assert cleaned.edits == ()
    assert len(cleaned.findings) == 1
