"""Outlook messages (MSG) by their property streams.

Source: MS-OXMSG, section 2; MS-OXPROPS (property ids).
"""

import hashlib
from typing import Any

from fonds.extraction.assembly import Assembly
from fonds.extraction.options import ExtractOptions
from fonds.extraction.webpart import read_html

_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_FIELDS = {
    "0C1A": ("creator", "PidTagSenderName"), "0E04": ("mail:to", "PidTagDisplayTo"),
    "0E03": ("mail:cc", "PidTagDisplayCc"), "1035": ("identifier", "PidTagInternetMessageId"),
    "1042": ("mail:in-reply-to", "PidTagInReplyToId"),
    "1039": ("mail:references", "PidTagInternetReferences"),
    "5D01": ("mail:sender", "PidTagSenderSmtpAddress"),
    "007D": ("mail:transport-headers", "PidTagTransportMessageHeaders"),
}  # fmt: skip
_PREFIX = "__substg1.0_"


def read(ole: Any, assembly: Assembly, options: ExtractOptions) -> None:  # noqa: ANN401 - olefile has no types
    """Put subject, bodies, properties and the names of attachments into the assembly."""
    streams = {name[0].upper(): name for name in ole.listdir() if len(name) == 1}

    def stream(code: str, kind: str) -> bytes | None:
        name = streams.get(f"{_PREFIX}{code}{kind}".upper())
        return None if name is None else bytes(ole.openstream(name).read())

    def text(code: str) -> str:
        wide = stream(code, "001F")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return (stream(code, "001E") or b"").decode("cp1252", "replace").rstrip("\0")

    subject = text(_SUBJECT)
    assembly.say("title", subject, "PidTagSubject")
    assembly.add("heading", subject, {"part": "PidTagSubject"})
    for code, (name, evidence) in _FIELDS.items():
        unverified = " (not verified)" if code == "007D" else ""
        assembly.say(name, text(code), evidence + unverified)
    body = text(_BODY).replace("\r\n", "\n").strip("\n")
    assembly.add("paragraph", body, {"part": "PidTagBody"})
    page = stream(_HTML, "0102")
    if page:
        read_html(page, assembly, options, {"part": "PidTagBodyHtml"})
    if stream(_RTF, "0102") and not body and not page:
        note = "the body is compressed RTF, which is not read"
        assembly.lose("no-extractor", note=note)
    _attachments(ole, assembly)


def _attachments(ole: Any, assembly: Assembly) -> None:  # noqa: ANN401 - olefile has no types
    folders = {name[0] for name in ole.listdir() if name[0].startswith("__attach_version1.0_")}
    for folder in sorted(folders):
        name = ""
        for code in ("3707001F", "3704001F"):
            if not name and ole.exists(f"{folder}/{_PREFIX}{code}"):
                raw = ole.openstream(f"{folder}/{_PREFIX}{code}").read()
                name = raw.decode("utf-16-le", "replace").rstrip("\0")
        place: dict[str, Any] = {"part": folder, "name": name}
        if ole.exists(f"{folder}/{_PREFIX}37010102"):
            body = ole.openstream(f"{folder}/{_PREFIX}37010102").read()
            place |= {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        note = f"a file sent with the message: {name or folder}"
        assembly.lose("attachment", note=note, place=place)
