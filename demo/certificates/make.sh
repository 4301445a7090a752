#!/bin/sh
# Makes the test certificates of the demo and the tests: make.sh DIR [--force]
#
# Needs the openssl command line tool, version 3. Does nothing where DIR is complete and still valid.
# Everything is made in a folder of its own and renamed into place, so two runs at once do no harm.
# The people are invented; their CPF numbers are those that documentation uses, with right check digits.
set -eu

usage() {
    echo "usage: make.sh DIR [--force]" >&2
    exit 2
}

[ $# -ge 1 ] && [ $# -le 2 ] || usage
dir=$1
force=${2:-}
[ -z "$force" ] || [ "$force" = --force ] || usage
here=$(cd "$(dirname "$0")" && pwd)

export OPENSSL_CONF="$here/openssl.cnf"
# openssl.cnf reads these; each person sets their own.
export AUTHORITY=root POLICY=2.16.76.1.2.3.9999 EMAIL=nobody@example.com BIRTH=01011980 CPF=00000000000

password=segredo
pin=1234

complete() {
    [ -f "$dir/password.txt" ] && openssl x509 -in "$dir/a1.pem" -noout -checkend 86400 >/dev/null 2>&1
}

if [ -z "$force" ] && complete; then
    exit 0
fi
if [ -d "$dir" ] && [ ! -f "$dir/password.txt" ] && [ -n "$(ls -A "$dir")" ]; then
    echo "make.sh: $dir holds something else, wanted a new or an empty folder" >&2
    exit 1
fi

mkdir -p "$(dirname "$dir")"
new=$(mktemp -d "$dir.new.XXXXXX")
log=$new/openssl.log
trap 'status=$?; [ $status -eq 0 ] || cat "$log" >&2 2>/dev/null || true; rm -rf "$new"; exit $status' EXIT

rsa_key() {
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key" 2>>"$log"
}

# certificate NAME SUBJECT SECTION AUTHORITY VALIDITY…: for the key NAME.key, issued by AUTHORITY.
certificate() {
    name=$1 subject=$2 section=$3 AUTHORITY=$4
    shift 4
    openssl req -new -key "$name.key" -subj "$subject" -out "$name.csr" 2>>"$log"
    if [ "$name" = "$AUTHORITY" ]; then set -- -selfsign "$@"; else set -- -cert "$AUTHORITY.pem" "$@"; fi
    openssl ca -batch -notext -utf8 -config "$OPENSSL_CONF" -keyfile "$AUTHORITY.key" \
        -extensions "$section" -in "$name.csr" -out "$name.pem" "$@" 2>>"$log"
}

# person NAME COMMON_NAME CPF BIRTH TYPE VALIDITY…
person() {
    CPF=$3 BIRTH=$4 EMAIL=$1@example.com
    case $5 in A1) POLICY=2.16.76.1.2.1.9999 ;; *) POLICY=2.16.76.1.2.3.9999 ;; esac
    person_name=$1
    subject="/C=BR/O=ICP-Brasil/OU=Ambiente de testes/OU=Pessoa Fisica $5/CN=$2:$3"
    shift 5
    certificate "$person_name" "$subject" person intermediate "$@"
}

# pfx NAME FILE OPTIONS…: the key NAME.key with its chain.
pfx() {
    pfx_name=$1 pfx_file=$2
    shift 2
    openssl pkcs12 -export -inkey "$pfx_name.key" -in "$pfx_name.pem" -certfile chain.pem \
        -name "$pfx_name" -passout "pass:$password" -out "$pfx_file" "$@" 2>>"$log"
}

make_authorities() {
    : >root.index
    : >intermediate.index
    certificate root "/C=BR/O=ICP-Brasil/OU=Ambiente de testes/CN=AC Raiz de Teste" \
        root root -startdate 20200101000000Z -enddate 20450101000000Z
    certificate intermediate "/C=BR/O=ICP-Brasil/OU=Ambiente de testes/CN=AC Signer Connector de Teste" \
        intermediate root -startdate 20200101000000Z -enddate 20400101000000Z
    cat intermediate.pem root.pem >chain.pem
}

make_people() {
    person cloud "MARIA TESTE DA SILVA" 11144477735 14071985 A3 -days 1095
    person token "JOSE TESTE PEREIRA" 52998224725 02031979 A3 -days 1095
    person a1 "ANA TESTE OLIVEIRA" 12345678909 25111990 A1 -days 365
    person a1-ec "ANA TESTE OLIVEIRA" 12345678909 25111990 A1 -days 365
    person expired "CARLOS TESTE SOUZA" 98765432100 30061972 A1 \
        -startdate 20220103000000Z -enddate 20230103000000Z
}

# The two generations of PKCS#12 that are in circulation, an elliptic curve and one that is too old.
make_files() {
    pfx a1 a1.pfx
    pfx a1 a1-legacy.pfx -legacy -provider-path "${OPENSSL_MODULES:-$(modules)}"
    pfx a1-ec a1-ec.pfx
    pfx expired expired.pfx
    openssl pkcs8 -topk8 -nocrypt -in token.key -outform DER -out token.key.der
    for name in token intermediate root; do
        openssl x509 -in "$name.pem" -outform DER -out "$name.der"
    done
}

modules() {
    openssl version -m | sed 's/^MODULESDIR: "\(.*\)"$/\1/'
}

(
    umask 077
    cd "$new"
    log=./openssl.log
    for name in root intermediate cloud token a1 expired; do rsa_key $name; done
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out a1-ec.key 2>>"$log"
    make_authorities
    make_people
    make_files
    printf 'Password of the .pfx files: %s\nPIN of the token: %s\n' "$password" "$pin" >password.txt
    chmod 644 ./*.pem ./*.der
    rm -f ./*.csr ./*.index* ./*.attr ./[0-9A-F]*.pem openssl.log
)

# A finished folder from another run, or an outdated one, makes room; a rename is whole or not at all.
if [ -f "$dir/password.txt" ]; then
    if [ -z "$force" ] && complete; then exit 0; fi
    mv "$dir" "$new.old" && rm -rf "$new.old"
fi
chmod 755 "$new"
rmdir "$dir" 2>/dev/null || true
if ! mv "$new" "$dir" 2>/dev/null || [ -d "$dir/$(basename "$new")" ]; then
    # Another run was faster and its folder is as good.
    rm -rf "$dir/$(basename "$new")"
    complete
fi
