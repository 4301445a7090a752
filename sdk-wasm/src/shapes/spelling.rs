//! Names for what JavaScript hands over without a type of its own: the signatures beside them say what is in it.

use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;

/// A part of a `Blob` (W3C File API, 3.1): a `Blob` or a `Uint8Array`.
pub(super) type BlobPart = JsValue;
/// An array of `T`.
pub(super) type List<T> = <T as Crossing>::List;
/// The plain object that serde makes of a `T`.
pub(super) type Plain<T> = <T as Crossing>::Plain;
/// A promise of a `T`.
pub(super) type Promised<T> = <T as Crossing>::Promised;

/// All types cross alike; this one only lets an alias have a parameter.
pub(crate) trait Crossing {
    /// See [`List`].
    type List;
    /// See [`Plain`].
    type Plain;
    /// See [`Promised`].
    type Promised;
}

impl<T> Crossing for T {
    type List = Array;
    type Plain = JsValue;
    type Promised = Promise;
}
