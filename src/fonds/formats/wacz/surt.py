"""SURT keys: the form of a URL that web archive indexes are sorted by. Pure.

Written to give what the indexers and replayers in use give (cdxj-indexer, pywb), because a reader
finds a record only if it computes the same key: host reversed, scheme, ``www`` and default port
gone, everything in lower case, escapes in one spelling, query arguments sorted, session ids out.
A conformance test compares the two over many URLs.

Every step is linear in the URL; where it is not (session ids), it is not tried beyond
``MAX_SESSION``. No name is ever looked up.
"""

import contextlib
import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

from fonds.errors import MalformedIndexError

MAX_URL = 64 * 1024
"""Bytes; longer ones are refused, for an index line is read whole."""
MAX_SESSION = 8 * 1024
"""Bytes of path or query within which session ids are looked for."""

_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_PLAIN_FILE = re.compile(r"file:///[A-Za-z0-9._~/-]{0,4000}[A-Za-z0-9._~-]")
_PLAIN_HOST = re.compile(
    r"[a-z]{3,8}://(?!www)([a-z]{1,63}(?:\.[a-z]{1,63}){0,9})/([a-z0-9-]{1,99}(?:/[a-z0-9-]{1,99}){0,9})"
)
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]{0,100}:")
_DOUBLED = re.compile(rb"(https?://)+")
_WWW = re.compile(rb"www\d*\.")
_DECIMAL_HOST = re.compile(rb"[1-9][0-9]{0,19}(?:\.[0-9]{1,20}){0,3}")
_OCTAL_HOST = re.compile(rb"0[0-7]{0,19}(?:\.[0-7]{1,20}){0,3}")
_PATH_SESSIONS = (
    re.compile(rb"(?<=/)\((?:[a-z]\([0-9a-z]{24}\)){1,99}\)/"),
    re.compile(rb"(?<=/)\([0-9a-z]{24}\)/"),
)
_QUERY_SESSIONS = (
    re.compile(rb"jsessionid=[0-9a-z]{32}(?=&|\Z)"),
    re.compile(rb"phpsessid=[0-9a-z]{32}(?=&|\Z)"),
    re.compile(rb"sid=[0-9a-z]{32}(?=&|\Z)"),
    re.compile(rb"aspsessionid[a-z]{8}=[a-z]{24}(?=&|\Z)"),
)
_DEFAULT_PORTS = {b"http": 80, b"https": 443}


def key(url: str) -> str:
    """The sort key of ``url``; a URL that makes no sense is its own key, as indexers do it.

    >>> key("https://www.Example.org:443/a/../B?z=1&a=%D9%85#top")
    'org,example)/b?a=%d9%85&z=1'
    >>> key("file:///Inbox/report.txt")
    'file:/inbox/report.txt'

    Cost: 1 to 2 us for plain paths and our own addresses, else 5 to 15. Raises:
    MalformedIndexError over 64 KiB, or with a control character or a space, which would break
    the line the key is in.
    """
    if len(url) > MAX_URL:
        raise MalformedIndexError("URL is too long", length=len(url))
    if _PLAIN_FILE.fullmatch(url):  # most of what is archived: no step below changes more
        return "file:" + url[7:].lower()
    if plain := _PLAIN_HOST.fullmatch(url):  # our own addresses
        return f"{','.join(plain[1].split('.')[::-1])})/{plain[2]}"
    if not url.isprintable() or " " in url:
        raise MalformedIndexError("URL is not percent-encoded", url=ascii(url[:200]))
    try:
        return _key(url.encode()).decode()
    except ValueError:  # a port that is no number, bytes that are not UTF-8
        return url


def _key(url: bytes) -> bytes:
    """The key, in the indexers' order of steps: another order gives other keys for odd URLs."""
    # 1. A scheme where there is none; one of two (``http://http://…``).
    if not _SCHEME.match(url):
        url = b"http://" + url
    url = _DOUBLED.sub(rb"\1", url, count=1) if url.startswith(b"http") else url
    # 2. The host without ``www``, reversed; the port unless it is the scheme's own.
    scheme, host, port, path, query = _split(url)
    where = b""
    if host:
        if scheme != b"dns":
            host = _WWW.sub(b"", host, count=1) if _WWW.match(host) else host
        where = b",".join(reversed(host.split(b".")))
        if port is not None and port != _DEFAULT_PORTS.get(scheme.lower(), 0):
            where += b":%d" % port
        where += b")"
        path = _normal_path(path)
    else:
        where = scheme + b":"
    # 3. The path escaped once more, so that ``%41`` and ``A`` are one; no session id or last slash.
    path = _without_path_session(_escaped(path).lower())
    if len(path) > 1 and path.endswith(b"/"):
        path = path[:-1]
    # 4. The query likewise, its arguments sorted.
    query = _sorted_query(_without_query_session(_escaped(_unescaped(query)).lower()))
    return where + (path or b"/") + b"?" + query if query else where + path


