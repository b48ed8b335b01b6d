"""Check what an evidence file proves: statements in a log, the log's signature, times.

The file's content is checked like that of any bundle; here it is tied to the log of its archive.
Whose key that is, the file cannot say: it has to be known from elsewhere (``TrustedKey``).
FORMAT.md, Evidence.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import attrs
from cryptography import x509

from fonds.errors import (
    FondsError,
    FormatError,
    IntegrityError,
    MalformedKeyError,
)
from fonds.formats.bundle import PAGES, STATEMENTS
from fonds.formats.evidence import FIELD, README, SCRIPT, TimestampedHead, Transparency
from fonds.formats.evidence_texts import OLDER_READMES, OLDER_SCRIPTS, READ_ME, script
from fonds.formats.lines import split_lines
from fonds.formats.rfc3161.timestamp import (
    check_token,
    is_chain,
    parse_chain,
    parse_response,
    print_chain,
)
from fonds.formats.statement import MAX_LINE, version_leaf
from fonds.formats.tlog.keyring import KeyRing
from fonds.formats.tlog.note import Checkpoint, Note, VerifyKey
from fonds.formats.wacz import auth as wacz_auth
from fonds.formats.wacz import package as wacz_package
from fonds.formats.wacz.package import DATAPACKAGE, DATAPACKAGE_DIGEST
from fonds.formats.zip import reader as zip_reader
from fonds.formats.zip.reader import ZipMember
from fonds.model import stamp
from fonds.verify.evidence.trusted_key import TrustedKey
from fonds.verify.log.timestamps import UNATTESTED
from fonds.verify.log.witnesses import judge
from fonds.verify.report import FindingLog

_TEXTS = {README: READ_ME.encode(), SCRIPT: script()}
_SOFTWARE = re.compile(r"fonds [0-9]{1,4}(\.[0-9]{1,4}){1,3}((a|b|rc|\.dev|\.post)[0-9]{1,4})?")
_OLDER = {README: OLDER_READMES, SCRIPT: OLDER_SCRIPTS}
OLDER_SCRIPT = (
    "what a viewer shows, to somebody who runs the script in this file alone: it is of an older "
    "fonds and checks neither index, pages, reading copies nor the records of runs, of which it "
    "speaks only after its verdict"
)
"""What a report says of an evidence file with a script of an earlier release."""
_TEXT_LIMIT = 1 << 20  # bytes of a readme or script
_PAGE_LIMIT = 1 << 26  # bytes of a page's line


@attrs.define
class _Check:
    """One evidence file under check."""

    name: str
    members: Mapping[str, ZipMember]
    findings: FindingLog
    known: TrustedKey | None
    roots: Sequence[x509.Certificate]

    def report(self, code: str, sentence: str, member: str = DATAPACKAGE_DIGEST) -> None:
        self.findings.report(code, sentence, file=self.name, member=member)


def check_evidence(
    file: BinaryIO,
    name: str,
    findings: FindingLog,
    *,
    known: TrustedKey | None = None,
    roots: Sequence[x509.Certificate] = (),
    witnesses: Sequence[VerifyKey] = (),
) -> dict[str, Any] | None:
    """Check what ties an evidence file to its log; return the newest head, or None.

    The bundle in it is checked by ``verify.bundle``: its damage is not reported again.
    Cost: some hashes and one signature a head; 1 ms a time-stamp. Raises: nothing for damage.
    """
    try:
        members = {member.name: member for member in zip_reader.members(file)}
        digest = zip_reader.read(file, members[DATAPACKAGE_DIGEST], wacz_package.MAX_JSON)
        package = zip_reader.read(file, members[DATAPACKAGE], wacz_package.MAX_JSON)
        manifest = wacz_package.parse_datapackage(package).fields
        _, fields = wacz_package.parse_datapackage_digest(digest)
        leaves = _leaves(file, members[STATEMENTS])
    except (FondsError, KeyError):
        return None  # that was reported
    check = _Check(name, members, findings, known, roots)
    _texts(check, file)
    if wacz_auth.FIELD in fields:
        _signature(check, fields[wacz_auth.FIELD], package, manifest)
    try:
        proofs = Transparency.from_json(fields.get(FIELD))
    except FormatError as e:
        check.report("V901", str(e))
        return None
    heads = _proofs(check, proofs, leaves)
    _keys(check, proofs, heads)
    signed = [(Note.parse(note), head, name) for note, head in heads.items()]
    judge(signed, max((head.size for head in heads.values()), default=0), witnesses, findings)
    _times(check, proofs)
    if not heads:
        return None
    newest = max(heads.values(), key=lambda head: head.size)
    _manifest(check, file, manifest, newest, len(leaves))
    return {
        "origin": newest.origin,
        "size": newest.size,
        "root": newest.root.hex(),
        "time": stamp(newest.time) if newest.time else None,
    }


def _leaves(file: BinaryIO, member: ZipMember) -> list[bytes]:
    """The leaf of each statement. Raises: FormatError."""
    lines = split_lines(zip_reader.chunks(file, member), limit=MAX_LINE + 1)
    digests = (hashlib.sha256(line[:-1]).hexdigest() for line in lines)
    return [version_leaf(f"sha256:{digest}") for digest in digests]


def _texts(check: _Check, file: BinaryIO) -> None:
    """The readme, and the script, which somebody may run."""
    for member, text in _TEXTS.items():
        try:
            found = zip_reader.read(file, check.members[member], _TEXT_LIMIT)
        except (FormatError, KeyError):
            continue  # that was reported
        digest = hashlib.sha256(found).hexdigest()
        if found == text:
            continue
        if digest not in _OLDER[member]:
            check.report("V905", f"its sha256 is {digest}", member)
        elif member == SCRIPT:
            check.findings.not_proven.append(OLDER_SCRIPT)


def _signature(check: _Check, signed: object, package: bytes, manifest: Mapping[str, Any]) -> None:
    try:
        created, software = str(manifest.get("created")), str(manifest.get("software"))
        wacz_auth.check_manifest(signed, package, created, software)
        check.findings.count("integrity", "signatures for viewers")
    except (FormatError, IntegrityError) as e:
        check.report("V906", str(e))


def _proofs(
    check: _Check, proofs: Transparency, leaves: Sequence[bytes]
) -> dict[bytes, Checkpoint]:
    """Climb from each statement to a signed head; return the heads by their notes."""
    heads: dict[bytes, Checkpoint] = {}
    proven = set()
    for one in proofs.proofs:
        if not 1 <= one.statement <= len(leaves):
            check.report("V902", f"a proof is of statement {one.statement}, which is not here")
            continue
        note = bytes(one.proof.note)
        try:
            head = one.proof.check(leaves[one.statement - 1])
        except (FormatError, IntegrityError) as e:
            check.report("V902", f"statement {one.statement}: {e}")
            continue
        if note not in heads:
            try:
                heads[note] = proofs.ring.checkpoint(one.proof.note)
            except (FormatError, IntegrityError) as e:
                check.report("V903", str(e))
                continue
            check.findings.count("history", "signed heads")
        if head.time is None:
            check.report("V903", "a head states no time")
        proven.add(one.statement)
        check.findings.count("history", "proofs")
    for number in range(1, len(leaves) + 1):
        if number not in proven:
            check.report("V902", f"statement {number} is not proven")
    return heads


def _keys(check: _Check, proofs: Transparency, heads: Mapping[bytes, Checkpoint]) -> None:
    """Follow the keys from the first to the last; compare them with what is known."""
    try:
        ring = KeyRing(proofs.ring.origin, proofs.ring.keys[:1])
        for leaf, key in zip(proofs.rotations, proofs.ring.keys[1:], strict=True):
            ring = ring.rotated(leaf, key.first - 1)
        if ring != proofs.ring:
            raise MalformedKeyError("the keys are not those of the rotations")
    except (FormatError, IntegrityError, ValueError) as e:
        check.report("V903", f"the keys do not follow from each other: {e}")
        return
    known = check.known
    if known is None:
        check.report("V904", f"it is {ring.newest.key}")
        check.findings.not_proven.append("whose key it is: it is known from this file alone")
        return
    theirs, ours = [k.key for k in known.ring.keys], [k.key for k in ring.keys]
    if known.ring.origin != ring.origin or not _continue(theirs, ours):
        check.report("V903", f"{known.source} is another: {known.ring.newest.key}")
        return
    if known.follows is not None:
        for note in heads:
            try:
                known.follows(note)
            except (FormatError, IntegrityError) as e:
                check.report("V605", f"{known.source}: {e}")
        check.findings.count("history", "heads found in the archive's log", len(heads))


def _continue(theirs: list[VerifyKey], ours: list[VerifyKey]) -> bool:
    """Whether both are of one line of keys: one of them continues the other.

    A single key that is known may be any of the line: each signed the next one.
    """
    if len(theirs) == 1:
        return theirs[0] in ours
    shared = min(len(theirs), len(ours))
    return theirs[:shared] == ours[:shared]


def _times(check: _Check, proofs: Transparency) -> None:
    """Check every time-stamp; say which statements were there before which time."""
    over: dict[bytes, set[int]] = {}
    for one in proofs.proofs:
        over.setdefault(bytes(one.proof.note), set()).add(one.statement)
    dated: set[int] = set()
    for number, stamped in enumerate(proofs.timestamps, 1):
        try:
            if _time(check, stamped, over, number):
                dated |= over[stamped.checkpoint]
        except (FormatError, IntegrityError) as e:
            check.report("V701", f"time stamp {number}: {e}")
    undated = {one.statement for one in proofs.proofs} - dated
    if not dated:
        check.findings.not_proven.append(UNATTESTED)
    elif undated:
        check.findings.partly.add("time")
        check.findings.not_proven.append(f"when {len(undated)} of the versions came")


def _time(check: _Check, one: TimestampedHead, over: Mapping[bytes, set[int]], number: int) -> bool:
    """Whether an authority that is trusted dates a checkpoint. Raises: as the token is wrong."""
    token = parse_response(one.token)
    if one.checkpoint not in over:
        raise FormatError("it is over a checkpoint that no proof leads to")
    if not token.covers(one.checkpoint):
        raise IntegrityError("it is over other bytes than its checkpoint")
    chain = parse_chain(one.chain)
    if print_chain(chain) != one.chain or (chain and not is_chain(token, chain)):
        raise FormatError("the certificates beside it were changed")
    if not check.roots:
        sentence = f"time stamp {number} says {stamp(token.time)}, by {token.authority or 'nobody'}"
        check.report("V702", ascii(sentence)[1:-1])
        return False
    check_token(token, one.checkpoint, check.roots, chain)
    check.findings.count("time", "time stamps")
    sentence = f"{len(over[one.checkpoint])} versions were there at {stamp(token.time)}"
    check.findings.notes["time"].append(f"{sentence}, says {token.authority}")
    return True


def _manifest(
    check: _Check,
    file: BinaryIO,
    manifest: Mapping[str, Any],
    newest: Checkpoint,
    versions: int,
) -> None:
    """Compare what a viewer shows of the file as a whole with what it must be."""
    if newest.time is not None and manifest.get("created") != stamp(newest.time):
        check.report("V207", "created is not the time of the newest head", DATAPACKAGE)
    if not _SOFTWARE.fullmatch(str(manifest.get("software"))):
        check.report("V207", "software does not name a release of fonds", DATAPACKAGE)
    archive = newest.origin.removeprefix("fonds.invalid/")
    title: object = f"{versions} versions of documents, out of fonds archive {archive}"
    if versions == 1 and PAGES in check.members:
        # ``verify.version.pages`` compares the pages with the versions.
        chunks = zip_reader.chunks(file, check.members[PAGES])
        try:
            page = list(split_lines(chunks, limit=_PAGE_LIMIT))[1:2]
            title = wacz_package.parse_page(page[0]).get("title") if page else None
        except FormatError:
            return
    if manifest.get("title", "") != title:
        check.report("V207", "the title does not match the content", DATAPACKAGE)
