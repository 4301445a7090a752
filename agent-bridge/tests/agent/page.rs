//! A page: a WebSocket client with an origin.

use std::time::Duration;

use agent_protocol::{
    Algorithm, Answer, Call, Certificates, Code, DocumentName, Failure, Hello, Item, Kind, PROTOCOL, Request,
    Response, SUBPROTOCOL, Sign, Signatures, TokenCertificate,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::{SinkExt, StreamExt};
use signer_cms::{Attribute, SignedAttributes};
use signer_pki::{
    DigestAlgorithm,
    der::{self, Reader, tag},
};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

use crate::{running::Running, token::TOKEN};

pub(crate) const ORIGIN: &str = "https://app.example";

pub(crate) struct Page {
    socket: WebSocketStream<TcpStream>,
    calls: u32,
}

impl Page {
    pub(crate) async fn connect(agent: &Running, origin: &'static str) -> Self {
        let address = format!("127.0.0.1:{}", agent.port);
        let mut request = format!("ws://{address}/").into_client_request().unwrap();
        request.headers_mut().insert("Origin", HeaderValue::from_static(origin));
        request.headers_mut().insert("Sec-WebSocket-Protocol", HeaderValue::from_static(SUBPROTOCOL));
        let stream = TcpStream::connect(address).await.unwrap();
        let (socket, response) = client_async(request, stream).await.unwrap();
        assert_eq!(response.headers().get("Sec-WebSocket-Protocol").unwrap(), SUBPROTOCOL);
        Self { socket, calls: 0 }
    }

    /// Connected, and `hello` said.
    pub(crate) async fn open(agent: &Running, origin: &'static str) -> Self {
        let mut page = Self::connect(agent, origin).await;
        let hello = Hello { client: "tests 1.0".into(), protocol: PROTOCOL };
        assert!(
            matches!(page.call(Call::Hello(hello)).await, Ok(Answer::Hello(greeting)) if greeting.protocol == 1)
        );
        page
    }

    /// Connected, and with the certificates that the person lets it see.
    pub(crate) async fn allowed(agent: &Running) -> (Self, Vec<TokenCertificate>) {
        agent.will(&["allow"]);
        let mut page = Self::open(agent, ORIGIN).await;
        let certificates = page.certificates().await.unwrap();
        agent.will(&[]);
        (page, certificates)
    }

    pub(crate) async fn certificates(&mut self) -> Result<Vec<TokenCertificate>, Failure> {
        match self.call(Call::Certificates(Certificates {})).await? {
            Answer::Certificates(list) => Ok(list.certificates),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn sign(&mut self, sign: Sign) -> Result<Signatures, Failure> {
        match self.call(Call::Sign(sign)).await? {
            Answer::Sign(signatures) => Ok(signatures),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn call(&mut self, call: Call) -> Result<Answer, Failure> {
        let id = self.send(call).await;
        let response = self.receive().await;
        assert_eq!(response.id, id);
        response.result.ok_or_else(|| response.error.unwrap())
    }

    pub(crate) async fn send(&mut self, call: Call) -> String {
        self.calls += 1;
        let request = Request { id: self.calls.to_string(), call };
        self.send_text(serde_json::to_string(&request).unwrap()).await;
        request.id
    }

    pub(crate) async fn send_text(&mut self, text: String) {
        self.socket.send(Message::Text(text.into())).await.unwrap();
    }

    pub(crate) async fn send_message(&mut self, message: Message) -> bool {
        self.socket.send(message).await.is_ok()
    }

    pub(crate) async fn receive(&mut self) -> Response {
        match self.next().await {
            Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// The code that the agent closes with.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Some(Ok(Message::Close(frame))) => return frame.unwrap().code.into(),
                Some(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    async fn next(&mut self) -> Option<Result<Message, tokio_tungstenite::tungstenite::Error>> {
        timeout(Duration::from_secs(20), self.socket.next()).await.expect("an answer")
    }
}

/// The attributes that the key of `name` would sign for a document with this digest.
pub(crate) fn attributes(name: &str, digest: DigestAlgorithm, document: &[u8]) -> Vec<u8> {
    let digested = digest.digest(document);
    SignedAttributes::pades_baseline(&digested, digest, &TOKEN.certificate(name)).der().to_vec()
}

/// The same with more attributes: kind (contents octets) and value (DER).
pub(crate) fn attributes_with(name: &str, document: &[u8], more: &[(&[u8], Vec<u8>)]) -> Vec<u8> {
    let baseline = attributes(name, DigestAlgorithm::Sha256, document);
    let mut set = Reader::der(&baseline).tagged(tag::SET, "attributes").unwrap().inside();
    let mut all =
        more.iter().map(|(kind, value)| Attribute::new(kind, value).der().to_vec()).collect::<Vec<_>>();
    while !set.is_empty() {
        all.push(set.read().unwrap().encoded().to_vec());
    }
    der::set_of(&all.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The identifier under which the agent listed the certificate of `name`.
pub(crate) fn id_of(certificates: &[TokenCertificate], name: &str) -> String {
    let wanted = BASE64_STANDARD.encode(TOKEN.certificate(name).der());
    certificates
        .iter()
        .find(|listed| listed.chain[0] == wanted)
        .expect("the certificate is listed")
        .id
        .clone()
}

pub(crate) fn item(id: &str, to_be_signed: &[u8]) -> Item {
    Item {
        id: id.into(),
        kind: Kind::SignedAttributes,
        to_be_signed: BASE64_STANDARD.encode(to_be_signed),
        document: DocumentName { name: format!("contrato-{id}.pdf"), size: 1234 },
    }
}

/// A request to sign one document with the first key.
pub(crate) fn one(certificates: &[TokenCertificate]) -> Sign {
    let to_be_signed = attributes("first", DigestAlgorithm::Sha256, b"document");
    Sign {
        certificate_id: id_of(certificates, "first"),
        algorithm: Algorithm::RS256,
        items: vec![item("a", &to_be_signed)],
    }
}

pub(crate) fn code<T>(outcome: Result<T, Failure>) -> Option<Code> {
    outcome.err().map(|failure| failure.code)
}
