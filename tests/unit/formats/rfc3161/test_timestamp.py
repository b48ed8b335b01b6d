"""RFC 3161 tokens: ours and OpenSSL's, and what must not pass."""

import datetime
import shutil

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import DigestMismatchError, FondsError, MalformedTokenError, SignatureError
from fonds.formats.rfc3161.timestamp import (
    build_request,
    chain_of,
    check_token,
    parse_chain,
    parse_response,
    print_chain,
    signer_certificate,
)
from support.tsa import Authority, certificate

MESSAGE = b"example.com/log\n0\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here: no authority to test with")
    return Authority(tmp_path_factory.mktemp("tsa") / "one", "Fonds Test")


@pytest.fixture(scope="module")
def token(authority):
    return parse_response(authority.reply(build_request(MESSAGE).data))


def test_the_sample_token(shared):
    folder = shared / "samples/rfc3161"
    token = parse_response((folder / "checkpoint.tsr").read_bytes())
    message = (folder / "checkpoint").read_bytes()
    roots = parse_chain((folder / "root.pem").read_bytes())
    check_token(token, message, roots)
    assert token.authority == "CN=Fonds Test TSA"
    assert token.time == datetime.datetime(2026, 11, 23, 16, 6, 4, tzinfo=datetime.UTC)
    assert (token.policy, token.serial) == ("1.2.3.4.1", 6)
    with pytest.raises(DigestMismatchError):
        check_token(token, message + b"\n", roots)
    with pytest.raises(SignatureError):
        check_token(token, message, parse_chain((folder / "tsa.pem").read_bytes()))


def test_openssl_answers_our_request(authority):
    request = build_request(MESSAGE)
    token = parse_response(authority.reply(request.data))
    assert token.nonce == request.nonce
    assert token.covers(MESSAGE)
    assert token.authority == "CN=Fonds Test TSA"
    assert signer_certificate(token) == authority.signer
    check_token(token, MESSAGE, [authority.root])
    assert build_request(MESSAGE).nonce != request.nonce


def test_trust_is_given_and_never_taken(authority, token, tmp_path):
    other = Authority(tmp_path / "other", "Fonds Test")  # of the very same names
    for roots in ([], [other.root], [authority.signer], [other.signer]):
        with pytest.raises(SignatureError):
            check_token(token, MESSAGE, roots)
    # A forger's own root beside the token changes nothing, nor does a signer in a chain.
    with pytest.raises(SignatureError):
        check_token(token, MESSAGE, [other.root], [authority.root])
    with pytest.raises(SignatureError):
        check_token(token, MESSAGE, [other.root], [authority.signer])
    check_token(token, MESSAGE, [other.root, authority.root], [other.root])


def test_a_path_that_leads_to_no_root_is_refused(authority, tmp_path):
    """An authority under an intermediate that nobody issued, with that intermediate at hand."""
    forger = Authority(tmp_path / "forger", "Forger", between=True)
    token = parse_response(forger.reply(build_request(MESSAGE).data))
    check_token(token, MESSAGE, [forger.root])
    with pytest.raises(SignatureError):
        check_token(token, MESSAGE, [authority.root], [forger.between])
    key = ec.generate_private_key(ec.SECP256R1())
    nobody = x509.Name.from_rfc4514_string("CN=Nobody")
    loose = certificate("Forger Between", key, nobody, key, ca=True)
    with pytest.raises(SignatureError):
        check_token(token, MESSAGE, [authority.root], [loose, forger.between])


def test_an_intermediate_that_is_only_in_the_chain_helps(tmp_path):
    long = Authority(tmp_path / "long", "Long", between=True)
    between, long.between = long.between, None  # the authority leaves it out of its answers
    token = parse_response(long.reply(build_request(MESSAGE).data))
    with pytest.raises(SignatureError):
        check_token(token, MESSAGE, [long.root])
    check_token(token, MESSAGE, [long.root], [between])


@pytest.mark.parametrize(
    "signer", [{"stamping": False}, {"days": 30}], ids=["no such usage", "expired"]
)
def test_a_signer_that_may_not_stamp_is_refused(tmp_path, signer):
    bad = Authority(tmp_path / "bad", "Bad", **signer)
    try:
        reply = bad.reply(build_request(MESSAGE).data)
    except Exception:  # noqa: BLE001 - OpenSSL itself refuses such a signer
        return
    with pytest.raises(SignatureError):
        check_token(parse_response(reply), MESSAGE, [bad.root])


def test_a_token_without_its_certificate_needs_it_from_the_chain(authority):
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(MESSAGE).hash_algorithm(HashAlgorithm.SHA512)
    request = builder.cert_request(cert_request=False).build()
    token = parse_response(authority.reply(request.as_bytes()))
    assert (token.authority, token.certificates) == ("", ())
    assert token.covers(MESSAGE)
    with pytest.raises(SignatureError):
        check_token(token, MESSAGE, [authority.root])
    check_token(token, MESSAGE, [authority.root], [authority.signer])
    assert chain_of(token, [authority.root, authority.signer]) == [
        authority.signer, authority.root,
    ]  # fmt: skip


def test_a_refusal_is_told(authority):
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(MESSAGE).hash_algorithm(HashAlgorithm.SHA256)
    query = builder.build().as_bytes().replace(b"\x03\x04\x02\x01", b"\x03\x04\x02\x02")  # sha384
    with pytest.raises(MalformedTokenError, match="refused"):
        parse_response(authority.reply(query))


def test_the_chain_runs_from_the_signer_to_the_root(tmp_path):
    long = Authority(tmp_path / "long", "Long", between=True)
    token = parse_response(long.reply(build_request(MESSAGE).data))
    chain = chain_of(token, [long.root])
    assert chain == [long.signer, long.between, long.root]
    assert parse_chain(print_chain(chain)) == chain
    assert parse_chain(b"") == []
    for bad in (b"rubbish", print_chain(chain).replace(b"MII", b"MIX"), print_chain(chain) * 9):
        with pytest.raises(MalformedTokenError):
            parse_chain(bad)


def test_any_changed_byte_of_a_token_is_noticed(authority, token):
    data = token.response
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]
        with pytest.raises(FondsError):
            check_token(parse_response(changed), MESSAGE, [authority.root])


def test_a_token_may_not_be_relabelled(authority, token):
    """What is shown of a token comes from what is signed, not from what came with it."""
    with pytest.raises(DigestMismatchError):
        check_token(attrs.evolve(token, hash_oid="1.2.3"), MESSAGE, [authority.root])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_token_or_a_named_error(data):
    with pytest.raises(MalformedTokenError):
        parse_response(data)


def test_a_huge_response_is_refused(token):
    with pytest.raises(MalformedTokenError):
        parse_response(token.response + b"\0" * 200_000)
    with pytest.raises(MalformedTokenError):
        parse_response(token.response + b"\0")
