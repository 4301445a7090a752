//! A key in the page, and nobody outside of it.

use std::rc::Rc;

use crate::error::Result;
use crate::format::opened::Signable;
use crate::signer::a1::OpenedKey;
use crate::signer::asked::{Asked, Values};
use crate::trust::Trust;
use crate::way::seam::{Unregistered, Way};
use crate::world::World;

/// An A1 key, and no API.
pub(crate) struct Alone<'a, W: World> {
    pub(crate) world: &'a W,
    pub(crate) key: &'a Rc<OpenedKey<W::Key>>,
    pub(crate) trust: Trust,
}

impl<W: World> Way<W> for Alone<'_, W> {
    type Signer = Rc<OpenedKey<W::Key>>;

    fn trust(&self) -> Trust {
        self.trust
    }

    async fn signer(&self) -> Result<Self::Signer> {
        Ok(Rc::clone(self.key))
    }

    async fn values(&self, signer: &Self::Signer, documents: &[Asked<'_>]) -> Result<Vec<Values>> {
        Ok(signer.sign(self.world, documents).await)
    }

    fn signature_id(&self, _: usize) -> Option<&str> {
        None
    }

    async fn register<D: Signable<W>>(&self, _: &[D]) -> Result<Unregistered> {
        Ok(Vec::new())
    }

    fn cancel(&self) {}
}
