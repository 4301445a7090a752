#!/bin/sh
# Makes the files in this folder with OpenSSL 3.0 of the key and certificate of `..`; their password is `Coração`.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl pkey -inform DER -in ../person.pk8 -out "$work/person.key"
for name in person intermediate root; do openssl x509 -inform DER -in ../$name.cer -out "$work/$name.pem"; done
cat "$work/intermediate.pem" "$work/root.pem" > "$work/others.pem"
write() { # file, octets of the password, further arguments
    file=$1
    printf '%s' "$2" > "$work/password"
    shift 2
    openssl pkcs12 -export -inkey "$work/person.key" -in "$work/person.pem" -certfile "$work/others.pem" \
        -passout file:"$work/password" -out "$file" "$@"
}
utf8=Coração
latin1=$(printf 'Cora\347\343o')
# As OpenSSL before 1.1 had it: each octet of UTF-8 is a character.
octets=CoraÃ§Ã£o

write camellia128.p12 $utf8 -keypbe camellia-128-cbc -certpbe camellia-192-cbc -macalg sha384
write camellia256.p12 $utf8 -keypbe camellia-256-cbc -certpbe camellia-256-cbc -macalg sha512
write mac_sha224.p12 $utf8 -macalg sha224
write no_mac.p12 $utf8 -nomac
write rc2_pbes2.p12 $utf8 -legacy -keypbe rc2-cbc -certpbe rc2-64-cbc
write triple_des_pbes2.p12 $utf8 -keypbe des-ede3-cbc -certpbe rc2-40-cbc -legacy
# As node-forge has it: the MAC's password is right, those of PBES2 are its lower octets.
write forge.p12 "$latin1" -keypbe aes-256-cbc -certpbe aes-128-cbc
write forge_no_mac.p12 "$latin1" -keypbe aes-256-cbc -certpbe aes-128-cbc -nomac
write openssl_1_0.p12 $octets -legacy -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-RC2-40 -macalg sha1
write openssl_1_0_no_mac.p12 $octets -legacy -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-RC2-40 -nomac
# As mail programs, databases and pages have it.
{ printf '\357\273\277-----BEGIN PKCS12-----\r\n'; base64 -w 64 mac_sha224.p12 | sed 's/$/\r/'; printf -- '-----END PKCS12-----\r\n'; } > pem.p12
{ printf 'data:application/x-pkcs12;base64,'; base64 -w 0 mac_sha224.p12; } > data_url.p12
