//! Object identifiers, as the contents octets of their encodings.

/// rsaEncryption 1.2.840.113549.1.1.1 (RFC 8017).
pub const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
/// sha256WithRSAEncryption 1.2.840.113549.1.1.11 (RFC 8017).
pub const SHA256_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
/// sha384WithRSAEncryption 1.2.840.113549.1.1.12 (RFC 8017).
pub const SHA384_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
/// sha512WithRSAEncryption 1.2.840.113549.1.1.13 (RFC 8017).
pub const SHA512_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
/// id-ecPublicKey 1.2.840.10045.2.1 (RFC 5480).
pub const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
/// secp256r1 1.2.840.10045.3.1.7 (RFC 5480).
pub const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
/// secp384r1 1.3.132.0.34 (RFC 5480).
pub const P384: &[u8] = &[0x2b, 0x81, 4, 0, 34];
/// secp521r1 1.3.132.0.35 (RFC 5480).
pub const P521: &[u8] = &[0x2b, 0x81, 4, 0, 35];
/// ecdsa-with-SHA256 1.2.840.10045.4.3.2 (RFC 5758).
pub const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
/// ecdsa-with-SHA384 1.2.840.10045.4.3.3 (RFC 5758).
pub const ECDSA_WITH_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
/// ecdsa-with-SHA512 1.2.840.10045.4.3.4 (RFC 5758).
pub const ECDSA_WITH_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];
/// id-sha224 2.16.840.1.101.3.4.2.4 (RFC 5754).
pub(crate) const SHA224: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 4];
/// id-sha256 2.16.840.1.101.3.4.2.1 (RFC 5754).
pub const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
/// id-sha384 2.16.840.1.101.3.4.2.2 (RFC 5754).
pub const SHA384: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
/// id-sha512 2.16.840.1.101.3.4.2.3 (RFC 5754).
pub const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
/// id-sha1 1.3.14.3.2.26 (RFC 3370).
pub const SHA1: &[u8] = &[0x2b, 0x0e, 3, 2, 26];

/// id-at-commonName 2.5.4.3 (RFC 5280, appendix A.1).
pub const COMMON_NAME: &[u8] = &[0x55, 4, 3];
/// id-at-serialNumber 2.5.4.5 (RFC 5280, appendix A.1).
pub const SERIAL_NUMBER: &[u8] = &[0x55, 4, 5];
/// id-at-countryName 2.5.4.6 (RFC 5280, appendix A.1).
pub const COUNTRY: &[u8] = &[0x55, 4, 6];
/// id-at-organizationName 2.5.4.10 (RFC 5280, appendix A.1).
pub const ORGANIZATION: &[u8] = &[0x55, 4, 10];
/// id-at-organizationalUnitName 2.5.4.11 (RFC 5280, appendix A.1).
pub const ORGANIZATIONAL_UNIT: &[u8] = &[0x55, 4, 11];
/// id-ce-subjectKeyIdentifier 2.5.29.14 (RFC 5280, 4.2.1.2).
pub const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 14];
/// id-ce-keyUsage 2.5.29.15 (RFC 5280, 4.2.1.3).
pub const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
/// id-ce-subjectAltName 2.5.29.17 (RFC 5280, 4.2.1.6).
pub const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 17];
/// id-ce-basicConstraints 2.5.29.19 (RFC 5280, 4.2.1.9).
pub const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
/// id-ce-certificatePolicies 2.5.29.32 (RFC 5280, 4.2.1.4).
pub const CERTIFICATE_POLICIES: &[u8] = &[0x55, 0x1d, 32];
/// id-ce-authorityKeyIdentifier 2.5.29.35 (RFC 5280, 4.2.1.1).
pub const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];

/// id-ce-cRLDistributionPoints 2.5.29.31 (RFC 5280, 4.2.1.13).
pub const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 0x1d, 31];
/// id-pe-authorityInfoAccess 1.3.6.1.5.5.7.1.1 (RFC 5280, 4.2.2.1).
pub const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
/// id-ad-ocsp 1.3.6.1.5.5.7.48.1 (RFC 5280, 4.2.2.1).
pub const OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1];
/// id-ad-caIssuers 1.3.6.1.5.5.7.48.2 (RFC 5280, 4.2.2.1).
pub const CA_ISSUERS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 2];
/// id-pkix-ocsp-nocheck 1.3.6.1.5.5.7.48.1.5 (RFC 6960, 4.2.2.2.1).
pub const OCSP_NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];

/// 2.16.76.1.3: the fields of ICP-Brasil in subjectAltName (DOC-ICP-04).
pub const ICP_BRASIL_FIELD: &[u8] = &[0x60, 0x4c, 1, 3];
/// 2.16.76.1.2: the certificate policies of ICP-Brasil (DOC-ICP-04).
pub const ICP_BRASIL_POLICY: &[u8] = &[0x60, 0x4c, 1, 2];

/// id-data 1.2.840.113549.1.7.1 (RFC 5652, 4).
pub(crate) const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
/// id-encryptedData 1.2.840.113549.1.7.6 (RFC 5652, 8).
pub(crate) const ENCRYPTED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6];
/// localKeyID 1.2.840.113549.1.9.21 (RFC 2985, 5.5.2).
pub(crate) const LOCAL_KEY_ID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 21];
/// x509Certificate 1.2.840.113549.1.9.22.1 (RFC 7292, 4.2.3).
pub(crate) const X509_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 22, 1];
/// The bag types 1.2.840.113549.1.12.10.1.n (RFC 7292, appendix D).
pub(crate) const PKCS12_BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1];
/// `pbeWithSHAAnd…` 1.2.840.113549.1.12.1.n (RFC 7292, appendix C).
pub(crate) const PKCS12_PBE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1];
/// id-PBKDF2 1.2.840.113549.1.5.12 (RFC 8018, appendix A.2).
pub(crate) const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12];
/// id-PBES2 1.2.840.113549.1.5.13 (RFC 8018, appendix A.4).
pub(crate) const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];
/// id-PBMAC1 1.2.840.113549.1.5.14 (RFC 8018, appendix A.5).
pub(crate) const PBMAC1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 14];
/// `hmacWith…` and others 1.2.840.113549.2.n (RFC 8018, appendix B.1.2).
pub(crate) const RSADSI_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2];
/// des-EDE3-CBC 1.2.840.113549.3.7 (RFC 8018, appendix B.2.2).
pub(crate) const DES_EDE3_CBC: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 7];
/// aes128-CBC 2.16.840.1.101.3.4.1.2 (RFC 8018, appendix B.2.5).
pub(crate) const AES128_CBC: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 2];
/// aes192-CBC 2.16.840.1.101.3.4.1.22 (RFC 8018, appendix B.2.5).
pub(crate) const AES192_CBC: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 22];
/// aes256-CBC 2.16.840.1.101.3.4.1.42 (RFC 8018, appendix B.2.5).
pub(crate) const AES256_CBC: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42];
/// camellia128-cbc 1.2.392.200011.61.1.1.1.2, of 192 bits …3, of 256 bits …4 (RFC 3657, 2.1): what they have in common.
pub(crate) const CAMELLIA_CBC: &[u8] = &[0x2a, 0x83, 0x08, 0x8c, 0x9a, 0x4b, 0x3d, 1, 1, 1];
/// rc2CBC 1.2.840.113549.3.2 (RFC 8018, appendix B.2.3).
pub(crate) const RC2_CBC: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 2];
