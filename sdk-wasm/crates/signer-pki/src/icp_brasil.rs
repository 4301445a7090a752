//! The fields of ICP-Brasil in a certificate (DOC-ICP-04): who holds it, and how its key is kept.

use crate::{
    certificate::Certificate,
    der::{Reader, Tlv},
    name,
    number::{CNPJ_LEN, cnpj, cpf, cpf_of_person},
    oid,
};

/// The holder of a certificate, as ICP-Brasil writes it down. A field that is absent, or holds no number with its check digits,
/// is none.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct IcpBrasil {
    /// CPF of the person; in a company's certificate that of the responsible person. 11 digits.
    pub cpf: Option<String>,
    /// CNPJ of the company: 12 digits or capital letters and 2 digits.
    pub cnpj: Option<String>,
    /// Name of the person who is responsible for a company's certificate.
    pub responsible_name: Option<String>,
    /// From the certificate policies.
    pub certificate_type: Option<CertificateType>,
}

/// The type of a certificate (DOC-ICP-04, 1.1.2), by its policy 2.16.76.1.2.x.y.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(missing_docs, reason = "the names are those of the standard")]
pub enum CertificateType {
    A1,
    A2,
    A3,
    A4,
    S1,
    S2,
    S3,
    S4,
    T3,
    T4,
    /// Electronic seal, key in software.
    SealS,
    /// Electronic seal, key in hardware.
    SealH,
}

impl CertificateType {
    /// As DOC-ICP-04 spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A1 => "A1",
            Self::A2 => "A2",
            Self::A3 => "A3",
            Self::A4 => "A4",
            Self::S1 => "S1",
            Self::S2 => "S2",
            Self::S3 => "S3",
            Self::S4 => "S4",
            Self::T3 => "T3",
            Self::T4 => "T4",
            Self::SealS => "SE-S",
            Self::SealH => "SE-H",
        }
    }
}

impl Certificate {
    /// The fields of ICP-Brasil. Where subjectAltName has neither CPF nor CNPJ, the number after the colon of the common name
    /// counts (`NAME:12345678909`), and in a seal the subject's serial number.
    #[must_use]
    pub fn icp_brasil(&self) -> IcpBrasil {
        let mut found = IcpBrasil { certificate_type: self.certificate_type(), ..IcpBrasil::default() };
        let names =
            self.extensions.subject_alt_name.as_ref().map(|range| self.slice(range)).unwrap_or_default();
        let mut names = Reader::ber(names).sequence("names").unwrap_or(Reader::ber(&[]));
        while let Ok(name) = names.read() {
            found.take(&name);
        }
        found.complete(self);
        found
    }

    fn certificate_type(&self) -> Option<CertificateType> {
        // Authorities list the policies that they issue under, with arcs of their own.
        let policies = self.extensions.certificate_policies.as_ref().filter(|_| !self.is_ca())?;
        let mut policies = Reader::ber(self.slice(policies)).sequence("policies").ok()?;
        while let Ok(mut policy) = policies.sequence("a policy") {
            let policy = policy.object_identifier("a policy").ok()?;
            if let Some(kind) = policy.strip_prefix(oid::ICP_BRASIL_POLICY).and_then(CertificateType::of_arcs)
            {
                return Some(kind);
            }
        }
        None
    }
}

impl CertificateType {
    /// True for the types whose certificates are for signatures on documents.
    #[must_use]
    pub const fn signs(self) -> bool {
        match self {
            Self::A1 | Self::A2 | Self::A3 | Self::A4 | Self::SealS | Self::SealH => true,
            Self::S1 | Self::S2 | Self::S3 | Self::S4 | Self::T3 | Self::T4 => false,
        }
    }

    /// The arcs after 2.16.76.1.2: the type and, after it, the policy of one authority.
    const fn of_arcs(arcs: &[u8]) -> Option<Self> {
        Some(match arcs {
            [1, _, ..] => Self::A1,
            [2, _, ..] => Self::A2,
            [3, _, ..] => Self::A3,
            [4, _, ..] => Self::A4,
            [101, _, ..] => Self::S1,
            [102, _, ..] => Self::S2,
            [103, _, ..] => Self::S3,
            [104, _, ..] => Self::S4,
            // Arcs of two octets: 201, 202, 303, 304.
            [0x81, 0x49, _, ..] => Self::SealS,
            [0x81, 0x4a, _, ..] => Self::SealH,
            [0x82, 0x2f, _, ..] => Self::T3,
            [0x82, 0x30, _, ..] => Self::T4,
            _ => return None,
        })
    }
}

impl IcpBrasil {
    /// otherName \[0\] IMPLICIT SEQUENCE { type-id OBJECT IDENTIFIER, value \[0\] EXPLICIT ANY } (RFC 5280, 4.2.1.6)
    fn take(&mut self, name: &Tlv<'_>) -> Option<()> {
        let mut fields = name.inside();
        let field = fields.object_identifier("a name").ok().filter(|_| name.tag() == 0xa0)?;
        let value = name::unwrapped(&fields.read().ok()?);
        match field.strip_prefix(oid::ICP_BRASIL_FIELD)? {
            // A company's responsible person only where there is no holder's own.
            [1] => self.cpf = cpf_of_person(&value).or(self.cpf.take()),
            [4] => self.cpf = self.cpf.take().or(cpf_of_person(&value)),
            [2] => self.responsible_name = Some(value.trim().to_owned()).filter(|name| !name.is_empty()),
            [3] => self.cnpj = cnpj(&value, CNPJ_LEN).or(self.cnpj.take()),
            _ => {}
        }
        Some(())
    }

    fn complete(&mut self, certificate: &Certificate) {
        if self.cpf.is_some() || self.cnpj.is_some() {
            return;
        }
        let common_name = certificate.common_name().unwrap_or_default();
        if let Some((_, number)) = common_name.rsplit_once(':') {
            self.cpf = cpf(number, CUT_OFF);
            self.cnpj = cnpj(number, CUT_OFF);
        } else if matches!(self.certificate_type, Some(CertificateType::SealS | CertificateType::SealH)) {
            let number = name::attribute(certificate.subject(), oid::SERIAL_NUMBER);
            self.cnpj = number.and_then(|number| cnpj(&number, CNPJ_LEN));
        }
    }
}

/// Zeros that may be cut off a number of which only its place in the common name tells what it is: with more of them any short
/// number would soon be somebody's.
const CUT_OFF: usize = 2;

#[cfg(test)]
mod tests;
