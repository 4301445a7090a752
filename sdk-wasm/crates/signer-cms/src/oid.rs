//! Object identifiers, as the contents octets of their encodings.

/// id-data 1.2.840.113549.1.7.1 (RFC 5652, 4).
pub(crate) const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
/// id-signedData 1.2.840.113549.1.7.2 (RFC 5652, 5.1).
pub(crate) const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
/// id-contentType 1.2.840.113549.1.9.3 (RFC 5652, 11.1).
pub(crate) const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
/// id-messageDigest 1.2.840.113549.1.9.4 (RFC 5652, 11.2).
pub(crate) const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
/// id-signingTime 1.2.840.113549.1.9.5 (RFC 5652, 11.3).
pub(crate) const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5];
/// id-aa-signingCertificate 1.2.840.113549.1.9.16.2.12 (RFC 2634, 5.4).
pub(crate) const SIGNING_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 12];
/// id-aa-timeStampToken 1.2.840.113549.1.9.16.2.14 (RFC 3161, appendix A).
pub(crate) const TIME_STAMP_TOKEN: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];
/// id-spq-ets-uri, 1.2.840.113549.1.9.16.5.1 (RFC 5126, 5.8.1).
pub(crate) const SIGNATURE_POLICY_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 5, 1];
/// id-aa-ets-sigPolicyId 1.2.840.113549.1.9.16.2.15 (RFC 5126, 5.8.1).
pub(crate) const SIGNATURE_POLICY_IDENTIFIER: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 15];
/// id-aa-signingCertificateV2 1.2.840.113549.1.9.16.2.47 (RFC 5035, 3).
pub(crate) const SIGNING_CERTIFICATE_V2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];
/// id-ri-ocsp-response 1.3.6.1.5.5.7.16.2 (RFC 5940, 2.1).
pub(crate) const OCSP_RESPONSE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 16, 2];
