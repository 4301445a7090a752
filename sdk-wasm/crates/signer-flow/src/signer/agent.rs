//! The way to a token: the native agent behind a loopback WebSocket.

use std::{cell::Cell, ops::RangeInclusive};

use agent_protocol::{
    Algorithm, Call, Certificates, Code, DocumentName, Hello, Item, Kind, PORTS, PROTOCOL, PROTOCOLS,
    Request, SUBPROTOCOL, Sign,
};
use base64ct::{Base64, Encoding};
use signer_pki::{CertificateChain, Curve, DigestAlgorithm, SignatureAlgorithm};

use crate::encoded::decoded;
use crate::error::{Error, Result};
use crate::format::seam::{SignatureValue, ToBeSigned};
use crate::identity::{Candidate, Phase, Progress};
use crate::signer::asked::{Asked, Numbered, Values, by_document, numbered};
use crate::signer::certificates::{certificates, choose, proven};
use crate::trust::Trust;
use crate::world::{Json, Socket, World};

/// A connection to the agent with one certificate chosen.
pub(crate) struct AgentKey<S> {
    agent: Agent<S>,
    certificate_id: String,
    pub(crate) chain: CertificateChain,
    pub(crate) algorithm: SignatureAlgorithm,
}

impl<S: Socket> AgentKey<S> {
    /// Connects, asks for the certificates and takes the one that fits, or the one that the page chooses.
    pub(crate) async fn open<W: World<Socket = S>>(
        world: &W,
        ports: Option<&[u16]>,
        trust: Trust,
    ) -> Result<Self> {
        let agent = Agent::connect(world, ports.unwrap_or(&PORTS)).await?;
        world.progress(Progress::begin(Phase::WaitingForApproval));
        let mut usable = agent.usable(world, trust).await?;
        let candidates: Vec<_> =
            usable.iter().map(|key| Candidate::new(key.chain.end_entity(), &key.token_label)).collect();
        let chosen = choose(world, &candidates).await?;
        let TokenKey { id, chain, algorithm, .. } = usable.swap_remove(chosen);
        Ok(Self { agent, certificate_id: id, chain, algorithm })
    }

    /// Has the token sign all of it: one consent and one PIN, both the agent's.
    pub(crate) async fn sign(&self, documents: &[Asked<'_>]) -> Result<Vec<Values>> {
        let sign = Sign {
            certificate_id: self.certificate_id.clone(),
            algorithm: jose(self.algorithm)?,
            items: numbered(documents).into_iter().map(item).collect(),
        };
        let signatures = self.agent.call(Call::Sign(sign), "sign", None).await?;
        let answers = signatures.member("items").map(|items| items.elements()).unwrap_or_default();
        Ok(by_document(documents, &|id| value(&answers, id)))
    }
}

fn item(Numbered { id, document, to_be_signed }: Numbered<'_>) -> Item {
    Item {
        id,
        kind: kind(to_be_signed),
        to_be_signed: Base64::encode_string(to_be_signed.bytes()),
        document: DocumentName { name: document.name.to_owned(), size: document.size },
    }
}

const fn kind(to_be_signed: &ToBeSigned) -> Kind {
    match to_be_signed {
        ToBeSigned::Challenge(_) => Kind::Challenge,
        ToBeSigned::FiscalQr(_) => Kind::FiscalQr,
        ToBeSigned::SignedAttributes(_) => Kind::SignedAttributes,
        ToBeSigned::SignedInfo(_) => Kind::SignedInfo,
    }
}

/// The answer to the item of this `id`, and to no other.
fn value<J: Json>(answers: &[J], id: &str) -> Result<SignatureValue> {
    let answer = answers.iter().find(|answer| answer.text("id").as_deref() == Some(id));
    let encoded = answer.and_then(|answer| answer.text("signature")).ok_or_else(out_of_turn)?;
    decoded(&encoded).map(SignatureValue).ok_or_else(out_of_turn)
}

/// A certificate of a token that can sign today.
struct TokenKey {
    id: String,
    chain: CertificateChain,
    algorithm: SignatureAlgorithm,
    token_label: String,
}

impl TokenKey {
    /// An element of the answer to `certificates`: see `agent_protocol::TokenCertificate`.
    async fn read<W: World, J: Json>(world: &W, listed: &J, trust: Trust) -> Result<Self> {
        let (end_entity, others) = certificates(&listed.texts("chain").ok_or_else(out_of_turn)?)?;
        end_entity.check_can_sign(world.now().seconds)?;
        let algorithm = SignatureAlgorithm::for_certificate(&end_entity)?;
        let supported = listed.texts("algorithms").unwrap_or_default();
        let wanted = jose(algorithm)?.as_str();
        if !supported.iter().any(|name| name == wanted) {
            return Err(
                Error::CertificateUnsuitable { reason: "the token lacks the algorithm".into() }.into()
            );
        }
        let chain = proven(world, end_entity, &others).await;
        trust.check(&chain)?;
        Ok(Self {
            id: listed.text("id").ok_or_else(out_of_turn)?,
            chain,
            algorithm,
            token_label: listed.text("tokenLabel").unwrap_or_default(),
        })
    }
}

/// One connection that has said `hello`.
struct Agent<S> {
    socket: S,
    calls: Cell<u32>,
}

impl<S: Socket> Agent<S> {
    /// Looks for an agent that greets. Whoever else sits on a port must not hide it: what went wrong there is told only where none does.
    async fn connect<W: World<Socket = S>>(world: &W, ports: &[u16]) -> Result<Self> {
        let mut told = None;
        for port in ports {
            match Self::greeted(world, *port).await {
                Err(error) if !world.is_over() => {
                    told = told.or_else(|| Some(error).filter(|error| is_an_agents(error)))
                }
                outcome => return outcome,
            }
        }
        Err(told.unwrap_or_else(|| Error::AgentUnavailable.into()))
    }

