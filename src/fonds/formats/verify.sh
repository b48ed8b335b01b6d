#!/bin/sh
# Checks an evidence file of fonds with standard tools alone. Written for POSIX sh, format 1.0.
#
#   unzip -p FILE fonds/verify.sh > verify.sh     # it came with what it checks: read it first
#   sh verify.sh FILE [-k VKEY] [-r ROOTS.pem]
#
#   -k VKEY       the archive's verification key, as you know it from elsewhere (a web page, a
#                 letter, its fonds.json). Without it the file vouches for its own key.
#   -r ROOTS.pem  root certificates of the time-stamping authorities that you trust.
#
# Needs unzip, sha256sum, base64, xxd, awk, openssl 3; gzip, cat, cut, date, head, ln, mktemp, rm,
# tail, tr, wc, which every Debian has. Writes to a folder of its own below TMPDIR, nothing else.
# It stops at the first check that fails. Exit status: 0 all holds, 1 something does not, 2 usage.
#
# Nothing in the file is ever run, and nothing in it becomes a name of a file here: values are
# cut out by awk, tested for their form, quoted everywhere, and printed without control characters.

PLAIN='archive/data.warc.gz
archive/text.warc.gz
indexes/index.cdx
pages/pages.jsonl
fonds/statements.jsonl
fonds/readme.txt
fonds/verify.sh
datapackage.json
datapackage-digest.json'
BLOCKS='archive/data.warc.gz
archive/text.warc.gz
indexes/index.idx
indexes/index.cdx.gz
pages/pages.jsonl
fonds/statements.jsonl
fonds/readme.txt
fonds/verify.sh
datapackage.json
datapackage-digest.json'

fail() {
    printf 'FAILED  %s\n' "$1" | tr -cd '\n\040-\176'
    printf 'The checks stopped here. Do not rely on this file.\n'
    exit 1
}
ok() { printf 'ok      %s\n' "$1" | tr -cd '\n\040-\176'; }
note() { printf '        %s\n' "$1" | tr -cd '\n\040-\176'; }
usage() {
    printf 'usage: sh verify.sh FILE [-k VKEY] [-r ROOTS.pem]\n' >&2
    exit 2
}

hash() { sha256sum < "$1" | cut -c 1-64; }
member() { unzip -p "$tmp/file.zip" "$1"; }

# A number that is safe in arithmetic: decimal, no sign, no leading zero, at most 18 digits.
is_number() {
    case $1 in
        '' | *[!0-9]* | 0?*) return 1 ;;
    esac
    [ "${#1}" -le 18 ]
}
is_hash() {
    case $1 in
        *[!0-9a-f]*) return 1 ;;
    esac
    [ "${#1}" = 64 ]
}

# --- the ZIP file ------------------------------------------------------------------------------
check_zip() {
    [ "$(head -c 4 "$tmp/file.zip" | xxd -p)" = 504b0304 ] || fail 'this is no ZIP file'
    unzip -tqq "$tmp/file.zip" > "$tmp/said" 2>&1 || fail 'the ZIP file is damaged'
    tail -c 22 "$tmp/file.zip" | xxd -p -c 64 > "$tmp/end"
    case $(cat "$tmp/end") in
        504b0506*0000) ;;
        *) fail 'something follows the end of the ZIP file' ;;
    esac
    names=$(unzip -Z1 "$tmp/file.zip")
    [ "$names" = "$PLAIN" ] || [ "$names" = "$BLOCKS" ] ||
        fail 'the ZIP file has other members than an evidence file'
    ok 'the ZIP file is whole and has the members of an evidence file, no more and no fewer'
}

