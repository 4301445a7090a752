//! Which roots a signer's certificate may come from.

use signer_pki::CertificateChain;

use crate::error::{Error, Result};
use crate::format::seam::Warning;

/// Which roots a signer's certificate may come from. Of any other one, and where the chain does not reach its root, the result says so.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Trust {
    /// Any, and none.
    #[default]
    Any,
    /// ICP-Brasil's for documents.
    IcpBrasil,
}

impl Trust {
    /// Refuses a chain whose signatures were verified but which ends elsewhere.
    pub(crate) fn check(self, chain: &CertificateChain) -> Result<()> {
        if self == Self::Any || chain.ends_in_icp_brasil() {
            return Ok(());
        }
        Err(Error::CertificateUnsuitable { reason: Warning::UntrustedRoot.code().into() }.into())
    }
}