    async fn greeted<W: World<Socket = S>>(world: &W, port: u16) -> Result<Self> {
        let socket = world.connect(port, SUBPROTOCOL).await?;
        Self { socket, calls: Cell::new(0) }.greet().await
    }

    async fn greet(self) -> Result<Self> {
        let hello = Hello {
            client: concat!("signer-connector ", env!("CARGO_PKG_VERSION")).into(),
            protocol: PROTOCOL,
        };
        let greeting = self.call(Call::Hello(hello), "hello", Some(GREETING)).await?;
        let answered = greeting.member("protocol").and_then(|version| version.as_number());
        check_version(&PROTOCOLS, answered).map(|()| self)
    }

    /// The certificates that can sign today; where none can, the reason of the first.
    async fn usable<W: World<Socket = S>>(&self, world: &W, trust: Trust) -> Result<Vec<TokenKey>> {
        let list = self.call(Call::Certificates(Certificates {}), "certificates", None).await?;
        let (mut usable, mut refused) = (Vec::new(), None);
        for listed in &list.member("certificates").ok_or_else(out_of_turn)?.elements() {
            match TokenKey::read(world, listed, trust).await {
                Ok(key) => usable.push(key),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        match refused {
            Some(error) if usable.is_empty() => Err(error),
            _ => Ok(usable),
        }
    }

    /// The member `name` of the result: see `agent_protocol::Response`. A person takes the time that it takes.
    async fn call(&self, call: Call, name: &str, within: Option<u32>) -> Result<S::Json> {
        self.calls.set(self.calls.get().wrapping_add(1));
        let id = self.calls.get().to_string();
        self.socket.send(&Request { id: id.clone(), call })?;
        let response = self.socket.receive(within).await?;
        if let Some(error) = response.member("error") {
            return Err(refused(&error));
        }
        let answered = response.text("id").filter(|answered| *answered == id);
        answered.and_then(|_| response.member("result")?.member(name)).ok_or_else(out_of_turn)
    }
}

/// An answer that an agent or the browser gives, rather than somebody else on its port.
fn is_an_agents(error: &Error) -> bool {
    !matches!(error, Error::AgentUnavailable | Error::Internal { .. })
}

/// Any version that the page speaks will do: the agent answers the smaller of both newest.
fn check_version(own: &RangeInclusive<u16>, answered: Option<f64>) -> Result<()> {
    let spoken = answered.is_some_and(|version| own.clone().any(|known| f64::from(known) == version));
    if spoken { Ok(()) } else { Err(Error::AgentOutdated { minimum: *own.start() }.into()) }
}

fn jose(algorithm: SignatureAlgorithm) -> Result<Algorithm> {
    match algorithm {
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256) => Ok(Algorithm::RS256),
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384) => Ok(Algorithm::RS384),
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512) => Ok(Algorithm::RS512),
        SignatureAlgorithm::Ecdsa(Curve::P256, DigestAlgorithm::Sha256) => Ok(Algorithm::ES256),
        SignatureAlgorithm::Ecdsa(Curve::P384, DigestAlgorithm::Sha384) => Ok(Algorithm::ES384),
        SignatureAlgorithm::Ecdsa(Curve::P521, DigestAlgorithm::Sha512) => Ok(Algorithm::ES512),
        SignatureAlgorithm::Ecdsa(..) => {
            Err(Error::CertificateUnsuitable { reason: "the curve and the digest do not go together".into() }
                .into())
        }
    }
}