# --- members, manifest, digest file --------------------------------------------------------------
check_manifest() {
    member datapackage-digest.json > "$tmp/digest"
    member datapackage.json > "$tmp/manifest"
    named=$(awk '/^  "hash": "sha256:/ {n++; hash = substr($0, 19, 64)}
        END {if (n == 1) print hash}' "$tmp/digest")
    is_hash "$named" || fail 'datapackage-digest.json is not of its form'
    [ "$(hash "$tmp/manifest")" = "$named" ] ||
        fail 'datapackage.json is not the one that datapackage-digest.json names'
    ok 'datapackage.json is the one that datapackage-digest.json names'
    awk 'NR == 1 && $0 == "{" {next}
        /^  "software": "fonds [0-9][0-9.a-z]*",$/ {next}
        /^  "(profile|wacz_version|created|title)": "/ {next}
        /^  "metadata": {$/ || /^    "title": "/ || /^  "resources": \[$/ {next}
        /^      "(name|path|hash)": "/ || /^      "bytes": [0-9]+$/ {next}
        /^    [{}],?$/ || /^  []}],?$/ || /^}$/ {next}
        {bad = 1}
        END {exit bad}' "$tmp/manifest" || fail 'datapackage.json says more than it may'
    # One value stands on each line: path, hash and bytes of a member, in this order.
    awk '/^      "path": "/ {path = $2; gsub(/[",]/, "", path)}
        /^      "hash": "sha256:/ {hash = substr($0, 23, 64)}
        /^      "bytes": / {print hash, $2, path}' "$tmp/manifest" > "$tmp/listed"
    count=0
    for name in $names; do
        case $name in
            datapackage*) continue ;;
        esac
        count=$((count + 1))
        line=$(awk -v n="$name" '$3 == n && NF == 3' "$tmp/listed")
        member "$name" > "$tmp/member"
        [ "$line" = "$(hash "$tmp/member") $(($(wc -c < "$tmp/member"))) $name" ] ||
            fail "$name is not the one that datapackage.json names"
    done
    [ "$(awk 'END {print NR}' "$tmp/listed")" = "$count" ] ||
        fail 'datapackage.json names members that are not here'
    ok "all $count members are those that datapackage.json names"
}

# --- records -------------------------------------------------------------------------------------
# Print where the head of the WARC record ends that comes in, and what it says.
READ_HEAD='
function value() {
    sub(/^[^:]*: /, "")
    sub(/\r$/, "")
    gsub(/[^!-~]/, "")
    return $0
}
{ bytes += length($0) + 1 }
NR == 1 && $0 != "WARC/1.1\r" { exit }
$0 == "\r" { whole = 1; exit }
/^WARC-Type: / { type = value() }
/^Content-Length: / { size = value() }
/^WARC-Block-Digest: / { digest = value() }
/^WARC-Target-URI: / { uri = value() }
/^Fonds-Role: / { role = value() }
/^Content-Type: / { media = value() }
END { if (whole) print bytes, size, digest, type, (role == "" ? "-" : role),
    (media == "" ? "-" : media), (uri == "" ? "-" : uri) }'

# A WARC's own record says four things, which are known, and nothing else.
READ_INFO='
{ sub(/\r$/, "") }
NR == 1 && /^software: fonds [0-9][0-9.a-z]*$/ { next }
NR == 2 && $0 == "format: WARC File Format 1.1" { next }
NR == 3 && $0 == "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/" { next }
NR == 4 && $0 == "isPartOf: urn:uuid:" ENVIRON["archive"] { next }
{ bad = 1 }
END { exit bad || NR != 4 }'

# Print the digest of the record of its run that a version names in its provenance.
READ_RUN='
{
    rest = $0
    while (match(rest, /"f:run":"[0-9a-f]+"/)) {
        print substr(rest, RSTART + 9, RLENGTH - 10)
        rest = substr(rest, RSTART + RLENGTH)
    }
}'

