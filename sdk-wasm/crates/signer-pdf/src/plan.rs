//! One signature as it was asked for, held against the document.

use crate::form::Form;
use crate::object::Object;
use crate::request::SignatureRequest;
use crate::target::Target;
use crate::value::Reference;

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