def _split(url: bytes) -> tuple[bytes, bytes, int | None, bytes, bytes]:
    """Scheme, host, port, unescaped path and raw query; the fragment is dropped."""
    scheme, _, rest = url.partition(b":")
    rest = rest.partition(b"#")[0]
    rest, _, query = rest.partition(b"?")
    netloc, path = b"", rest
    if rest.startswith(b"//"):
        netloc, slash, path = rest[2:].partition(b"/")
        path = slash + path
    netloc = netloc.rstrip(b":") if netloc.endswith(b":") else netloc
    host, port = _host_and_port(netloc)
    if not host and path and scheme.startswith(b"http"):  # http:////example.org/
        host, _, path = path.lstrip(b"/").partition(b"/")
        path = b"/" + path
    return scheme, _normal_host(host), port, _unescaped(path), query


def _host_and_port(netloc: bytes) -> tuple[bytes, int | None]:
    netloc = netloc.rpartition(b"@")[2]
    if b"[" in netloc:  # an IPv6 address; indexers look no further than for the brackets
        host, _, after = netloc.partition(b"[")[2].partition(b"]")
        port = after.partition(b":")[2]
    else:
        host, _, port = netloc.partition(b":")
    if not port:
        return host.lower(), None
    if not port.isdigit() or len(port) > 5 or int(port) > 65535:
        raise ValueError("port")
    return host.lower(), int(port) or None


def _normal_host(host: bytes) -> bytes:
    if not host:
        return host
    host = _unescaped(host)
    if not host.isascii():
        with contextlib.suppress(ValueError):  # else left as it is, and escaped below
            host = host.decode("utf-8", "ignore").encode("idna")
    host = host.replace(b"..", b".").strip(b".")
    return _as_ip(host) or _escaped(host).lower()


def _as_ip(host: bytes) -> bytes:
    """Dotted form of the odd spellings of an IPv4 address; ``b""`` for what is none."""
    if host.isdigit() and len(host) <= 20:
        return b".".join(b"%d" % byte for byte in (int(host) & 0xFFFFFFFF).to_bytes(4, "big"))
    if _DECIMAL_HOST.fullmatch(host) or _OCTAL_HOST.fullmatch(host):
        import socket  # for what hardly any address is

        try:
            return socket.inet_ntoa(socket.inet_aton(host.decode())).encode()
        except OSError:
            return b""
    return b""


def _unescaped(value: bytes) -> bytes:
    """Undo percent-escapes until none is left.

    Escapes never overlap, so the order does not matter and one pass with a stack gives what
    repeated passes give; those would be quadratic on ``%25252525…``.
    """
    if b"%" not in value:
        return value
    once = unquote_to_bytes(value)
    if b"%" not in once or once == value:
        return once
    out = bytearray()
    for byte in once:
        out.append(byte)
        while len(out) > 2 and out[-3] == 0x25:
            try:
                # int() would take spaces, signs and underscores too
                digits = bytes(out[-2:])
                if not digits.isalnum():
                    break
                out[-3:] = bytes((int(digits, 16),))
            except ValueError:
                break
    return bytes(out)


def _escaped(value: bytes) -> bytes:
    return quote_from_bytes(value, safe=_SAFE).encode() if value else value


def _normal_path(path: bytes) -> bytes:
    """Resolve ``.`` and ``..`` and double slashes; a ``..`` with nothing to leave stays."""
    segments: list[bytes] = []
    for part in path.split(b"/")[1:]:
        if part == b".":
            continue
        if part == b".." and segments:
            segments.pop()
        else:
            segments.append(part)
    if not segments:
        return b"/"
    return b"/" + b"".join(part + b"/" for part in segments[:-1] if part) + segments[-1]


def _without_path_session(path: bytes) -> bytes:
    if b"(" not in path or len(path) > MAX_SESSION:
        return path
    for pattern in _PATH_SESSIONS:
        for found in reversed(list(pattern.finditer(path))):
            stop = path.find(b"?", found.end())
            page = path.find(b".aspx", found.end() + 1, len(path) if stop < 0 else stop)
            if page >= 0:
                path = path[: found.start()] + path[found.end() :]
                break
    return path


def _without_query_session(query: bytes) -> bytes:
    if len(query) > MAX_SESSION or (b"id=" not in query and b"aspsessionid" not in query):
        return query
    for pattern in _QUERY_SESSIONS:
        if found := list(pattern.finditer(query)):
            last = found[-1]
            query = query[: last.start()] + query[last.end() + 1 :]
    return _without_cold_fusion(query)


def _without_cold_fusion(query: bytes) -> bytes:
    """Drop the last ``cfid=…&cftoken=…``, which may begin inside an argument."""
    arguments = query.split(b"&")
    for i in range(len(arguments) - 1, 0, -1):
        if arguments[i].startswith(b"cftoken=") and len(arguments[i]) > len(b"cftoken="):
            before = arguments[i - 1]
            at = before.rfind(b"cfid=", 0, len(before) - 1)
            if at >= 0:
                head = b"&".join([*arguments[: i - 1], before[:at]])
                return head + b"&".join(arguments[i + 1 :])
    return query


def _sorted_query(query: bytes) -> bytes:
    if len(query) <= 1:
        return query
    return b"&".join(
        b"=".join(pair) for pair in sorted(a.split(b"=", 1) for a in query.split(b"&"))
    )
