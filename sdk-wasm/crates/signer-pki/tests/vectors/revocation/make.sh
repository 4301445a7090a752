#!/bin/sh
# Makes locations.cer, responder.cer and their root.cer in this folder with OpenSSL 3.0; the names in them are invented.
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
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[locations]
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
authorityInfoAccess = @access
crlDistributionPoints = one, two, three
[access]
OCSP;URI.1 = http://ocsp.example.org/a
caIssuers;URI.1 = HTTPS://repo.example.org/root.cer
OCSP;URI.2 = ldap://ocsp.example.org/b
OCSP;URI.3 = https://ocsp.example.org/c
OCSP;URI.4 = http://ocsp.example.org/a
caIssuers;URI.2 = ftp://repo.example.org/root.cer
caIssuers;email = ca@example.org
[one]
fullname = URI:ldap://repo.example.org/cn=root?certificateRevocationList, URI:http://repo.example.org/one.crl
[two]
fullname = URI:http://repo.example.org/two.crl
reasons = keyCompromise, CACompromise
[three]
fullname = URI:http://repo.example.org/two.crl, email:ca@example.org
CRLissuer = dirName:issuer
[issuer]
CN = Another
[responder]
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
extendedKeyUsage = OCSPSigning
noCheck = ignored
CNF

issue() { # name, serial number, subject
    openssl req -new -key "$work/$1.key" -subj "$3" -config "$work/x509.cnf" -out "$work/$1.csr"
    openssl x509 -req -in "$work/$1.csr" -CA "$work/root.pem" -CAkey "$work/root.key" -set_serial "$2" -days 36500 \
        -sha256 -extfile "$work/x509.cnf" -extensions "$1" -out "$work/$1.pem"
    openssl x509 -in "$work/$1.pem" -outform DER -out "$1.cer"
}
for name in root locations responder; do
    openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$name.key"
done
openssl req -new -x509 -key "$work/root.key" -subj "/C=BR/O=Teste/CN=AC Raiz de Teste" -days 36500 -set_serial 1 \
    -config "$work/x509.cnf" -extensions root -out "$work/root.pem"
openssl x509 -in "$work/root.pem" -outform DER -out root.cer
issue locations 2 "/C=BR/CN=Locations"
issue responder 3 "/C=BR/CN=Responder"
