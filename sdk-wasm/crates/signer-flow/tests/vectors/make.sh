#!/bin/sh
# Makes `two-keys.pfx` and `renewed-early.pfx` with OpenSSL 3.0 and Python 3; people and companies in them are
# invented. OpenSSL's own `pkcs12 -export` puts one key into a file.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
certify() { # name of the certificate, name of the key, serial number, days, subject
    openssl req -x509 -new -utf8 -key "$work/$2.key" -subj "$5" -days "$4" -set_serial "$3" -out "$work/$1.pem" \
        -addext keyUsage=critical,digitalSignature,nonRepudiation -addext basicConstraints=critical,CA:FALSE
}
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/ana.key"
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/company.key"
certify ana ana 1 7300 "/C=BR/O=ICP-Brasil/CN=ANA DE TESTE:12345678909"
certify renewed ana 2 7400 "/C=BR/O=ICP-Brasil/OU=outra AR/CN=ANA DE TESTE:12345678909"
certify company company 3 7300 "/C=BR/O=ICP-Brasil/CN=EMPRESA DE TESTE:11222333000181"
python3 make.py "$work" two-keys.pfx ana,company ana,company
python3 make.py "$work" renewed-early.pfx ana ana,renewed
