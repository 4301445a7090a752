//! The ways as the story of a call sees them. A module that knows only one of them has no code for the other.

use crate::api::registration::Registration;
use crate::error::Result;
use crate::format::opened::Signable;
use crate::signer::asked::{Asked, Values};
use crate::signer::seam::Signer;
use crate::trust::Trust;
use crate::world::World;

/// What the API could not be told, each with the place of its document.
pub(crate) type Unregistered = Vec<(usize, Registration)>;

/// One call's way.
pub(crate) trait Way<W: World> {
    /// A key that can sign today.
    type Signer: Signer;

    /// Which roots the signer's certificate may come from.
    fn trust(&self) -> Trust;
    /// Goes to where the key is, and comes back with a chain.
    async fn signer(&self) -> Result<Self::Signer>;
    /// The values of all documents, asked for at once.
    async fn values(&self, signer: &Self::Signer, documents: &[Asked<'_>]) -> Result<Vec<Values>>;
    /// The API's name for the signature on a document, by its place in the call.
    fn signature_id(&self, place: usize) -> Option<&str>;
    /// Tells the API of all that were signed. Where it does not listen they are signed all the same.
    async fn register<D: Signable<W>>(&self, documents: &[D]) -> Result<Unregistered>;
    /// Leaves nothing open.
    fn cancel(&self);
}
