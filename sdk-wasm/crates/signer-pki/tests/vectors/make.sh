#!/bin/sh
# Makes the files in this folder with OpenSSL 3.0 and Python 3; people and companies in them are invented.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/x509.cnf" <<'CNF'
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[person]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = 1.2.3.4, 2.16.76.1.2.1.7
subjectAltName = @person_names
[person_names]
email = fulano@example.org
otherName.1 = 2.16.76.1.3.1;FORMAT:ASCII,OCT:010120001234567890900000000000000000000000000
otherName.2 = 2.16.76.1.3.5;FORMAT:ASCII,OCT:0000000000000000000
otherName.3 = 2.16.76.1.3.6;FORMAT:ASCII,OCT:000000000000
[company]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = 2.16.76.1.2.3.6
subjectAltName = @company_names
[company_names]
otherName.1 = 2.16.76.1.3.4;FORMAT:UTF8,UTF8:15081969111444777350000000000000000000001234567SSPDF
otherName.2 = 2.16.76.1.3.2;FORMAT:UTF8,UTF8:JOSÉ DA CONCEIÇÃO
otherName.3 = 2.16.76.1.3.3;PRINTABLESTRING:12ABC34501DE35
[encryption]
basicConstraints = CA:FALSE
keyUsage = critical, keyEncipherment
certificatePolicies = 2.16.76.1.2.101.4
CNF

rsa() { openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:"$2" -out "$work/$1.key"; }
ec() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:"$2" -out "$work/$1.key"; }
issue() { # name, issuer, section, serial number, subject
    openssl req -new -utf8 -key "$work/$1.key" -subj "$5" -out "$work/$1.csr"
    openssl x509 -req -in "$work/$1.csr" -CA "$work/$2.pem" -CAkey "$work/$2.key" -set_serial "$4" -days 36500 \
        -sha256 -extfile "$work/x509.cnf" -extensions "$3" -out "$work/$1.pem"
    openssl x509 -in "$work/$1.pem" -outform DER -out "$1.cer"
}

rsa root 2048
openssl req -new -x509 -key "$work/root.key" -subj "/C=BR/O=Teste/CN=AC Raiz de Teste" -days 36500 -set_serial 1 \
    -config "$work/x509.cnf" -extensions root -out "$work/root.pem"
openssl x509 -in "$work/root.pem" -outform DER -out root.cer
rsa intermediate 2048
issue intermediate root intermediate 0x0080ff "/C=BR/O=Teste/CN=AC Intermediária"
rsa person 2048
issue person intermediate person 0x8a01 "/C=BR/O=ICP-Brasil/CN=FULANO DE TAL:12345678909"
ec company P-256
issue company intermediate company 3 "/C=BR/O=ICP-Brasil/CN=EMPRESA DE TESTE LTDA"
ec p384 P-384
issue p384 intermediate person 4 "/C=BR/CN=BELTRANA:98765432100"
ec p521 P-521
issue p521 intermediate company 5 "/C=BR/CN=P-521"
ec k256 secp256k1
issue k256 intermediate person 6 "/C=BR/CN=secp256k1"
rsa small 1024
issue small intermediate person 7 "/C=BR/CN=RSA 1024"
rsa encryption 2048
issue encryption intermediate encryption 8 "/C=BR/CN=EMPRESA CIFRADA:11222333000181"

export_p12() { # file, name, password, options
    file=$1 name=$2 password=$3
    shift 3
    openssl pkcs12 -export -inkey "$work/$name.key" -in "$work/$name.pem" -passout "pass:$password" -out "$file" "$@"
}
cat "$work/root.pem" "$work/intermediate.pem" > "$work/chain.pem"
openssl pkcs8 -topk8 -nocrypt -in "$work/person.key" -outform DER -out person.pk8
export_p12 modern.p12 person senha
export_p12 chain.p12 person senha -certfile "$work/chain.pem"
export_p12 legacy.p12 person senha -legacy
export_p12 accents.p12 person 'São João, nº 1' -keypbe AES-128-CBC -macalg sha512
export_p12 accents_legacy.p12 person 'São João, nº 1' -legacy
export_p12 empty.p12 person '' -legacy
export_p12 no_mac.p12 person senha -nomac -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-2DES -provider legacy -provider default
export_p12 rc4.p12 person senha -keypbe PBE-SHA1-RC4-128 -certpbe PBE-SHA1-RC4-40 -provider legacy -provider default
export_p12 ec.p12 company senha -keypbe AES-192-CBC -certpbe des-ede3-cbc -macalg sha384
openssl pkcs12 -export -nokeys -in "$work/person.pem" -passout pass:senha -out no_key.p12
python3 make_ber.py legacy.p12 senha ber.p12
python3 make_pbmac1.py modern.p12 senha pbmac1.p12
