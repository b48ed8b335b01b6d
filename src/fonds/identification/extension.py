"""What a file's name claims: a fixed table from extension to media type.

Our own table and not ``mimetypes``: that one reads files of the system and changes with Python,
and the same input must get the same label on every machine.
"""

from fonds.model import Opinion

TOOL = ("fonds-extension", "1")

_TABLE = """
text/plain txt text log asc lst nfo me readme
text/markdown md markdown mdown mkd
text/csv csv
text/tab-separated-values tsv tab
text/html html htm shtml
text/css css
text/javascript js mjs cjs
text/calendar ics ifb
text/vcard vcf vcard
text/vtt vtt
text/x-rst rst
text/asciidoc adoc asciidoc
text/x-org org
text/troff man roff
text/x-bibtex bib
text/x-tex tex latex ltx sty cls
text/x-diff diff patch
text/x-python py pyi pyw
text/x-c c h
text/x-c++ cpp cxx cc hpp hxx hh
text/x-java java
text/x-csharp cs
text/x-go go
text/x-rust rs
text/x-ruby rb
text/x-perl pl pm
text/x-php php
text/x-lua lua
text/x-r r
text/x-haskell hs
text/x-scala scala
text/x-kotlin kt kts
text/x-swift swift
text/x-typescript ts tsx
text/x-shellscript sh bash zsh fish
text/x-ini ini cfg conf properties
text/x-gettext-translation po pot
text/x-sql sql
text/rtf rtf
application/json json map
application/geo+json geojson
application/ld+json jsonld
application/x-ndjson jsonl ndjson
application/yaml yaml yml
application/toml toml
application/xml xml xsd xsl xslt dtd
application/tei+xml tei odd
application/rss+xml rss
application/atom+xml atom
application/rdf+xml rdf owl
application/xhtml+xml xhtml xht
application/mets+xml mets
application/gpx+xml gpx
application/vnd.google-earth.kml+xml kml
image/svg+xml svg
text/turtle ttl
application/n-triples nt
application/n-quads nq
application/sparql-query rq
application/x-subrip srt
message/rfc822 eml mht mhtml
application/mbox mbox
application/pdf pdf
application/postscript ps eps ai
application/msword doc dot
application/vnd.ms-excel xls xlt
application/vnd.ms-powerpoint ppt pps pot
application/vnd.ms-outlook msg
application/vnd.visio vsd
application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
application/vnd.openxmlformats-officedocument.wordprocessingml.template dotx
application/vnd.ms-word.document.macroenabled.12 docm
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
application/vnd.openxmlformats-officedocument.spreadsheetml.template xltx
application/vnd.ms-excel.sheet.macroenabled.12 xlsm
application/vnd.ms-excel.sheet.binary.macroenabled.12 xlsb
application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
application/vnd.openxmlformats-officedocument.presentationml.slideshow ppsx
application/vnd.ms-powerpoint.presentation.macroenabled.12 pptm
application/vnd.oasis.opendocument.text odt
application/vnd.oasis.opendocument.spreadsheet ods
application/vnd.oasis.opendocument.presentation odp
application/vnd.oasis.opendocument.graphics odg
application/epub+zip epub
application/x-mobipocket-ebook mobi prc
application/vnd.amazon.ebook azw azw3
image/vnd.djvu djvu djv
application/vnd.comicbook+zip cbz
application/wacz wacz
application/warc warc
application/x-internet-archive arc
application/zip zip
application/java-archive jar war ear
application/vnd.android.package-archive apk
application/vnd.google-earth.kmz kmz
application/gzip gz tgz
application/x-bzip2 bz2
application/x-xz xz
application/zstd zst
application/x-7z-compressed 7z
application/vnd.rar rar
application/x-tar tar
application/vnd.debian.binary-package deb
application/x-rpm rpm
application/x-iso9660-image iso
application/vnd.sqlite3 sqlite sqlite3
application/vnd.apache.parquet parquet
application/vnd.apache.arrow.file arrow feather
application/x-hdf5 h5 hdf5
application/x-netcdf nc
application/fits fits fit
application/dicom dcm
application/wasm wasm
application/vnd.microsoft.portable-executable exe dll
application/x-executable elf so
image/jpeg jpg jpeg jpe jfif
image/png png
image/gif gif
image/webp webp
image/tiff tif tiff
image/bmp bmp
image/jp2 jp2
image/jxl jxl
image/avif avif
image/heic heic
image/vnd.adobe.photoshop psd
image/vnd.microsoft.icon ico
image/x-portable-pixmap ppm
audio/mpeg mp3
audio/mp4 m4a
audio/ogg ogg oga opus
audio/flac flac
audio/vnd.wave wav
audio/aac aac
audio/midi mid midi
video/mp4 mp4 m4v
video/webm webm
video/x-matroska mkv
video/quicktime mov
video/x-msvideo avi
video/mpeg mpg mpeg
video/ogg ogv
font/ttf ttf
font/otf otf
font/woff woff
font/woff2 woff2
"""

_BY_EXTENSION: dict[str, str] = {}
for _line in _TABLE.split("\n"):
    _type, *_extensions = _line.split() or [""]
    for _extension in _extensions:
        _BY_EXTENSION.setdefault(_extension, _type)

_LONGEST = 12  # characters of an extension worth looking up


def opinion(name: str | None) -> Opinion | None:
    """Return what the last extension of a file name or path stands for, or None.

    >>> opinion("inbox/REPORT.Txt").media_type
    'text/plain'
    """
    if not name:
        return None
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem or stem.endswith("/") or len(extension) > _LONGEST:
        return None
    media_type = _BY_EXTENSION.get(extension.lower())
    return Opinion(*TOOL, "extension", media_type) if media_type else None
