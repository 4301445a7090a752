//! `C_Sign` alone (OASIS PKCS #11 3.1, 5.13.2), for an operation that `C_SignInit` has begun.
//!
//! A key with `CKA_ALWAYS_AUTHENTICATE` wants a login between the two, cryptoki 0.12 calls them together only, and most tokens
//! do `CKM_ECDSA` and `CKM_RSA_PKCS` in one part only, so that `C_SignUpdate` is no way around. The one crate of the tree with
//! `unsafe` code.

use std::path::Path;

use cryptoki::{
    context::{Function, Pkcs11},
    error::{Error, Result, Rv},
    session::Session,
};
use cryptoki_sys::{CK_RV, CK_SESSION_HANDLE, CK_ULONG};

/// `C_Sign` of one module.
pub struct SinglePart {
    sign: Sign,
    /// The code that `sign` points into is there as long as this is.
    _module: cryptoki_sys::Pkcs11,
}

type Sign = unsafe extern "C" fn(CK_SESSION_HANDLE, *mut u8, CK_ULONG, *mut u8, *mut CK_ULONG) -> CK_RV;

impl SinglePart {
    /// Finds it in the module at `path`, which `_loaded` shows to be loaded: the system gives the same one again.
    pub fn of(_loaded: &Pkcs11, path: &Path) -> Result<Self> {
        // SAFETY: the module's own code runs, as it did when cryptoki loaded it from this path.
        let module = unsafe { cryptoki_sys::Pkcs11::new(path) }.map_err(Error::LibraryLoading)?;
        let functions =
            *module.C_GetFunctionList.as_ref().map_err(|_| Error::MissingSymbol("C_GetFunctionList"))?;
        let mut list = std::ptr::null_mut();
        // SAFETY: the standard's signature; `list` outlives the call.
        let result = unsafe { functions(&raw mut list) };
        Rv::from(result).into_result(Function::GetFunctionList)?;
        // SAFETY: null, or a list that the module keeps for as long as it is loaded (5.4.5).
        let list = unsafe { list.as_ref() }.ok_or(Error::NullFunctionPointer)?;
        Ok(Self { sign: list.C_Sign.ok_or(Error::NullFunctionPointer)?, _module: module })
    }

    /// The signature over `data`; the operation is over after it, whatever comes back.
    ///
    /// There is no call for the length before it: some tokens take any call for the use that the login was for.
    pub fn sign(&self, session: &Session, data: &[u8]) -> Result<Vec<u8>> {
        let mut signature = vec![0; LONGEST];
        let mut data = data.to_vec();
        let mut length = CK_ULONG::try_from(signature.len())?;
        let data_length = CK_ULONG::try_from(data.len())?;
        // SAFETY: the standard's signature; both buffers are ours, outlive the call and have the lengths that are told.
        let result = unsafe {
            (self.sign)(
                session.handle(),
                data.as_mut_ptr(),
                data_length,
                signature.as_mut_ptr(),
                &raw mut length,
            )
        };
        Rv::from(result).into_result(Function::Sign)?;
        signature.truncate(usize::try_from(length)?);
        Ok(signature)
    }
}

/// RSA with 16384 bits.
const LONGEST: usize = 2048;