# Walk through an unpacked WARC; add a line "role hash size media uri type WARC" for each record.
walk() {
    end=$(($(wc -c < "$1")))
    at=0
    while [ "$at" -lt "$end" ]; do
        tail -c "+$((at + 1))" "$1" 2> "$tmp/said" | head -c 1048576 2> "$tmp/said" |
            awk "$READ_HEAD" > "$tmp/head"
        bytes=''
        read -r bytes size digest type role media uri < "$tmp/head" ||
            fail "a record's head is not of its form"
        is_number "$bytes" && is_number "$size" || fail "a record's head is not of its form"
        at=$((at + bytes))
        [ $((at + size + 4)) -le "$end" ] || fail 'a record is cut off'
        block=$(tail -c "+$((at + 1))" "$1" 2> "$tmp/said" | head -c "$size" | sha256sum |
            cut -c 1-64)
        [ "$digest" = "sha256:$block" ] || fail "a record's bytes are not those it names"
        case $type:$role in
            warcinfo:-)
                tail -c "+$((at + 1))" "$1" 2> "$tmp/said" | head -c "$size" |
                    archive=$archive awk "$READ_INFO" || fail 'a warcinfo record says more or less than it may' ;;
            metadata:prov)
                tail -c "+$((at + 1))" "$1" 2> "$tmp/said" | head -c "$size" |
                    awk "$READ_RUN" >> "$tmp/named" ;;
        esac
        at=$((at + size + 4))
        [ "$(tail -c "+$((at - 3))" "$1" 2> "$tmp/said" | head -c 4 | xxd -p)" = 0d0a0d0a ] ||
            fail 'a record does not end where it says'
        printf '%s %s %s %s %s %s %s\n' "$role" "$block" "$size" "$media" "$uri" "$type" "$2" \
            >> "$tmp/records"
    done
}

check_records() {
    : > "$tmp/records"
    : > "$tmp/named"
    archive=$(awk '/^    "archive": "[0-9a-f-]+",$/ {print substr($2, 2, 36)}' "$tmp/digest")
    for warc in data text; do
        member "archive/$warc.warc.gz" | gzip -dc > "$tmp/warc" 2> "$tmp/said" ||
            fail "archive/$warc.warc.gz is damaged"
        [ ! -s "$tmp/said" ] || fail "archive/$warc.warc.gz is damaged"
        walk "$tmp/warc" "$warc"
    done
    rm -f "$tmp/warc"
    ok "all $(($(wc -l < "$tmp/records"))) records have the bytes they name"
}

# --- statements ----------------------------------------------------------------------------------
# Print "role hash size media target" for each record that a statement names. In JSON a quote
# inside a text has a backslash before it, so what is looked for cannot stand inside a text.
READ_STATEMENT='
{
    rest = $0
    target = ""
    if (match($0, /],"target":"[!#-\[\]-~]*","v":1}$/))
        target = substr($0, RSTART + 12, RLENGTH - 20)
    while (match(rest, /,"role":"[a-z]+","sha256":"[0-9a-f]+","size":[0-9]+,"type":"[!#-\[\]-~]*"}/)) {
        split(substr(rest, RSTART, RLENGTH), part, /"/)
        size = part[11]
        gsub(/[:,]/, "", size)
        print part[4], part[8], size, part[14], target
        rest = substr(rest, RSTART + RLENGTH)
    }
}'

