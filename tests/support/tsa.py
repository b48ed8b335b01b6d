"""A time-stamping authority on loopback: ``openssl ts`` behind a small HTTP server."""

import contextlib
import datetime
import http.server
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
tsa_name = yes
"""


def certificate(
    name, key, issuer, issuer_key, *, ca: bool, stamping: bool = False, days: int = 36500
):
    """A certificate from 2020 on. ``issuer`` is a certificate, or a name for one that is not."""
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    subject = x509.Name.from_rfc4514_string(f"CN={name}")
    parent = subject if issuer is None else getattr(issuer, "subject", issuer)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(parent)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = builder.add_extension(above, critical=False)
    if stamping:
        usage = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


class Authority:
    """An authority of its own root; with ``between`` an intermediate stands between the two."""

    def __init__(self, folder: Path, name: str, *, between: bool = False, **signer) -> None:
        folder.mkdir()
        self.folder = folder
        root_key = ec.generate_private_key(ec.SECP256R1())
        self.root = certificate(f"{name} Root", root_key, None, root_key, ca=True)
        issuer, issuer_key, self.between = self.root, root_key, None
        if between:
            issuer_key = ec.generate_private_key(ec.SECP256R1())
            issuer = certificate(f"{name} Between", issuer_key, self.root, root_key, ca=True)
            self.between = issuer
        key = ec.generate_private_key(ec.SECP256R1())
        signer = {"stamping": True} | signer
        self.signer = certificate(f"{name} TSA", key, issuer, issuer_key, ca=False, **signer)
        pem = serialization.Encoding.PEM
        (folder / "key.pem").write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        (folder / "tsa.pem").write_bytes(self.signer.public_bytes(pem))
        (folder / "root.pem").write_bytes(self.root.public_bytes(pem))
        (folder / "chain.pem").write_bytes(issuer.public_bytes(pem) if between else b"")
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))

    def reply(self, query: bytes) -> bytes:
        """What ``openssl ts -reply`` answers, refusals included."""
        (self.folder / "query.tsq").write_bytes(query)
        command = [
            "openssl", "ts", "-reply", "-config", "tsa.cnf", "-section", "one",
            "-queryfile", "query.tsq", "-signer", "tsa.pem", "-inkey", "key.pem",
            "-out", "reply.tsr",
        ]  # fmt: skip
        if self.between is not None:
            command += ["-chain", "chain.pem"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "reply.tsr").read_bytes()


@contextlib.contextmanager
def served(answer: Callable[[http.server.BaseHTTPRequestHandler, bytes], None]) -> Iterator[str]:
    """An HTTP server on loopback that gives each POST to ``answer``; its base URL."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(handler, status: int, body: bytes = b"", **headers: str) -> None:
    """Answer with a status, headers and a body."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextlib.contextmanager
def running(authority: Authority) -> Iterator[str]:
    """An authority that answers over HTTP as RFC 3161 section 3.4 says; its URL."""

    def answer(handler, query):
        good = handler.headers["Content-Type"] == "application/timestamp-query"
        reply = {"Content-Type": "application/timestamp-reply"}
        send(handler, 200 if good else 415, authority.reply(query) if good else b"", **reply)

    with served(answer) as url:
        yield f"{url}/tsr"
