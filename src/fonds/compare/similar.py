"""Near-duplicates by the sketches of the catalogue. Estimates; nothing is merged because of them.

One scan compares a sketch with all others. All pairs are looked for in bands of three bins: two
texts that are alike share one of 42 bands with the chance ``1 - (1 - s**3) ** 42``, which is
0.999 at a similarity of 0.55, 0.95 at 0.41 and 0.68 at 0.30.
Source: FORMAT.md, minhash/1; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from fonds.archive import OpenArchive, Version, ensure_all
from fonds.archive.where import rows_where
from fonds.catalog import VersionRow
from fonds.errors import CatalogDamagedError, NoTextError, WithdrawnError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 0.30
BANDS, ROWS = 42, 3
_AT_ONCE = 1 << 16  # sketches compared at a time: 16 MiB
_MOST_OF_A_BAND = 200  # members of one band that are compared with one another: more are masthead
_NOISE = 2.0**-16


class Similar(NamedTuple):
    """A version that is like what was asked for, as far as the sketches say."""

    identifier: str
    version: int
    similarity: float
    same_document: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        return self._asdict() | {"similarity": round(self.similarity, 3)}


@attrs.frozen
class DuplicateCluster:
    """Documents that are tied by pairs above the threshold. ``kind`` is ``exact`` or ``near``."""

    members: tuple[str, ...]
    pairs: tuple[tuple[str, str, float], ...]
    kind: str

    @property
    def first(self) -> str:
        """The one that was archived first."""
        return self.members[0]

    def to_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        pairs = [{"a": a, "b": b, "similarity": round(s, 3)} for a, b, s in self.pairs]
        return {"first": self.first, "members": list(self.members), "pairs": pairs,
                "kind": self.kind}  # fmt: skip


def similar(
    archive: OpenArchive,
    sketch: bytes | None,
    *,
    document: str = "",
    leaf: int = -1,
    threshold: float = THRESHOLD,
    limit: int = 20,
) -> list[Similar]:
    """Return the versions whose texts are most like one, nearest first.

    ``document`` and ``leaf`` say whose sketch it is; that version itself is not in the answer.
    Cost: a scan of the sketches, 256 bytes a version. Each answer is compared with the log.
    Raises: NoTextError where there is no sketch: no text, or one of less than 32 bytes.
    """
    if sketch is None:
        raise NoTextError("there is no text, or too little, to compare")
    ensure_all(archive)
    wanted = _array(sketch)
    found: list[tuple[float, int]] = []
    for leaves, sketches in _scanned(archive):
        shares = _share((sketches == wanted).sum(axis=1))
        near = (shares >= threshold).nonzero()[0]
        found += [(float(shares[at]), leaves[at]) for at in near.tolist()]
    found.sort(key=lambda one: (-one[0], one[1]))
    answers: list[Similar] = []
    for share, at in found:
        if at == leaf:
            continue
        if len(answers) >= limit:
            break
        version = _checked(archive, at)
        if version is not None:
            same = version.document == document
            answers.append(Similar(version.identifier, version.number, share, same))
    return answers


def _checked(archive: OpenArchive, leaf: int) -> Version | None:
    """Return a version that the log supports, None where it is withdrawn."""
    row = archive.catalog.version(leaf)
    if row is None or row.withdrawn:
        return None
    version = Version(archive, row)
    try:
        version.check()
    except WithdrawnError:
        return None
    return version


def _array(sketch: bytes) -> "NDArray[np.uint16]":
    import numpy as np

    return np.frombuffer(sketch, "<u2")


def _share(equal: Any) -> Any:  # noqa: ANN401 - an array of counts
    """Return estimates of similarity for numbers of equal bins, as ``similarity`` has them."""
    import numpy as np

    return np.maximum(0.0, (equal / 128 - _NOISE) / (1 - _NOISE))


def _scanned(archive: OpenArchive) -> Iterator[tuple[list[int], "NDArray[np.uint16]"]]:
    """Yield leaves and sketches of all versions, many at a time."""
    import numpy as np

    leaves: list[int] = []
    parts: list[bytes] = []
    for leaf, sketch in archive.catalog.sketches():
        leaves.append(leaf)
        parts.append(sketch)
        if len(leaves) == _AT_ONCE:
            yield leaves, np.frombuffer(b"".join(parts), "<u2").reshape(-1, 128)
            leaves, parts = [], []
    if leaves:
        yield leaves, np.frombuffer(b"".join(parts), "<u2").reshape(-1, 128)


def duplicates(
    archive: OpenArchive, threshold: float = THRESHOLD, where: str | None = None
) -> list[DuplicateCluster]:
    """Return clusters of documents whose newest versions have equal bytes or texts that are alike.

    ``where`` is an expression; only documents whose newest version it chooses are compared.
    Cost: a pass over the catalogue, and what the expression reads; memory 300 bytes a document.
    Raises: CatalogDamagedError; UsageError where the expression is wrong.
    """
    ensure_all(archive)
    rows = [row for row in archive.catalog.documents() if not row.withdrawn]
    if where is not None:
        rows = list(rows_where(archive, rows, where))
    pairs = {**_near_pairs(rows, threshold), **_exact_pairs(rows)}
    return [_cluster(archive, rows, one) for one in _clusters(pairs)]


Pairs = dict[tuple[int, int], float]


def _exact_pairs(rows: Sequence[VersionRow]) -> Pairs:
    """Tie each document to the first that has its bytes. Shape: similarity 2, more than any."""
    first: dict[bytes, int] = {}
    pairs: Pairs = {}
    for at, row in enumerate(rows):
        one = first.setdefault(row.sha256, at)
        if one != at and row.size:
            pairs[one, at] = 2.0
    return pairs


def _near_pairs(rows: Sequence[VersionRow], threshold: float) -> Pairs:
    import numpy as np

    places = [at for at, row in enumerate(rows) if row.sketch is not None]
    if len(places) < 2:
        return {}
    joined = b"".join(row.sketch for row in rows if row.sketch is not None)
    sketches = np.frombuffer(joined, "<u2").reshape(-1, 128)
    pairs: Pairs = {}
    for band in range(BANDS):
        bins = sketches[:, band * ROWS : band * ROWS + ROWS].astype(np.uint64)
        keys = bins[:, 0] << np.uint64(32) | bins[:, 1] << np.uint64(16) | bins[:, 2]
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.diff(keys[order], prepend=keys[order[0]] + np.uint64(1)))
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
            if end - start > 1:
                members = order[start : min(end, start + _MOST_OF_A_BAND)]
                _compare(sketches, members.tolist(), threshold, places, pairs)
    return pairs


def _compare(
    sketches: "NDArray[np.uint16]",
    members: Sequence[int],
    threshold: float,
    places: Sequence[int],
    pairs: Pairs,
) -> None:
    for number, one in enumerate(members):
        others = members[number + 1 :]
        if not others:
            return
        shares = _share((sketches[others] == sketches[one]).sum(axis=1))
        for other, share in zip(others, shares.tolist(), strict=True):
            if share >= threshold:
                a, b = sorted((places[one], places[other]))
                pairs[a, b] = share


def _clusters(pairs: Pairs) -> Iterator[Pairs]:
    """Yield what is connected, the cluster of the earliest document first."""
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for a, b in pairs:
        first, second = sorted((root(a), root(b)))
        parent[second] = first
    found: dict[int, Pairs] = defaultdict(dict)
    for (a, b), share in pairs.items():
        found[root(a)][a, b] = share
    for one in sorted(found):
        yield found[one]


def _cluster(archive: OpenArchive, rows: Sequence[VersionRow], pairs: Pairs) -> DuplicateCluster:
    members = sorted({at for pair in pairs for at in pair})
    for at in members:
        _support(archive, rows[at])
    name = {at: rows[at].identifier for at in members}
    kind = "exact" if all(share == 2.0 for share in pairs.values()) else "near"
    tied = [(name[a], name[b], min(share, 1.0)) for (a, b), share in sorted(pairs.items())]
    return DuplicateCluster(tuple(_names(name.values())), tuple(tied), kind)


def _names(found: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(found)


def _support(archive: OpenArchive, row: VersionRow) -> None:
    """Make sure that the log supports a row. Raises: CatalogDamagedError."""
    try:
        Version(archive, row).check()
    except WithdrawnError as e:
        raise CatalogDamagedError("a document was withdrawn just now; ask again") from e