check_statement() {
    awk -v n="$1" 'NR == n {printf "%s", $0}' "$tmp/statements" > "$tmp/statement"
    awk "$READ_STATEMENT" "$tmp/statement" > "$tmp/stated"
    awk 'NR == 1 && $1 != "raw" {exit 1} NF != 5 {exit 1} END {exit NR == 0}' "$tmp/stated" ||
        fail "statement $1 is not of its form"
    doc=$(awk 'match($0, /,"doc":"urn:uuid:[0-9a-f-]+"/) {print substr($0, RSTART + 8, 45)}' \
        "$tmp/statement")
    when=$(awk 'match($0, /^{"at":"[0-9TZ:.-]+",/) {print substr($0, 8, 24)}' "$tmp/statement")
    cat "$tmp/stated" >> "$tmp/all"
    roles=''
    target=$(awk 'NR == 1 {print $5}' "$tmp/stated")
    while read -r role hash size media uri; do
        # The capture and the texts stand under the address in the statement; the bytes may be
        # those of another version in this file, which has the same.
        awk -v role="$role" -v hash="$hash" -v size="$size" -v media="$media" '
            $1 == role && $2 == hash && $3 == size && $4 == media && $6 != "revisit" {found = 1}
            END {exit !found}' "$tmp/records" ||
            fail "version $1: the $role that its statement names is not here"
        case $role in
            raw | text | cleaned)
                URI=$uri awk -v role="$role" '
                    $1 == role && $5 == ENVIRON["URI"] {found = 1}
                    END {exit !found}' "$tmp/records" ||
                    fail "version $1: no $role record stands under the stated address" ;;
        esac
        roles="$roles $role"
    done < "$tmp/stated"
    ok "version $1: the records that its statement names are here:$roles"
    note "document $doc"
    note "address  $target"
    note "taken in $when, as the archive says"
    printf '{"k":"version","s":"sha256:%s","v":1}' "$(hash "$tmp/statement")" > "$tmp/leaf.$1"
}

