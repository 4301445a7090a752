//! Any key, and the API where there is one.

use std::rc::Rc;

use crate::api::session::Session;
use crate::error::{Error, Result};
use crate::format::opened::Signable;
use crate::order::{Key, Order};
use crate::signer::agent::AgentKey;
use crate::signer::any::AnySigner;
use crate::signer::asked::{Asked, Values};
use crate::signer::cloud::CloudKey;
use crate::trust::Trust;
use crate::way::seam::{Unregistered, Way};
use crate::world::World;

/// A key anywhere, and a session where the signatures are registered.
pub(crate) struct Connected<'a, W: World> {
    world: &'a W,
    key: &'a Key<W::Key>,
    trust: Trust,
    session: Option<Session<'a, W>>,
}

impl<'a, W: World> Connected<'a, W> {
    /// Opens the session.
    pub(crate) async fn open<D: Signable<W>, R>(
        world: &'a W,
        order: &'a Order<W::Key, R>,
        documents: &[D],
    ) -> Result<Self> {
        let session = Session::open(world, order, documents).await?;
        Ok(Self { world, key: &order.key, trust: order.trust, session })
    }

    /// The one without which nobody approves.
    fn session(&self) -> Result<&Session<'a, W>> {
        self.session.as_ref().ok_or_else(|| Error::invalid("apiBaseUrl"))
    }
}

impl<W: World> Way<W> for Connected<'_, W> {
    type Signer = AnySigner<W>;

    fn trust(&self) -> Trust {
        self.trust
    }

    async fn signer(&self) -> Result<Self::Signer> {
        Ok(match self.key {
            Key::A1(key) => AnySigner::A1(Rc::clone(key)),
            Key::Agent { ports } => {
                AnySigner::Agent(AgentKey::open(self.world, ports.as_deref(), self.trust).await?)
            }
            Key::Cloud { .. } => AnySigner::Cloud(CloudKey::open(self.session()?).await?),
        })
    }

    async fn values(&self, signer: &Self::Signer, documents: &[Asked<'_>]) -> Result<Vec<Values>> {
        match signer {
            AnySigner::A1(key) => Ok(key.sign(self.world, documents).await),
            AnySigner::Agent(key) => key.sign(documents).await,
            AnySigner::Cloud(key) => key.sign(self.session()?, documents).await,
        }
    }

    fn signature_id(&self, place: usize) -> Option<&str> {
        self.session.as_ref()?.signature_id(place)
    }

    async fn register<D: Signable<W>>(&self, documents: &[D]) -> Result<Unregistered> {
        let Some(session) = &self.session else { return Ok(Vec::new()) };
        let mut signed = Vec::new();
        for (place, document) in documents.iter().enumerate() {
            if document.is_finished() {
                signed.push((place, session.registration(place, document.content()).await?));
            }
        }
        if signed.is_empty() {
            return Ok(signed);
        }
        let registrations: Vec<_> = signed.iter().map(|(_, registration)| registration).collect();
        match session.register(&registrations).await {
            Ok(()) => Ok(Vec::new()),
            Err(error) if self.world.is_over() => Err(error),
            Err(_) => Ok(signed),
        }
    }

    fn cancel(&self) {
        if let Some(session) = &self.session {
            session.cancel();
        }
    }
}
