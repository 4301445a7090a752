//! The kinds of structure that are signed.

use serde::{Deserialize, Serialize};

/// A kind of structure, by which the agent reads it. There is none for a bare digest, and none for any text of the page.
///
/// An agent need not sign them all: its greeting says which it does.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A login: the agent itself puts the page's origin before the nonce.
    Challenge,
    /// The text of an NFC-e's QR code, issued off-line (NT 2025.001).
    FiscalQr,
    /// CAdES or PAdES: the DER of `SignedAttributes` as a `SET OF` (RFC 5652, 5.4), with content type, message digest, signing
    /// certificate, and no others but signing time and signature policy, which is the same for all items of a call.
    SignedAttributes,
    /// XML-DSig or XAdES: the canonical `SignedInfo` (XML Signature, 4.4).
    SignedInfo,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Challenge, Self::FiscalQr, Self::SignedAttributes, Self::SignedInfo];

    /// As it stands in a message.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::FiscalQr => "fiscal-qr",
            Self::SignedAttributes => "signed-attributes",
            Self::SignedInfo => "signed-info",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_with_and_without_serde() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert!(serde_json::from_value::<Kind>("digest".into()).is_err());
    }
}
