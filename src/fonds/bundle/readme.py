"""The text of fonds/readme.txt in every bundle, for readers without fonds."""

READ_ME = """\
This file is a bundle of a fonds archive: documents as exact bytes, the texts made from them,
where they came from, and a record of every change. It is a ZIP file in the form WACZ 1.1.1.

By hand:
  unzip -l BUNDLE                                   lists the members
  unzip -p BUNDLE archive/data.warc.gz | zcat       the captures with their headers (WARC 1.1)
  unzip -p BUNDLE archive/text.warc.gz | zcat       texts extracted and cleaned
  unzip -p BUNDLE fonds/statements.jsonl            one line a version: what the log commits to
  sha256sum of a statement's line, without its line feed, is in the archive's log

In ReplayWeb.page or pywb: open the bundle, or archive/data.warc.gz. Do not import
archive/text.warc.gz into a replay tool by itself: it holds texts under the addresses of the
documents they were made from, and would be shown in their place.

The specification is FORMAT.md of fonds. `fonds verify BUNDLE` checks everything.
"""
