//! The way to a token: the native agent behind a loopback WebSocket.

use std::cell::Cell;

use agent_protocol::{
    Algorithm, Answer, Call, Certificates, DocumentName, Hello, Item, Kind, PORTS, PROTOCOL, Request,
    Response, SUBPROTOCOL, Sign, TokenCertificate,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use signer_cms::SignedAttributes;
use signer_pki::{Certificate, CertificateChain, Curve, DigestAlgorithm, SignatureAlgorithm};

use crate::{Candidate, Error, Host, Phase, Progress, Result, Socket};

/// A connection to the agent with one certificate chosen.
pub(crate) struct AgentKey<S> {
    agent: Agent<S>,
    certificate_id: String,
    pub(crate) chain: CertificateChain,
    pub(crate) algorithm: SignatureAlgorithm,
}

impl<S: Socket> AgentKey<S> {
    /// Connects, asks for the certificates and takes the one that fits, or the one that the page chooses.
    pub(crate) async fn open<H: Host<Socket = S>>(host: &H, ports: Option<&[u16]>) -> Result<Self> {
        let agent = Agent::connect(host, ports.unwrap_or(&PORTS)).await?;
        host.progress(Progress::begin(Phase::WaitingForApproval));
        let mut usable = agent.usable(host.now().seconds).await?;
        let chosen = match usable.len() {
            0 => return Err(Error::CertificateNotFound),
            1 => 0,
            _ => choose(host, &usable).await?,
        };
        if chosen >= usable.len() {
            return Err(Error::InvalidRequest { field: "selectCertificate".into() });
        }
        let TokenKey { id, chain, algorithm, .. } = usable.swap_remove(chosen);
        Ok(Self { agent, certificate_id: id, chain, algorithm })
    }

    /// Has the token sign the attributes; consent and PIN are the agent's.
    pub(crate) async fn sign(&self, attributes: &SignedAttributes, document: DocumentName) -> Result<Vec<u8>> {
        let item = Item {
            id: "1".into(),
            kind: Kind::SignedAttributes,
            to_be_signed: BASE64_STANDARD.encode(attributes.der()),
            document,
        };
        let sign = Sign {
            certificate_id: self.certificate_id.clone(),
            algorithm: jose(self.algorithm)?,
            items: vec![item],
        };
        match self.agent.call(Call::Sign(sign)).await? {
            Answer::Sign(signatures) => decode(signatures.items.first().map(|item| &item.signature)),
            _ => Err(out_of_turn()),
        }
    }
}

/// A certificate of a token that can sign today.
struct TokenKey {
    id: String,
    chain: CertificateChain,
    algorithm: SignatureAlgorithm,
    token_label: String,
}

impl TokenKey {
    fn read(listed: &TokenCertificate, now: i64) -> Result<Self> {
        let mut certificates = Vec::new();
        for encoded in &listed.chain {
            certificates.push(Certificate::from_der(&decode(Some(encoded))?)?);
        }
        if certificates.is_empty() {
            return Err(Error::CertificateNotFound);
        }
        let end_entity = certificates.remove(0);
        end_entity.check_can_sign(now)?;
        let algorithm = SignatureAlgorithm::for_certificate(&end_entity)?;
        if !listed.algorithms.contains(&jose(algorithm)?) {
            return Err(Error::CertificateUnsuitable { reason: "the token lacks the algorithm".into() });
        }
        let chain = CertificateChain::order(end_entity, certificates);
        Ok(Self { id: listed.id.clone(), chain, algorithm, token_label: listed.token_label.clone() })
    }
}

async fn choose<H: Host>(host: &H, usable: &[TokenKey]) -> Result<usize> {
    let candidates: Vec<_> =
        usable.iter().map(|key| Candidate::new(key.chain.end_entity(), &key.token_label)).collect();
    host.select_certificate(&candidates).await?.ok_or(Error::UserCancelled)
}

/// One connection that has said `hello`.
struct Agent<S> {
    socket: S,
    calls: Cell<u32>,
}

impl<S: Socket> Agent<S> {
    async fn connect<H: Host<Socket = S>>(host: &H, ports: &[u16]) -> Result<Self> {
        for port in ports {
            match host.connect(*port, SUBPROTOCOL).await {
                Ok(socket) => return Self { socket, calls: Cell::new(0) }.greet().await,
                Err(Error::AgentUnavailable) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::AgentUnavailable)
    }

    async fn greet(self) -> Result<Self> {
        let hello = Hello {
            client: concat!("signer-connector ", env!("CARGO_PKG_VERSION")).into(),
            protocol: PROTOCOL,
        };
        match self.call(Call::Hello(hello)).await? {
            Answer::Hello(greeting) if greeting.protocol == PROTOCOL => Ok(self),
            Answer::Hello(_) => Err(Error::AgentOutdated { minimum: PROTOCOL }),
            _ => Err(out_of_turn()),
        }
    }

    /// What can sign today; when nothing can, why the first cannot.
    async fn usable(&self, now: i64) -> Result<Vec<TokenKey>> {
        let Answer::Certificates(list) = self.call(Call::Certificates(Certificates {})).await? else {
            return Err(out_of_turn());
        };
        let (mut usable, mut refused) = (Vec::new(), None);
        for listed in &list.certificates {
            match TokenKey::read(listed, now) {
                Ok(key) => usable.push(key),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        match refused {
            Some(error) if usable.is_empty() => Err(error),
            _ => Ok(usable),
        }
    }

    async fn call(&self, call: Call) -> Result<Answer> {
        self.calls.set(self.calls.get().wrapping_add(1));
        let id = self.calls.get().to_string();
        self.socket.send(&Request { id: id.clone(), call })?;
        let response: Response = self.socket.receive().await?;
        match response {
            Response { error: Some(failure), .. } => Err(failure.into()),
            Response { result: Some(answer), id: answered, .. } if answered == id => Ok(answer),
            Response { .. } => Err(out_of_turn()),
        }
    }
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
            Err(Error::CertificateUnsuitable { reason: "the curve and the digest do not go together".into() })
        }
    }
}

fn decode(encoded: Option<&String>) -> Result<Vec<u8>> {
    encoded.and_then(|text| BASE64_STANDARD.decode(text).ok()).ok_or_else(out_of_turn)
}

fn out_of_turn() -> Error {
    Error::Internal { what: "the agent's answer is not one to the question".into() }
}
