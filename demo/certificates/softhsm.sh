#!/bin/sh
# Makes a SoftHSM2 token for the demo and the tests: softhsm.sh DIR CERT_DIR
#
# Needs softhsm2-util and pkcs11-tool (opensc), and in CERT_DIR what make.sh made.
# The token "Token de teste" holds the key pair and the certificate of `token` with id 01, and its issuer with id 02.
# Use it with SOFTHSM2_CONF=DIR/softhsm2.conf. Does nothing where DIR already holds this certificate.
set -eu

if [ $# -ne 2 ]; then
    echo "usage: softhsm.sh DIR CERT_DIR" >&2
    exit 2
fi
mkdir -p "$(dirname "$1")"
dir=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
certificates=$(cd "$2" && pwd)

label="Token de teste"
pin=1234
so_pin=12345678

complete() {
    [ -f "$dir/softhsm2.conf" ] && cmp -s "$dir/token.der" "$certificates/token.der"
}

# The module is where the distribution put it; SOFTHSM2_MODULE says otherwise.
module() {
    for file in "${SOFTHSM2_MODULE:-}" /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so \
        /usr/lib64/pkcs11/libsofthsm2.so /usr/local/lib/softhsm/libsofthsm2.so \
        /opt/homebrew/lib/softhsm/libsofthsm2.so; do
        if [ -n "$file" ] && [ -f "$file" ]; then
            echo "$file"
            return
        fi
    done
    echo "softhsm.sh: libsofthsm2.so not found, set SOFTHSM2_MODULE" >&2
    return 1
}

# configure FOLDER FINAL: writes FOLDER/softhsm2.conf for tokens in FINAL.
configure() {
    cat >"$1/softhsm2.conf" <<CONF
directories.tokendir = $2/tokens
objectstore.backend = file
log.level = ERROR
slots.removable = false
CONF
}

# write_certificate ID LABEL FILE
write_certificate() {
    pkcs11-tool --module "$module" --token-label "$label" --login --pin "$pin" \
        --write-object "$3" --type cert --id "$1" --label "$2"
}

make_token() {
    softhsm2-util --init-token --free --label "$label" --pin "$pin" --so-pin "$so_pin"
    softhsm2-util --import "$certificates/token.key" --token "$label" --pin "$pin" --id 01 --label "JOSE TESTE PEREIRA"
    write_certificate 01 "JOSE TESTE PEREIRA" "$certificates/token.der"
    write_certificate 02 "AC Signer Connector de Teste" "$certificates/intermediate.der"
}

complete && exit 0
if [ -d "$dir" ] && [ ! -f "$dir/softhsm2.conf" ] && [ -n "$(ls -A "$dir")" ]; then
    echo "softhsm.sh: $dir holds something else, wanted a new or an empty folder" >&2
    exit 1
fi

module=$(module)
new=$(mktemp -d "$dir.new.XXXXXX")
trap 'rm -rf "$new"' EXIT
mkdir "$new/tokens"
configure "$new" "$new"
export SOFTHSM2_CONF="$new/softhsm2.conf"
make_token >"$new/log" 2>&1 || { cat "$new/log" >&2; exit 1; }
configure "$new" "$dir"
cp "$certificates/token.der" "$new/token.der"
rm "$new/log"

# An outdated token makes room; a rename is whole or not at all.
if [ -d "$dir" ] && ! complete; then
    rmdir "$dir" 2>/dev/null || { mv "$dir" "$new.old" && rm -rf "$new.old"; }
fi
if [ -d "$dir" ] || ! mv "$new" "$dir" 2>/dev/null || [ -d "$dir/$(basename "$new")" ]; then
    # Another run was faster and its token is as good.
    rm -rf "$dir/$(basename "$new")"
    complete
fi