check_statements() {
    member fonds/statements.jsonl > "$tmp/statements"
    statements=$(awk 'END {print NR}' "$tmp/statements")
    [ "$statements" -ge 1 ] || fail 'there is no statement'
    : > "$tmp/all"
    number=1
    while [ "$number" -le "$statements" ]; do
        check_statement "$number"
        number=$((number + 1))
    done
    # Each record has to be what its role says, under a stated address. Only three kinds may come
    # along that no statement names: a WARC's own record, a run's, a copy for reading.
    loose=$(awk 'NR == FNR {stated[$1 " " $2 " " $3 " " $4] = 1; target[$5] = 1; next}
        {claimed = ($1 " " $2 " " $3 " " $4) in stated; place = $5 in target}
        $7 == "text" && $6 == "conversion" && claimed && place && $1 ~ /^(text|cleaned)$/ {next}
        $6 == "warcinfo" && $1 == "-" {next}
        $7 == "text" {print "other"; exit}
        $6 == "resource" && $1 == "raw" && claimed && place {next}
        $6 == "revisit" && $1 == "raw" && $3 == 0 && place {next}
        $6 == "metadata" && $1 == "-" && $5 ~ /^metadata:\/\/fonds\/[0-9a-f-]+\/run$/ {next}
        $6 == "metadata" && $1 ~ /^(edits|prov|extraction|sensitive|exchange)$/ && claimed &&
            $5 ~ /^metadata:\/\/fonds\/[0-9a-f-]+\/[a-z]+$/ && substr($5, length($5) - length($1)) == "/" $1 {next}
        $6 == "resource" && $1 == "access" && $5 ~ /^https:\/\/view\.invalid\/[0-9a-f-]+$/ {
            copies += !claimed
            next
        }
        {print "other"; exit}
        END {print copies + 0}' "$tmp/all" "$tmp/records")
    is_number "$loose" || fail 'there is a record that no statement names'
    # Who archived, and with what, stands in the record of a run, which provenance names by digest;
    # releases before 0.2 did not name it. Counted are those that nothing names.
    unnamed=$(awk 'FILENAME == ARGV[1] {named[$1] = 1; next}
        $6 == "metadata" && $1 == "-" {here[$2] = 1}
        END {
            for (run in named) if (!(run in here)) {print "other"; exit}
            for (run in here) unnamed += !(run in named)
            print unnamed + 0
        }' "$tmp/named" "$tmp/records")
    is_number "$unnamed" || fail 'the record of a run is not the one that a version names'
}

# --- proofs ----------------------------------------------------------------------------------------
# Write what stands under "transparency" into files: proof.1, proof.1.of, stamp.1.checkpoint ...
UNPACK='
function text(    s) {
    s = $0
    sub(/^[^:]*: "/, "", s)
    if (!sub(/",?$/, "", s)) bad = 1
    gsub(/\\n/, "\n", s)
    if (index(s, "\\") || index(s, "\"")) bad = 1
    return s
}
function put(name, s) { printf "%s", s > (dir "/" name); close(dir "/" name) }
BEGIN { dir = ENVIRON["tmp"] }
NR == 1 && $0 == "{" { next }
/^  "path": "datapackage.json",$/ || /^  "hash": "sha256:[0-9a-f]+",?$/ { next }
/^  "transparency": {$/ || /^  "signedData": {$/ { next }
/^    "(hash|created|software|version|signature|publicKey)": "[^"\\]*",?$/ { next }
/^    "v": 1,$/ || /^    "(archive|origin)": "[!#-Z^-~]+",$/ { next }
/^    "(keys|rotations|proofs|timestamps)": \[(\],?)?$/ || /^    \],?$/ { next }
/^      "{/ || /^      {$/ || /^      },?$/ || /^  },?$/ || /^}$/ { next }
/^        "from": [0-9]+,$/ { from = $2 + 0; next }
/^        "vkey": "/ { s = text(); if (s ~ /[^!-~]/) bad = 1; keys = keys from " " s "\n"; next }
/^        "statement": [0-9]+,$/ { of = $2; sub(/,/, "", of); next }
/^        "proof": "/ { put("proof." ++proofs, text()); put("proof." proofs ".of", of "\n"); next }
/^        "checkpoint": "/ { put("stamp." ++stamps ".checkpoint", text()); next }
/^        "token": "/ { put("stamp." stamps ".token", text()); next }
/^        "chain": "/ { put("stamp." stamps ".chain", text()); next }
{ bad = 1 }
END { put("keys", keys); if (bad) print "bad"; else print proofs + 0, stamps + 0 }'

# Check the signature of the checkpoint in $1 by the key that is in office at its size.
check_signature() {
    sum=$(hash "$1")
    [ -e "$tmp/good.$sum" ] && return
    size=$(awk 'NR == 2' "$1")
    is_number "$size" || fail 'a checkpoint is not of its form'
    vkey=$(awk -v size="$size" '$1 <= size + 0 {key = $2} END {print key}' "$tmp/keys")
    name=${vkey%%+*}
    rest=${vkey#*+}
    id=${rest%%+*}
    printf '%s' "${rest#*+}" | base64 -d > "$tmp/key" 2> "$tmp/said" ||
        fail 'the verification key is not of its form'
    [ "$(awk 'NR == 1' "$1")" = "$name" ] || fail 'a checkpoint is of another log than its key'
    [ "$(($(wc -c < "$tmp/key")))" = 33 ] && [ "$(head -c 1 "$tmp/key" | xxd -p)" = 01 ] ||
        fail 'the verification key is not of its form'
    made=$( (printf '%s\n' "$name"; cat "$tmp/key") | sha256sum | cut -c 1-8)
    [ "$made" = "$id" ] || fail 'the verification key does not hold together'
    # The text ends before the last blank line; a signature is a key id of 4 bytes and 64 more.
    awk '{line[NR] = $0; if ($0 == "") last = NR}
        END {for (i = 1; i < last; i++) print line[i]}' "$1" > "$tmp/text"
    NAME=$name awk '$1 == "—" && $2 == ENVIRON["NAME"] && NF == 3 {print $3}' "$1" > "$tmp/lines"
    signed=''
    while read -r line; do
        printf '%s' "$line" | base64 -d > "$tmp/line" 2> "$tmp/said" || continue
        [ "$(head -c 4 "$tmp/line" | xxd -p)" = "$id" ] || continue
        tail -c +5 "$tmp/line" > "$tmp/signature"
        signed=yes
    done < "$tmp/lines"
    [ "$signed" ] || fail "the log's key did not sign the checkpoint of $size leaves"
    (printf '302a300506032b6570032100' | xxd -r -p; tail -c +2 "$tmp/key") > "$tmp/key.der"
    openssl pkeyutl -verify -rawin -pubin -inkey "$tmp/key.der" -keyform DER -in "$tmp/text" \
        -sigfile "$tmp/signature" > "$tmp/said" 2>&1 ||
        fail "the signature under the checkpoint of $size leaves is wrong"
    : > "$tmp/good.$sum"
    ok "the checkpoint of $size leaves is signed by the key"
    note "$vkey"
    note "its time is $(awk 'NR == 4 && $1 == "time" {print $2}' "$1"), as the archive says"
    if [ "$key" ]; then
        [ "$key" = "$vkey" ] || fail 'this is not the key that you gave'
        note 'which is the one that you gave'
    fi
}

# Climb from a leaf to the root: the hash of 00 and the leaf, then of 01 and two nodes (RFC 9162).
check_proof() {
    file=$tmp/proof.$1
    of=$(cat "$file.of")
    is_number "$of" && [ -e "$tmp/leaf.$of" ] || fail "proof $1 is of no statement"
    awk 'found {print} $0 == "" {found = 1}' "$file" > "$file.checkpoint"
    awk '$0 == "" {exit} NR > 2' "$file" > "$tmp/hashes"
    [ "$(awk 'NR == 1' "$file")" = c2sp.org/tlog-proof@v1 ] || fail "proof $1 is not of its form"
    index=$(awk 'NR == 2 && $1 == "index" {print $2}' "$file")
    size=$(awk 'NR == 2' "$file.checkpoint")
    is_number "$index" && is_number "$size" && [ "$index" -lt "$size" ] ||
        fail "proof $1 is not of its form"
    place=$index
    last=$((size - 1))
    node=$( (printf '\000'; cat "$tmp/leaf.$of") | sha256sum | cut -c 1-64)
    while read -r line; do
        sibling=$(printf '%s' "$line" | base64 -d 2> "$tmp/said" | xxd -p -c 64)
        is_hash "$sibling" && [ "$last" != 0 ] || fail "proof $1 is not of its form"
        if [ $((place % 2)) = 1 ] || [ "$place" = "$last" ]; then
            pair=01$sibling$node
            while [ $((place % 2)) = 0 ] && [ "$place" != 0 ]; do
                place=$((place / 2))
                last=$((last / 2))
            done
        else
            pair=01$node$sibling
        fi
        node=$(printf '%s' "$pair" | xxd -r -p | sha256sum | cut -c 1-64)
        place=$((place / 2))
        last=$((last / 2))
    done < "$tmp/hashes"
    root=$(awk 'NR == 3' "$file.checkpoint" | base64 -d 2> "$tmp/said" | xxd -p -c 64)
    [ "$last" = 0 ] && [ "$node" = "$root" ] ||
        fail "version $of: its statement is not in the log's tree of $size leaves"
    ok "version $of: its statement is leaf $index of the log's $size (counted from 0)"
    check_signature "$file.checkpoint"
    : > "$tmp/proven.$of"
}

# --- time --------------------------------------------------------------------------------------------
check_stamp() {
    file=$tmp/stamp.$1
    base64 -d < "$file.token" > "$file.tsr" 2> "$tmp/said" || fail "time-stamp $1 is not of its form"
    covered=''
    number=1
    while [ "$number" -le "$proofs" ]; do
        if [ "$(hash "$tmp/proof.$number.checkpoint")" = "$(hash "$file.checkpoint")" ]; then
            covered="$covered $(cat "$tmp/proof.$number.of")"
        fi
        number=$((number + 1))
    done
    [ "$covered" ] || fail "time-stamp $1 is over a checkpoint that no proof leads to"
    openssl ts -reply -in "$file.tsr" -text > "$tmp/reply" 2> "$tmp/said" ||
        fail "time-stamp $1 is not of its form"
    time=$(awk -F ': ' '$1 == "Time stamp" {print $2}' "$tmp/reply")
    if [ -z "$roots" ]; then
        note "time-stamp $1 says $time; NOT checked: give the authority's root certificate with -r"
        return
    fi
    # Certificates have to be valid when the token was made, not when it is checked.
    moment=$(date -u -d "$time" +%s 2> "$tmp/said")
    is_number "$moment" || fail "time-stamp $1 has no time"
    set -- "$1" -data "$file.checkpoint" -in "$file.tsr" -CAfile "$roots" -attime "$moment"
    [ -s "$file.chain" ] && set -- "$@" -untrusted "$file.chain"
    count=$1
    shift
    openssl ts -verify "$@" > "$tmp/said" 2>&1 ||
        fail "time-stamp $count is not by an authority under the given roots"
    ok "time-stamp $count: version$covered existed on $time, an authority under your roots says"
}

check_history() {
    [ "$(tail -c 3 "$tmp/digest" | xxd -p)" = 0a7d0a ] ||
        fail 'datapackage-digest.json is not of its form'
    found=$(awk "$UNPACK" "$tmp/digest")
    proofs=${found% *}
    stamps=${found#* }
    is_number "$proofs" && is_number "$stamps" && [ "$proofs" -ge 1 ] ||
        fail 'what proves this file is not of its form'
    number=1
    while [ "$number" -le "$proofs" ]; do
        check_proof "$number"
        number=$((number + 1))
    done
    number=1
    while [ "$number" -le "$statements" ]; do
        [ -e "$tmp/proven.$number" ] || fail "version $number is not proven"
        number=$((number + 1))
    done
    stamp=1
    while [ "$stamp" -le "$stamps" ]; do
        check_stamp "$stamp"
        stamp=$((stamp + 1))
    done
}

main() {
    file='' key='' roots=''
    while [ "$#" -gt 0 ]; do
        case $1 in
            -k | -r) [ "$#" -gt 1 ] || usage ;;
        esac
        case $1 in
            -k) key=$2; shift ;;
            -r) roots=$2; shift ;;
            -?*) usage ;;
            *) [ -z "$file" ] || usage; file=$1 ;;
        esac
        shift
    done
    [ "$file" ] || usage
    for tool in unzip sha256sum base64 xxd awk openssl gzip cat cut date head ln mktemp rm tail \
        tr wc; do
        command -v "$tool" > /dev/null || { printf 'this needs %s\n' "$tool" >&2; exit 2; }
    done
    [ -f "$file" ] && [ -r "$file" ] || { printf 'there is no such file\n' >&2; exit 2; }
    [ -z "$roots" ] || [ -r "$roots" ] || { printf 'there are no such roots\n' >&2; exit 2; }
    unset UNZIP UNZIPOPT ZIPINFO ZIPINFOOPT GZIP POSIXLY_CORRECT
    LC_ALL=C TZ=UTC
    export LC_ALL TZ tmp
    umask 077
    tmp=$(mktemp -d "${TMPDIR:-/tmp}/fonds.XXXXXXXXXX") || exit 2
    trap 'rm -rf "$tmp"' EXIT
    trap 'exit 130' HUP INT TERM
    case $file in
        /*) ;;
        *) file=$PWD/$file ;;
    esac
    ln -s "$file" "$tmp/file.zip" || exit 2
    check_zip
    check_manifest
    check_records
    check_statements
    check_history
    [ "$key" ] || note 'The key came with the file: compare it with one you know from elsewhere (-k).'
    printf 'NOT checked by this script: the lists that a viewer goes by and the titles and texts in them\n'
    printf '        (index, pages), %s reading copies that no statement names,\n' "$loose"
    [ "$unnamed" = 0 ] ||
        printf '        who archived it with which tools (records of %s runs that no version names),\n' "$unnamed"
    printf '        edits, readme. A viewer may show what none of the checks above covers: fonds verify\n'
    printf '        checks it.\n'
    printf 'All checks hold.\n'
    printf 'NOT proven: that what was archived was true; that the named address ever gave it; when it\n'
    printf '        was taken in, but for time-stamps checked above; who is behind the key; that the\n'
    printf '        log had no other branch.\n'
}

main "$@" < /dev/null
