"""Number formats against what LibreOffice 7.4 shows, and Excel where the two differ (1900)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.office import numformat
from fonds.extraction.office.numdates import iso

SHOWN = [
    ("0%", 0.25, "25%"), ("0.00%", 1.005, "100.50%"), ("General", 7.0, "7"),
    ("General", 0.1 + 0.2, "0.3"), ("General", 123456789012, "1.23457E+11"),
    ("General", -0.000012, "-1.2E-05"), ("0.00", 7, "7.00"), ("0.00", 2.675, "2.68"),
    ("0.00", 1.005, "1.01"), ("#,##0", 1234567.891, "1,234,568"), ("#,##0.00", -1234.5678,
    "-1,234.57"),
    ("#,##0_);(#,##0)", -1234, "(1,234)"), ("$#,##0.00", 5, "$5.00"), ("[$€-407] 0.00", 1.5,
    "€ 1.50"),
    ("0.00E+00", 1234.5678, "1.23E+03"), ("##0.0E+0", 12345.678, "12.3E+3"), ("##0.0E+0", 1.5,
    "1.5E+0"),
    ("# ?/?", 1.25, "1 1/4"), ("# ??/??", 2.675, "2 27/40"), ("0/8", 0.25, "2/8"),
    ("0000", 7, "0007"), ("000.000", 1.5, "001.500"), ("(000) 000-0000", 5551234567,
    "(555) 123-4567"),
    ("(000) 000-0000", 59, "(000) 000-0059"), ("#,##0,", 1234567, "1,235"), ('0.0,,"M"', 1234567,
    "1.2M"),
    ("[>100]0.0;0.00", 200, "200.0"), ("[>100]0.0;0.00", 50, "50.00"), ("+0;-0;\"zero\"", 0,
    "zero"),
    ("0;;", -5, ""), (";;;", 5, ""), ('"x"0"y"', 7, "x7y"), ("[Red]0", 3, "3"), ("@", 5, "5"),
    ("yyyy-mm-dd", 45000, "2023-03-15"), ("dd/mm/yy", 45000, "15/03/23"), ("d-mmm-yy", 61,
    "1-Mar-00"),
    ("dddd, d mmmm yyyy", 45000, "Wednesday, 15 March 2023"), ("mmmmm", 45000, "M"),
    ("h:mm AM/PM", 0.75, "6:00 PM"), ("h:mm:ss", 0.5, "12:00:00"), ("[h]:mm:ss", 1.5, "36:00:00"),
    ("[mm]:ss", 0.25, "360:00"), ("mm:ss.0", 0.00123, "01:46.3"), ("hh:mm:ss.000", 1234.5678,
    "13:37:37.920"),
    ("yyyy-mm-dd", 60, "1900-02-29"), ("yyyy-mm-dd", 1, "1900-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "shown"), SHOWN)
def test_a_number_is_shown_as_a_reader_sees_it(code, value, shown):
    text, known = numformat.render(code, value)
    assert (text.strip(), known) == (shown, True)


def test_the_calendar_of_1904():
    assert numformat.render("yyyy-mm-dd", 0, date1904=True)[0] == "1904-01-01"
    assert iso(43538, date1904=True) == iso(45000, date1904=False) == "2023-03-15"
    assert iso(60, date1904=False) is None  # a day that never was


@given(st.integers(-(10**10), 10**10), st.integers(0, 4))
def test_grouping_is_what_python_groups(number, places):
    code = "#,##0" + ("." + "0" * places if places else "")
    assert numformat.render(code, number)[0] == f"{number:,.{places}f}"


@given(st.text('0#?.,%E+-/@;"\\[]ymdhsAP/M $€ _*', max_size=30), st.floats(allow_nan=False))
def test_no_code_raises(code, value):
    text, _ = numformat.render(code, value)
    assert isinstance(text, str)


def test_what_is_too_long_is_general_and_says_so():
    assert numformat.render("0" * 2000, 1.5) == ("1.5", False)
