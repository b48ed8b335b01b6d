"""Web archives as other programs write them, of a site on this machine."""

import gzip
import io
import json
import subprocess
import sys
import zlib

import brotli

PAGE = b"<html><title>A page</title><p>Words of a page, and more words.</p></html>"


def chunked(data, size=7):
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def site():
    """Return the answers of a site that does what sites do: path -> bytes."""
    html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"

    def whole(body, *fields, head=html):
        more = b"".join(field + b"\r\n" for field in fields)
        return head + more + b"Content-Length: %d\r\n\r\n" % len(body) + body

    return {
        "/": whole(PAGE),
        "/gzip": whole(gzip.compress(PAGE, mtime=0), b"Content-Encoding: gzip"),
        "/br": whole(brotli.compress(PAGE), b"Content-Encoding: br"),
        "/deflate": whole(zlib.compress(PAGE), b"Content-Encoding: deflate"),
        "/chunked": html + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(PAGE),
        "/moved": whole(b"", b"Location: /", head=b"HTTP/1.1 302 Found\r\n"),
        "/gone": whole(b"no such page", head=b"HTTP/1.1 404 Not Found\r\n"),
        "/form": whole(b"thank you", head=b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"),
    }


_CAPTURE = """
import json, sys
from warcio.capture_http import capture_http
import http.client
port, out = int(sys.argv[1]), sys.argv[2]
with capture_http(out):
    for method, path in json.loads(sys.argv[3]):
        c = http.client.HTTPConnection("127.0.0.1", port)
        c.request(method, path, body=b"a=b" if method == "POST" else None)
        c.getresponse().read()
        c.close()
"""


def by_warcio(server, path):
    """Let warcio record requests of all pages of a site into a WARC."""
    asked = [("POST" if one == "/form" else "GET", one) for one in site()]
    line = [sys.executable, "-c", _CAPTURE, str(server.port), str(path), json.dumps(asked)]
    subprocess.run(line, check=True, capture_output=True, timeout=60)
    return path.read_bytes()


def records(kind, data):
    """Return the records of a WARC that warcio reads, of a kind: address, date, payload."""
    from warcio.archiveiterator import ArchiveIterator

    found = []
    for record in ArchiveIterator(io.BytesIO(data)):
        if record.rec_type == kind:
            head = record.rec_headers
            date, url = head.get_header("WARC-Date"), head.get_header("WARC-Target-URI")
            if record.http_headers.get_header("Content-Encoding") == "br":
                body = brotli.decompress(record.raw_stream.read())  # warcio cannot, with brotli 1.2
            else:
                body = record.content_stream().read()
            found.append((url.strip("<>"), date, body))
    return found


def members(data):
    """Return where the gzip members of a file begin, and where it ends."""
    starts, at = [], 0
    while at < len(data):
        starts.append(at)
        unpacker = zlib.decompressobj(31)
        unpacker.decompress(data[at:])
        at = len(data) - len(unpacker.unused_data)
    return [*starts, len(data)]


def arc(pages):
    """Return an ARC file of version 1 of pages: (address, IP, 14 digits, type, block)."""
    version = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    head = b"filedesc://a.arc 0.0.0.0 20010101000000 text/plain %d\n%s\n" % (len(version), version)
    rows = [
        f"{url} {ip} {date} {kind} {len(block)}\n".encode() + block + b"\n"
        for url, ip, date, kind, block in pages
    ]
    return [head, *rows]
