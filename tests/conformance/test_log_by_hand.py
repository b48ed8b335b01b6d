"""A log checked with nothing of ours: sh, awk, base64, xxd, sha256sum and openssl.

The commands are those of FORMAT.md, section "Checking by hand".
"""

import shutil
import subprocess

import pytest

from fonds import log
from support.logs import KEY, RING, grow, leaves
from support.memory_store import MemoryStore

TOOLS = ("sh", "awk", "base64", "xxd", "sha256sum", "openssl")

SIGNATURE = r"""
set -e
# The text ends before the last blank line; the signature is what follows the key id of 4 bytes.
awk '{line[NR] = $0; if ($0 == "") last = NR}
     END {for (i = 1; i < last; i++) print line[i]}' checkpoint > text
awk -v name="$1" '$1 == "—" && $2 == name {print $3; exit}' checkpoint |
    base64 -d | tail -c +5 > signature
# A vkey ends in base64 of the type byte 01 and the 32 bytes of the key; DER wants a prefix.
(printf '302a300506032b6570032100' | xxd -r -p
 printf '%s' "$2" | sed 's/^[^+]*+[^+]*+//' | base64 -d | tail -c +2) > key.der
openssl pkeyutl -verify -rawin -pubin -inkey key.der -keyform DER -in text -sigfile signature
"""

INCLUSION = r"""
set -e
# Climb from the leaf: a hash of 0x00 and the leaf, then of 0x01 and two nodes.
node=$( (printf '\000'; cat leaf) | sha256sum | cut -c 1-64)
index=$(awk '$1 == "index" {print $2; exit}' proof)
size=$(awk 'blank == 1 && ++n == 2 {print; exit} $0 == "" {blank = 1}' proof)
root=$(awk 'blank == 1 && ++n == 3 {print; exit} $0 == "" {blank = 1}' proof |
    base64 -d | xxd -p -c 64)
last=$((size - 1))
for hash in $(awk '$0 == "" {exit} !/^(c2sp|extra|index)/' proof); do
    sibling=$(printf '%s' "$hash" | base64 -d | xxd -p -c 64)
    if [ $((index % 2)) = 1 ] || [ "$index" = "$last" ]; then
        pair=01$sibling$node
        while [ $((index % 2)) = 0 ] && [ "$index" != 0 ]; do
            index=$((index / 2)); last=$((last / 2))
        done
    else
        pair=01$node$sibling
    fi
    node=$(printf '%s' "$pair" | xxd -r -p | sha256sum | cut -c 1-64)
    index=$((index / 2)); last=$((last / 2))
done
[ "$last" = 0 ] && [ "$node" = "$root" ] && echo "the leaf is in the tree"
"""


def run(script, folder, *arguments):
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not here: {', '.join(missing)}")
    return subprocess.run(
        ["sh", "-c", script, "sh", *arguments], cwd=folder, capture_output=True, text=True
    )


def test_the_signature_of_a_checkpoint(tmp_path):
    store = MemoryStore()
    grow(store, 300)
    note = store.files["log/checkpoint"]
    (tmp_path / "checkpoint").write_bytes(note)
    arguments = (RING.origin, str(KEY.verify_key))
    good = run(SIGNATURE, tmp_path, *arguments)
    assert (good.returncode, good.stdout) == (0, "Signature Verified Successfully\n"), good.stderr
    (tmp_path / "checkpoint").write_bytes(note.replace(b"\n300\n", b"\n301\n"))
    assert run(SIGNATURE, tmp_path, *arguments).returncode != 0


@pytest.mark.parametrize(("size", "index"), [(1, 0), (7, 6), (300, 0), (300, 255), (300, 299)])
def test_a_leaf_and_its_proof(tmp_path, size, index):
    store = MemoryStore()
    state = grow(store, size)
    (tmp_path / "proof").write_bytes(bytes(log.prove(store, state, index)))
    (leaf,) = leaves(index, index + 1)
    (tmp_path / "leaf").write_bytes(leaf)
    good = run(INCLUSION, tmp_path)
    assert (good.returncode, good.stdout) == (0, "the leaf is in the tree\n"), good.stderr
    (tmp_path / "leaf").write_bytes(leaf + b" ")
    assert run(INCLUSION, tmp_path).returncode != 0
