//! The call `certificates`: consent once per connection, then what the tokens hold.

use agent_protocol::{Answer, CertificateList, TokenCertificate};
use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{
    connection::Connection,
    failure::{Result, blocked, internal},
    person::consent::Decision,
    token::keys::TokenKey,
};

/// Lists them, and gives each an identifier that is good for this connection only.
pub(crate) async fn certificates(connection: &Connection) -> Result<Answer> {
    let _turn = connection.agent.turn(&connection.origin).await?;
    consent(connection).await?;
    let keys = connection.agent.keys.list().await?;
    let mut listed = Vec::with_capacity(keys.len());
    let mut known = Vec::with_capacity(keys.len());
    for key in keys {
        let id = random_id()?;
        listed.push(describe(&id, &key));
        known.push((id, key));
    }
    connection.remember_keys(known);
    Ok(Answer::Certificates(CertificateList { certificates: listed }))
}

async fn consent(connection: &Connection) -> Result<()> {
    let (agent, origin) = (&connection.agent, &connection.origin);
    if connection.is_allowed() {
        return Ok(());
    }
    let asked = agent.patience.asked(origin);
    let decision = agent.consent.certificates(origin).await;
    match &decision {
        Ok(Decision::Allowed) => asked.agreed(),
        Ok(Decision::Blocked) => asked.blocked(),
        Err(failure) => asked.failed(failure),
    }
    match decision? {
        Decision::Allowed => connection.allow(),
        Decision::Blocked => {
            agent.remembered.block(origin).map_err(|error| internal(error.to_string()))?;
            tracing::info!(%origin, "blocked");
            return Err(blocked());
        }
    }
    Ok(())
}

fn describe(id: &str, key: &TokenKey) -> TokenCertificate {
    TokenCertificate {
        id: id.to_owned(),
        chain: key.chain.iter().map(|der| BASE64_STANDARD.encode(der)).collect(),
        token_label: key.token_label.clone(),
        algorithms: key.algorithms.clone(),
    }
}

fn random_id() -> Result<String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| internal(error.to_string()))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}
