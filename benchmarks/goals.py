"""What fonds promises of its speed, and whether the figures of a run keep it."""
# ruff: noqa: E501
# A table is read by its rows.

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from peers import AGAIN, CAT, CLEAN, FETCH, INGEST, QUICK, READ, START, VERIFY

Facts = Mapping[str, Any]
ALL, CAPTURE = "fonds, everything", "fonds, capture only, in process"
THREE, ALONE = "fonds, the WARC writers' three records", "fonds, everything, in process"


@attrs.frozen
class Goal:
    """A figure made of a run's facts and what it has to be: at least, or at most."""

    what: str
    measured: Callable[[Facts], float]
    target: float
    least: bool = True
    unit: str = "x"


def judge(facts: Facts) -> list[dict[str, Any]]:
    """Return each goal with its figure; None where a peer of it was not measured."""
    rows = []
    for goal in GOALS:
        try:
            value = goal.measured(facts)
        except (KeyError, TypeError, ZeroDivisionError):
            value = None
        kept = value is not None and (value >= goal.target if goal.least else value <= goal.target)
        rows.append(
            {
                "what": goal.what,
                "target": goal.target,
                "least": goal.least,
                "unit": goal.unit,
                "value": value,
                "kept": kept if value is not None else None,
            }
        )
    return rows


def _cpu(facts: Facts, peer: str, step: str = INGEST) -> float:
    return float(facts["figures"][peer][step]["cpu"])


def _ratio(
    theirs: str, ours: str, step: str = INGEST, our_step: str = ""
) -> Callable[[Facts], float]:
    """How many times a peer's processor time is ours."""
    return lambda facts: _cpu(facts, theirs, step) / _cpu(facts, ours, our_step or step)


def _nabit(ours: str) -> Callable[[Facts], float]:
    """bag-nabit's processor time over ours; where it could not be installed, what it does done by
    bagit and openssl.
    """

    def ratio(facts: Facts) -> float:
        theirs = "bag-nabit" if "bag-nabit" in facts["figures"] else "bagit + openssl"
        return _cpu(facts, theirs) / _cpu(facts, ours)

    return ratio


def _read_by_fastwarc(quantity: str) -> Callable[[Facts], float]:
    """What a deep check takes over what FastWARC takes to read the same bundles."""
    return lambda f: f["figures"][ALL][VERIFY][quantity] / f["figures"][ALL][READ][quantity]


def _unchanged(facts: Facts) -> float:
    """Processor time of a run without change, without what the program takes to start."""
    return _cpu(facts, ALL, AGAIN) - _cpu(facts, ALL, START)


def _share(facts: Facts) -> float:
    return facts["figures"][ALL][INGEST]["bundles"] / facts["corpus"]["bytes"]


def _each(name: str) -> Callable[[Facts], float]:
    return lambda facts: facts["figures"][ALL][INGEST][name] / facts["corpus"]["documents"]


def _syncs(facts: Facts) -> float:
    return facts["syncs"][ALL] / facts["corpus"]["documents"] * 500


def _wall(facts: Facts, peer: str) -> float:
    return float(facts["figures"][peer][INGEST]["wall"])


GOALS = (
    Goal("capture alone: bagit's CPU over ours", _ratio("bagit", CAPTURE), 3),
    Goal("capture alone: bag-nabit's, or its layout by bagit + openssl, over ours", _nabit(CAPTURE), 5),
    Goal("capture alone: warcio + wacz create's over ours", _ratio("warcio + wacz create", CAPTURE), 7),
    Goal("same three records: warcio + wacz create's over ours", _ratio("warcio + wacz create", THREE), 4.5),
    Goal("same three records: warcio's over ours", _ratio("warcio, three records", THREE), 2.5),
    Goal("same three records: restic's over ours", _ratio("restic", THREE), 2),
    Goal("everything: bag-nabit's plain copy, or its layout by bagit + openssl, over ours", _nabit(ALL), 1),
    Goal("everything: bag-nabit's 719 us on the machine of the goals over ours here", lambda f: 719e-6 * f["corpus"]["documents"] / _cpu(f, ALONE), 1),
    Goal("everything: wall of one process over that of two workers", lambda f: _wall(f, ALONE) / _wall(f, ALL), 1.8),
    Goal("deep verify: warcio check's CPU over ours", _ratio("warcio, three records", ALL, VERIFY), 3.5),
    Goal("deep verify: fastwarc check's over ours", _ratio("FastWARC, three records", ALL, VERIFY), 1),
    Goal("deep verify: ours over FastWARC's CPU, same bundles, digests checked", _read_by_fastwarc("cpu"), 2, least=False),
    Goal("deep verify: ours over FastWARC's wall, same bundles, digests checked", _read_by_fastwarc("wall"), 2, least=False),
    Goal("deep verify: peak memory", lambda f: f["figures"][ALL][VERIFY]["peak"] / 1e6, 200, least=False, unit="MB"),
    Goal("deep verify: bagit validate's over ours", _ratio("bagit", ALL, VERIFY), 1.2),
    Goal("quick verify: bagit validate's over ours", _ratio("bagit", ALL, VERIFY, QUICK), 15),
    Goal("no change: restic's over ours, start-up left out", lambda f: _cpu(f, "restic", AGAIN) / _unchanged(f), 8),
    Goal("no change: borg's over ours, start-up left out", lambda f: _cpu(f, "borg", AGAIN) / _unchanged(f), 8),
    Goal("no change: ours over git's, start-up left out", lambda f: _unchanged(f) / _cpu(f, "git", AGAIN), 2, least=False),
    Goal("fetch one document in process, p50", lambda f: f["figures"][ALL][FETCH]["p50"], 60, least=False, unit="us"),
    Goal("fetch one document by the command, wall", lambda f: f["figures"][ALL][CAT]["wall"], 0.2, least=False, unit="s"),
    Goal("cleaning texts that need none: ftfy.fix_text's CPU over ours", lambda f: f["figures"][ALL][CLEAN]["ftfy"] / f["figures"][ALL][CLEAN]["fonds"], 30),
    Goal("bytes of the bundles over bytes taken in", _share, 0.56, least=False, unit=""),
    Goal("catalogue, a document", _each("catalogue"), 600, least=False, unit="B"),
    Goal("peak memory of the largest process", lambda f: f["figures"][ALL][INGEST]["peak"] / 1e6, 250, least=False, unit="MB"),
    Goal("syncs for 500 documents", _syncs, 3, least=False, unit=""),
)  # fmt: skip
