"""The text of README.txt in every archive, for readers without fonds."""

READ_ME = """\
This folder is a fonds archive: documents kept as exact bytes, with where they came from, a
cleaned reading text whose every change is recorded, and a log that proves nothing was altered.

What is here
  fonds.json               which archive this is; the public key its log is signed with
  bundles/                 the documents: ZIP files in the form WACZ 1.1.1, never changed
  log/checkpoint           the signed head of the log (a text file; C2SP tlog-checkpoint)
  log/checkpoints/         every head that was ever signed
  log/tile/                the log itself (C2SP tlog-tiles); log/tile/entries/ holds its leaves
  log/timestamps/          time stamps of heads by outside authorities (RFC 3161), if there are any
  withdrawn/               what was taken out, and why
  catalog.sqlite           an index; may be deleted at any time
  staging/                 temporary files; may be deleted when nothing writes

Reading it by hand, with standard tools
  unzip -l bundles/2026/11/23/NAME.wacz
  unzip -p NAME.wacz archive/data.warc.gz | zcat | less     the documents, each with its headers
  unzip -p NAME.wacz fonds/statements.jsonl                 what the log commits to, a line each
  The SHA-256 of such a line stands in a leaf of log/tile/entries/ as {"k":"version","s":...}.
  Any tool for web archives opens the bundles: ReplayWeb.page, pywb.

With fonds (https://pypi.org/project/fonds)
  fonds verify --archive .        checks every byte, the log, and says what is not proven
  fonds list --archive .          fonds cat DOCUMENT --archive .

The specification is FORMAT.md, which comes with fonds.
"""
