//! The objects on a token: certificates and private keys (OASIS PKCS #11 3.1, 4).

use agent_protocol::Code;
use cryptoki::{
    error::Result as Pkcs11Result,
    object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle},
    session::Session,
};

use crate::{
    failure::{Result, fail},
    token::return_value::failure,
};

/// `CKA_ID` (empty where there is none) and DER of each X.509 certificate.
pub(crate) fn certificates(session: &Session) -> Pkcs11Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let wanted =
        [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
    let mut found = Vec::new();
    for object in session.find_objects(&wanted)? {
        let (mut id, mut der) = (Vec::new(), Vec::new());
        for attribute in session.get_attributes(object, &[AttributeType::Id, AttributeType::Value])? {
            match attribute {
                Attribute::Id(value) => id = value,
                Attribute::Value(value) => der = value,
                _ => {}
            }
        }
        found.push((id, der));
    }
    Ok(found)
}

/// `CKA_ID` of each private key that the token shows.
pub(crate) fn private_keys(session: &Session) -> Pkcs11Result<Vec<Vec<u8>>> {
    let mut ids = Vec::new();
    for key in session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)])? {
        for attribute in session.get_attributes(key, &[AttributeType::Id])? {
            if let Attribute::Id(id) = attribute {
                ids.push(id);
            }
        }
    }
    Ok(ids)
}

/// The private key with this `CKA_ID`.
pub(crate) fn private_key(session: &Session, id: &[u8]) -> Result<ObjectHandle> {
    let wanted = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(id.to_vec())];
    let found = session.find_objects(&wanted).map_err(failure)?;
    found
        .first()
        .copied()
        .ok_or_else(|| fail(Code::CertificateNotFound, "the token holds no private key for it"))
}

/// `CKA_ALWAYS_AUTHENTICATE` of the key.
pub(crate) fn asks_each_time(session: &Session, key: ObjectHandle) -> bool {
    let attributes = session.get_attributes(key, &[AttributeType::AlwaysAuthenticate]).unwrap_or_default();
    attributes.contains(&Attribute::AlwaysAuthenticate(true))
}
