"""Rows of tables, against the standard library's own reading, and malformed tables."""

import csv
import io
import json
import random

import pytest

from fonds.errors import DamagedContainerError, UsageError
from fonds.sources.table import Columns, Row, check, rows

COLUMNS = Columns(text="text", id="id", date="when")
TABLE = [
    {"id": "1", "text": "plain", "when": "2020-01-02", "other": "x"},
    {"id": "2", "text": 'lines\n"and" quotes; commas, all', "when": "", "other": ""},
    {"id": "3", "text": "ألف باء", "when": "2021", "other": "é"},
]


def printed(dialect="excel", charset="utf-8", **settings):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, TABLE[0].keys(), dialect=dialect, **settings)
    writer.writeheader()
    writer.writerows(TABLE)
    return out.getvalue().encode(charset)


def read(data, name=b"t.csv", columns=COLUMNS):
    found = list(rows(io.BytesIO(data), name, columns))
    return [x for x in found if isinstance(x, Row)], [x for x in found if not isinstance(x, Row)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (printed(), b"a.csv"),
        (printed(charset="utf-8-sig"), b"a.CSV"),
        (printed(charset="utf-16"), b"a.csv"),
        (printed("excel-tab"), b"a.tsv"),
        (printed(delimiter=";"), b"a.csv"),
        (printed(delimiter="|", lineterminator="\n"), b"a.csv"),
        ("\n".join(json.dumps(one) for one in TABLE).encode(), b"a.jsonl"),
        (("\ufeff" + "\n\n".join(json.dumps(one, ensure_ascii=False) for one in TABLE)).encode(),
         b"a.ndjson"),
    ],
)  # fmt: skip
def test_every_row_is_what_was_written(data, name):
    found, refused = read(data, name)
    assert refused == []
    assert [row.text for row in found] == [one["text"] for one in TABLE]
    assert [row.name for row in found] == ["1", "2", "3"]
    assert found[0].metadata == {"id": "1", "date": "2020-01-02", "other": "x"}
    assert found[1].metadata == {"id": "2"}


def test_a_bad_row_is_named_with_its_place():
    found, refused = read(b"id,text\n1,a\n2,b,c\n3,d\n", columns=Columns("text", "id"))
    assert [row.name for row in found] == ["1", "3"]
    assert refused[0][0] == "row 2"
    lines = b'{"text":"a"}\nnot json\n[1]\n{"text":5}\n{"text":"\\ud800"}\n{"text":"b"}\n'
    found, refused = read(lines, b"x.jsonl", Columns("text"))
    assert [row.text for row in found] == ["a", "b"]
    assert [place for place, _ in refused] == ["row 2", "row 3", "row 4", "row 5"]


def test_a_quote_that_is_never_closed_and_a_cell_too_large():
    found, refused = read(b'id,text\n1,a\n2,"b\n' + b"c\n" * 50, columns=Columns("text"))
    assert [row.text for row in found] == ["a"]
    assert len(refused) == 1
    found, refused = read(b"text\n" + b"x" * (17 << 20) + b"\ny\n", columns=Columns("text"))
    assert len(refused) == 1
    long = b'{"text":"' + b"x" * (17 << 20) + b'"}\n{"text":"after"}\n'
    found, refused = read(long, b"x.jsonl", Columns("text"))
    assert [row.text for row in found] == ["after"]
    assert len(refused) == 1


@pytest.mark.parametrize("header", ["id,body", "text,text", ""])
def test_columns_that_are_not_there_once(header):
    with pytest.raises(DamagedContainerError):
        read(f"{header}\n1,2\n".encode())
    with pytest.raises(UsageError):
        check(Columns(id="id"))


def test_damage_of_any_kind_gives_rows_or_findings():
    numbers = random.Random(1)
    for data, name in ((printed(), b"x.csv"), (json.dumps(TABLE[2]).encode() * 3, b"x.jsonl")):
        for _ in range(300):
            damaged = bytearray(data)
            for _ in range(numbers.randrange(1, 5)):
                damaged[numbers.randrange(len(damaged))] = numbers.randrange(256)
            try:
                read(bytes(damaged), name)
            except DamagedContainerError:
                continue


def test_rows_of_parquet(tmp_path):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    rows = [{**one, "n": number, "raw": b"x"} for number, one in enumerate(TABLE)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "t.parquet")
    data = (tmp_path / "t.parquet").read_bytes()
    found, refused = read(data, b"t.parquet")
    assert refused == []
    assert [row.text for row in found] == [one["text"] for one in TABLE]
    assert found[0].metadata == {"id": "1", "date": "2020-01-02", "other": "x", "n": 0}
    found, refused = read(data, b"t.parquet", Columns("raw"))
    assert (len(found), len(refused)) == (0, 3)
    for damaged in (data[:100], data[: len(data) // 2], b"PAR1" + bytes(50) + b"PAR1"):
        found, refused = read(damaged, b"t.parquet")
        assert len(refused) == 1
    with pytest.raises(DamagedContainerError):
        read(data, b"t.parquet", Columns("none"))
