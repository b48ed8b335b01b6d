"""Names below log/: which belong to a log, and which do not."""

from fonds import log
from support.logs import damaged


def test_files_that_are_no_part_of_the_log_are_named():
    store, state = damaged()
    assert list(log.strays(store, state)) == []
    ours = ("timestamps/300.tsr", "timestamps/300.chain.pem", "timestamps/700.2.tsr",
            "timestamps/700.2.chain.pem")  # fmt: skip
    unsigned = ("tile/0/002", "tile/0/002.p/189", "tile/entries/002.p/200", "tile/1/000.p/3",
                "tile/0/x001/000", "tile/2/000.p/1")  # fmt: skip
    strange = ("timestamps/701.tsr", "timestamps/300.1.tsr", "timestamps/300.pem", "notes.txt",
               "checkpoints/x", "checkpoints/03", "tile/0/1", "tile/0/000.p/0", "timestamps/x.tsr",
               "checkpoint.bak", "timestamps/701.chain.pem")  # fmt: skip
    store.files |= {f"log/{name}": b"" for name in (*ours, *unsigned, *strange)}
    found = list(log.strays(store, state))
    assert {s.name for s in found if s.unsigned} == {f"log/{name}" for name in unsigned}
    assert {s.name for s in found if not s.unsigned} == {f"log/{name}" for name in strange}
