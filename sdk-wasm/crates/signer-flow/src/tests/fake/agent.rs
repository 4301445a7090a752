//! The agent as a test plays it: it keeps what it was sent, and signs for real.

use std::cell::RefCell;
use std::rc::Rc;

use base64ct::{Base64, Encoding};
use serde::Serialize;
use serde_json::{Value, json};

use super::key;
use crate::{Error, Result, Socket};

type Change = Rc<dyn Fn(&Value, &mut Value)>;

/// One agent; its sockets share what they were sent.
#[derive(Clone, Default)]
pub(crate) struct Agent {
    pub(crate) sent: Rc<RefCell<Vec<Value>>>,
    /// Says nothing, as a stranger on its port does.
    pub(crate) silent: bool,
    /// Has its say about each answer: takes the question and the answer.
    pub(crate) change: Option<Change>,
}

impl Agent {
    /// An agent that lies as `change` has it.
    pub(crate) fn that(change: impl Fn(&Value, &mut Value) + 'static) -> Self {
        Self { change: Some(Rc::new(change)), ..Self::default() }
    }

    fn answer(&self, question: &Value) -> Value {
        let mut answer = json!({"id": question["id"], "result": result(&question["call"])});
        if let Some(change) = &self.change {
            change(question, &mut answer);
        }
        answer
    }
}

fn result(call: &Value) -> Value {
    if call.get("hello").is_some() {
        return json!({"hello": {"version": "0.1.0", "protocol": 1}});
    }
    if call.get("certificates").is_some() {
        return json!({"certificates": {"certificates": [certificate("one", "Token 1")]}});
    }
    let items = call["sign"]["items"].as_array().unwrap().iter().map(|item| {
        let message = Base64::decode_vec(item["toBeSigned"].as_str().unwrap()).unwrap();
        let value = key::sign(&key::private_key(), &message);
        json!({"id": item["id"], "signature": Base64::encode_string(&value)})
    });
    json!({"sign": {"items": items.collect::<Vec<_>>()}})
}

pub(crate) fn certificate(id: &str, label: &str) -> Value {
    json!({"id": id, "chain": [key::certificate()], "tokenLabel": label, "algorithms": ["RS256", "RS512"]})
}

impl Socket for Agent {
    type Json = Value;

    fn send<M: Serialize>(&self, message: &M) -> Result<()> {
        self.sent.borrow_mut().push(serde_json::to_value(message).unwrap());
        Ok(())
    }

    async fn receive(&self, within: Option<u32>) -> Result<Value> {
        if self.silent && within.is_some() {
            return Err(Error::AgentUnavailable.into());
        }
        let sent = self.sent.borrow();
        let question = sent.last().ok_or(Error::AgentUnavailable)?;
        Ok(self.answer(question))
    }
}
