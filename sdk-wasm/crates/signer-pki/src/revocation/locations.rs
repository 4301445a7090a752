//! The places that a certificate names for its issuer and for its revocation.

use crate::{
    certificate::Certificate,
    der::{Reader, Tlv, tag},
    error::Result,
    oid,
};

impl Certificate {
    /// The `http` and `https` addresses of OCSP responders, in their order (RFC 5280, 4.2.2.1). None where the extension cannot
    /// be read.
    #[must_use]
    pub fn ocsp_urls(&self) -> Vec<String> {
        self.access_locations(oid::OCSP)
    }

    /// The `http` and `https` addresses of the issuer's certificate, or of several in PKCS#7 (RFC 5280, 4.2.2.1).
    #[must_use]
    pub fn ca_issuers_urls(&self) -> Vec<String> {
        self.access_locations(oid::CA_ISSUERS)
    }

    /// The `http` and `https` addresses of revocation lists (RFC 5280, 4.2.1.13).
    #[must_use]
    pub fn crl_urls(&self) -> Vec<String> {
        let points = self.extensions.crl_distribution_points.as_ref();
        points.map(|range| distribution_points(self.slice(range)).unwrap_or_default()).unwrap_or_default()
    }

    fn access_locations(&self, method: &[u8]) -> Vec<String> {
        let access = self.extensions.authority_info_access.as_ref();
        access
            .map(|range| access_descriptions(self.slice(range), method).unwrap_or_default())
            .unwrap_or_default()
    }
}

/// AuthorityInfoAccessSyntax ::= SEQUENCE OF AccessDescription; AccessDescription ::= SEQUENCE { accessMethod OBJECT IDENTIFIER,
/// accessLocation GeneralName }
fn access_descriptions(extension: &[u8], method: &[u8]) -> Result<Vec<String>> {
    let mut urls = Vec::new();
    let mut descriptions = Reader::ber(extension).sequence(ACCESS)?;
    while !descriptions.is_empty() {
        let mut description = descriptions.sequence(ACCESS)?;
        let found = description.object_identifier(ACCESS)?;
        let location = description.read()?;
        if found == method {
            take(&location, &mut urls);
        }
    }
    Ok(urls)
}

/// CRLDistributionPoints ::= SEQUENCE OF DistributionPoint; DistributionPoint ::= SEQUENCE { distributionPoint \[0\] CHOICE {
/// fullName \[0\] GeneralNames, nameRelativeToCRLIssuer \[1\] } OPTIONAL, reasons \[1\] OPTIONAL, cRLIssuer \[2\] OPTIONAL }
fn distribution_points(extension: &[u8]) -> Result<Vec<String>> {
    let mut urls = Vec::new();
    let mut points = Reader::ber(extension).sequence(POINTS)?;
    while !points.is_empty() {
        let Some(name) = points.sequence(POINTS)?.optional(tag::CONTEXT_0)? else { continue };
        let name = name.only()?;
        let mut names = name.inside();
        while name.tag() == tag::CONTEXT_0 && !names.is_empty() {
            take(&names.read()?, &mut urls);
        }
    }
    Ok(urls)
}

/// Adds a uniformResourceIdentifier \[6\] IA5String that can be asked over HTTP and is not there yet.
fn take(name: &Tlv<'_>, urls: &mut Vec<String>) {
    let url = str::from_utf8(name.contents()).ok().filter(|url| name.tag() == URI && is_http(url));
    if let Some(url) = url.filter(|url| !urls.iter().any(|known| known == url)) {
        urls.push(url.to_owned());
    }
}

/// The scheme in any case (RFC 3986, 3.1), a host, and no character that a request cannot hold.
fn is_http(url: &str) -> bool {
    let rest = url
        .split_once("://")
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"));
    rest.is_some_and(|(_, rest)| !rest.is_empty() && !rest.starts_with('/'))
        && url.bytes().all(|octet| octet.is_ascii_graphic())
}

/// uniformResourceIdentifier \[6\] IMPLICIT IA5String (RFC 5280, 4.2.1.6).
const URI: u8 = 0x86;
const ACCESS: &str = "the access to an authority";
const POINTS: &str = "the distribution points";