fn out_of_turn() -> Box<Error> {
    Error::Internal { what: "the agent's answer is not one to the question".into() }.into()
}

/// The agent's error object.
fn refused<J: Json>(error: &J) -> Box<Error> {
    let message = error.text("message").unwrap_or_default();
    let Some(code) = error.text("code").and_then(|code| Code::parse(&code)) else {
        return Error::Internal { what: message }.into();
    };
    match code {
        // The page checks validity itself and gives the date; the agent's word has none.
        Code::CertificateExpired | Code::CertificateUnsuitable => {
            Error::CertificateUnsuitable { reason: message }
        }
        Code::CertificateNotFound => Error::CertificateNotFound,
        Code::Internal | Code::InvalidRequest => Error::Internal { what: message },
        Code::OriginNotAllowed => Error::OriginNotAllowed,
        Code::PageOutdated => match error.whole("minimum") {
            Some(minimum) => Error::PageOutdated { minimum },
            None => Error::Internal { what: message },
        },
        Code::PinIncorrect => Error::PinIncorrect { retries_left: error.whole("retriesLeft") },
        Code::PinLastTry => Error::PinLastTry,
        Code::PinLocked => Error::PinLocked,
        Code::PinPromptUnavailable => Error::PinPromptUnavailable,
        Code::RateLimited => Error::RateLimited { retry_after: error.whole("retryAfter") },
        Code::TokenDriverMissing => Error::TokenDriverMissing,
        Code::TokenNotPresent => Error::TokenNotPresent,
        Code::UserCancelled => Error::UserCancelled,
        Code::UserTimeout => Error::UserTimeout,
    }
    .into()
}

/// Milliseconds in which an agent greets: it asks nobody for that.
const GREETING: u32 = 3000;

#[cfg(test)]
mod tests {
    use agent_protocol::agreed;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_version_of_the_page_may_be_answered_and_no_other() {
        let own = 3..=5;
        for version in [3, 4, 5] {
            assert_eq!(check_version(&own, Some(version.into())), Ok(()));
        }
        for answered in [None, Some(0.0), Some(2.0), Some(3.5), Some(6.0), Some(f64::NAN)] {
            assert_eq!(
                check_version(&own, answered),
                Err(Error::AgentOutdated { minimum: 3 }.into()),
                "{answered:?}"
            );
        }
    }

    #[test]
    fn a_newer_page_and_an_older_agent_talk_as_the_older_one_does() {
        let (page, agent) = (1..=7, 1..=1);
        let answered = agreed(&agent, *page.end()).unwrap();
        assert_eq!(answered, 1);
        assert_eq!(check_version(&page, Some(answered.into())), Ok(()));
    }

    #[test]
    fn a_site_that_has_to_wait_hears_for_how_long_where_the_agent_tells() {
        for (told, retry_after) in [(json!(600), Some(600)), (json!(-1), None), (json!("7"), None)] {
            let error = json!({"code": "rate_limited", "message": "wait", "retryAfter": told});
            assert_eq!(refused(&error), Error::RateLimited { retry_after }.into());
        }
        let old = json!({"code": "rate_limited", "message": "another dialog is open"});
        assert_eq!(refused(&old), Error::RateLimited { retry_after: None }.into());
    }

    #[test]
    fn a_page_that_is_too_old_hears_the_version_that_would_do() {
        let error =
            json!({"code": "page_outdated", "message": "protocol 1 is too old, wanted 3", "minimum": 3});
        let error = refused(&error);
        assert_eq!(error, Error::PageOutdated { minimum: 3 }.into());
        assert_eq!((error.code(), error.retryable()), ("page_outdated", false));
        assert_eq!(error.facts(), [("minimum", crate::error::Fact::Number(3))]);
    }
}
