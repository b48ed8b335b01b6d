"""Placeholders that nobody filled in."""

import pytest

from fonds.cleaning.rules import placeholders
from support.rules import alone, becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ('Text.\n\n{{% include "/_common/x.md" %}}\n\nMore.', "Text.\n\nMore."),
        ("Text.\n\n{% include figure.html id=3 %}\n\nMore.", "Text.\n\nMore."),
        (
            "The mill closed.\n\n{{% notice tip %}}\nIt is open.\n{{% /notice %}}",
            "The mill closed.\n\nIt is open.",
        ),
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


@pytest.mark.parametrize(
    "text",
    [
        "Dear {{ first_name }}, welcome.",
        "held on %%EVENT_DATE%% in room 12, up 5% then 7%",
        "Hi *|FNAME|*, thanks",
        "尊敬的{{ 姓名 }}：您好",
        "प्रिय {{ नाम }}, धन्यवाद",
        "عزيزي {{ الاسم }}، شكرا",
        "Αγαπητή {{ όνομα }}, γεια",
        "Preis: <%= order.total %> Euro",
        "The variable {{ user_name }} of a template is filled in later.",
    ],
)
def test_a_field_within_a_sentence_is_a_finding(text: str) -> None:
    cleaned = alone(placeholders, text)
    assert cleaned.edits == ()
    assert [finding.reason for finding in cleaned.findings] == ["field that nobody filled in"]


@pytest.mark.parametrize(
    "text",
    [
        "Text begins {% include figure.html %} and goes on.",
        "A theme begins with\n\n<?php get_header(); ?>\n\nand PHP does the rest.",
        "So it is written:\n\n{% include figure.html %}\n\nand no other way.",
    ],
)
def test_a_statement_within_words_or_shown_stays(text: str) -> None:
    assert stays(placeholders, text)
