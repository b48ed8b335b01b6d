"""The two constant texts of an evidence file: what it is, and the script that checks it."""

from importlib.resources import files

READ_ME = """\
This is an evidence file: one document, or a few, taken out of a fonds archive together with the
proof that the archive has them. It is made to be given away and to be checked by somebody who
trusts neither the giver nor the archive. It is a ZIP file in the form WACZ 1.1.1.

WHAT IS IN IT
  archive/data.warc.gz     the exact bytes, as they were taken in; where they came from and what
                           was done to them; every change that was made to the text; a copy for
                           reading (WARC 1.1)
  archive/text.warc.gz     the text that was extracted, and the cleaned one
  fonds/statements.jsonl   one line for each version of a document: the digests of all of that.
                           This line is what is proven
  datapackage-digest.json  the proofs, the signed head of the archive's log, time-stamps, keys
  pages/, indexes/         lists for viewers; datapackage.json lists all files with their digests
To look at it, open it with ReplayWeb.page (https://replayweb.page, or offline) and choose the
page that is called "(reading copy)".

WHAT IT PROVES
  Who holds the archive's key signed a log that has this statement at this place. So the bytes,
  the texts, the changes and their story, all named in the statement by their SHA-256, are what
  the archive committed to, to the last bit. If there is a time-stamp by an authority that you
  trust, that was so no later than the time in it.

WHAT IT DOES NOT PROVE
  That what the document says is true. That the named address ever gave it: that is the
  archiver's word, like every time that is not in a time-stamp. Whose key it is: the key stands
  in this file, but anybody can make a file with a key. Get the key from somewhere else, from the
  archive's web page, its fonds.json, or a person, and compare. That nothing was left out before
  it came to the archive. That the archive shows everybody the same log: compare the checkpoint
  in this file with one that somebody else has.
  Not in the proof: this text, the script, lists and index, and a reading copy that the statement
  does not name, which is what a viewer shows first; `fonds verify` says of each whether it is
  what it has to be, the script does not. The record of who archived it, with which tools, is in
  the proof where the document's provenance names it ("f:run"); files of older releases do not.

WHAT IT GIVES AWAY
  How long the log was and at which place the document stands. Other documents of the archive
  appear only as hashes that cannot be guessed, because each was made with a secret number.

HOW TO CHECK IT
  With fonds:          fonds verify FILE --key-from KEY
  Without:             unzip -p FILE fonds/verify.sh > verify.sh
                       sh verify.sh FILE -k KEY
    needs a POSIX shell, unzip, sha256sum, base64, xxd, awk, openssl 3 (Debian: apt install unzip
    xxd openssl). Read the script before you run it, it came with the file; one of fonds itself
    is the same to the byte. With -r ROOTS.pem it checks time-stamps too.
  By hand:
    unzip -p FILE datapackage.json | sha256sum           must stand in datapackage-digest.json
    unzip -p FILE MEMBER | sha256sum                     must stand in datapackage.json
    unzip -p FILE archive/data.warc.gz | zcat | less     a record's "WARC-Block-Digest" is the
                                                         SHA-256 of its bytes, and must stand in
    unzip -p FILE fonds/statements.jsonl                 the statement
    The SHA-256 of the statement's line, without its line feed, stands in the leaf
    {"k":"version","s":"sha256:...","v":1}. How hashes lead from the leaf to the root that is
    signed is in RFC 9162, section 2.1.3, and in the script.

The specification is FORMAT.md of fonds, section Evidence.
"""


OLDER_SCRIPTS = frozenset(
    {
        "870c1c36d301d36e5691a76f378b3aded9a94181dd9d44fe37408cc9bffffbb7",
        "aaca3d0793c8ecd15b5281034beb656d4fa140f4be027aec3cd3d463d3620a33",
        "132ab9684a82d3fcc1179a83f76572befbeae5fb64925347ea0e69faf1a0a385",
        "3ccc8d68140575759ccf18a0cdbbfc5e5b995e73dc5ee0f7942d24367dc8f95f",
    }
)
"""SHA-256 of every script that an earlier fonds wrote into evidence files, the oldest first."""

OLDER_READMES = frozenset({"2436fd8bea9789ef0b02c846747328bb8054badee92131a6f599b86f1fa8f586"})
"""SHA-256 of every readme that an earlier fonds wrote into evidence files."""


def script() -> bytes:
    """Return the shell script that checks an evidence file with standard tools."""
    return (files("fonds.formats") / "verify.sh").read_bytes()
