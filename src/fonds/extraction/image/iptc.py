"""IPTC-IIM records. Source: IPTC-NAA Information Interchange Model 4.2."""

import struct

from fonds.extraction.assembly import Assembly

_NAMES = {
    3: "ObjectTypeReference", 4: "ObjectAttributeReference", 5: "ObjectName", 7: "EditStatus",
    8: "EditorialUpdate", 10: "Urgency", 12: "SubjectReference", 15: "Category",
    20: "SupplementalCategories", 22: "FixtureIdentifier", 25: "Keywords",
    26: "ContentLocationCode", 27: "ContentLocationName", 30: "ReleaseDate", 35: "ReleaseTime",
    37: "ExpirationDate", 38: "ExpirationTime", 40: "SpecialInstructions", 42: "ActionAdvised",
    45: "ReferenceService", 47: "ReferenceDate", 50: "ReferenceNumber", 55: "DateCreated",
    60: "TimeCreated", 62: "DigitalCreationDate", 63: "DigitalCreationTime",
    65: "OriginatingProgram", 70: "ProgramVersion", 75: "ObjectCycle", 80: "By-line",
    85: "By-lineTitle", 90: "City", 92: "Sub-location", 95: "Province-State",
    100: "Country-PrimaryLocationCode", 101: "Country-PrimaryLocationName",
    103: "OriginalTransmissionReference", 105: "Headline", 110: "Credit", 115: "Source",
    116: "CopyrightNotice", 118: "Contact", 120: "Caption-Abstract", 122: "Writer-Editor",
    130: "ImageType", 131: "ImageOrientation", 135: "LanguageIdentifier",
    184: "JobID", 187: "UniqueDocumentID", 188: "OwnerID",
}  # fmt: skip
_DC = {5: "title", 80: "creator", 120: "description", 116: "rights", 25: "subject", 55: "created",
       115: "source"}  # fmt: skip
_PERSONS = frozenset({118, 122, 188})
_MOST = 2_000


def read(data: bytes, assembly: Assembly) -> None:
    """Record the application record, each name with all its values."""
    codec = "utf-8" if b"\x1c\x01\x5a\x00\x03\x1b%G" in data else ""
    values: dict[int, list[str]] = {}
    at, count = 0, 0
    while at + 5 <= len(data) and count < _MOST:
        if data[at] != 0x1C:
            at += 1
            continue
        record, dataset, size = struct.unpack_from(">BBH", data, at + 1)
        at += 5
        if size & 0x8000:  # an extended one: as many bytes hold the length
            wide = size & 0x7FFF
            size = int.from_bytes(data[at : at + min(wide, 8)], "big")
            at += wide
        if at + size > len(data):
            assembly.lose("damaged", note="an IPTC value is cut short")
            size = max(0, len(data) - at)
        if record == 2 and dataset in _NAMES:
            values.setdefault(dataset, []).append(_text(data[at : at + size], codec))
        at += size
        count += 1
    for dataset, found in values.items():
        name = _DC.get(dataset, f"iptc:{_NAMES[dataset]}")
        value = found[0] if len(found) == 1 else found
        evidence = f"IPTC 2:{dataset:02d} {_NAMES[dataset]}"
        assembly.say(name, value, evidence, dataset in _PERSONS)


def _text(raw: bytes, codec: str) -> str:
    """Decode a value: as the record says, else UTF-8 where it is that, else Latin-1."""
    raw = raw.rstrip(b"\0")
    if codec:
        return raw.decode(codec, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
