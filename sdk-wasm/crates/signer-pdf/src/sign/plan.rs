//! One signature as it was asked for, held against the document.

use crate::document::form::Form;
use crate::file::object::Object;
use crate::sign::request::SignatureRequest;
use crate::sign::target::Target;
use crate::syntax::value::Reference;

/// One signature, before anything is changed for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) request: &'a SignatureRequest,
    pub(crate) catalog: &'a Object,
    pub(crate) form: &'a Form,
    pub(crate) target: &'a Target<'a>,
    /// The number of its dictionary.
    pub(crate) signature: Reference,
}
