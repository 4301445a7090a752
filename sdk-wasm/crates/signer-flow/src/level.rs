//! From a signature to one that lasts: the tokens of a new one, and the steps that lift one that is there.

use signer_pki::DigestAlgorithm;

use crate::error::{Error, Result};
use crate::format::seam::{
    Evidence, Finished, Format, Goal, Level, Need, SignatureValue, Supplied, TimeStampToken, Which,
};
use crate::source::{Content, Source};

/// Where time-stamps and validation data come from. What it gives was verified.
#[allow(async_fn_in_trait, reason = "wasm has one thread: no future here has to be Send")]
pub trait Supplies {
    /// The digest algorithm of the imprints that are stamped.
    fn imprint_algorithm(&self) -> DigestAlgorithm;
    /// Octets of the longest token to expect.
    fn token_room(&self) -> usize;
    /// Answers one need.
    async fn supply(&self, need: &Need) -> Result<Supplied>;
}

/// The level that the signatures of a call are to reach.
#[allow(async_fn_in_trait, reason = "as for Supplies")]
pub trait Reach {
    /// Octets to reserve for the token of each signature; 0 where none is to come.
    fn token_room(&self) -> usize;

    /// The evidence of new signatures, one for each value.
    async fn evidence<F: Format<S>, S: Source>(
        &self,
        format: &F,
        prepared: &F::Prepared,
        values: Vec<SignatureValue>,
    ) -> Result<Vec<Evidence>>;

    /// Lifts a document that was just signed, a step at a time, until the level stands.
    async fn lifted<F: Format<S>, S: Source>(
        &self,
        format: &F,
        content: &mut Content<S>,
        finished: Finished,
    ) -> Result<Finished>;
}

/// B-B: the values alone. A module in which nothing else is asked for has no code for the levels above.
#[derive(Clone, Copy, Debug)]
pub struct BaselineB;

impl Reach for BaselineB {
    fn token_room(&self) -> usize {
        0
    }

    async fn evidence<F: Format<S>, S: Source>(
        &self,
        _format: &F,
        _prepared: &F::Prepared,
        values: Vec<SignatureValue>,
    ) -> Result<Vec<Evidence>> {
        Ok(values.into_iter().map(|value| Evidence::Value { value, token: None }).collect())
    }

    async fn lifted<F: Format<S>, S: Source>(
        &self,
        _format: &F,
        _content: &mut Content<S>,
        finished: Finished,
    ) -> Result<Finished> {
        Ok(finished)
    }
}

/// A level above B-B.
#[derive(Clone, Debug)]
pub struct Above<P> {
    /// How high.
    pub level: Level,
    /// Gives all that it takes.
    pub supplies: P,
}

impl<P: Supplies> Reach for Above<P> {
    fn token_room(&self) -> usize {
        self.supplies.token_room()
    }

    async fn evidence<F: Format<S>, S: Source>(
        &self,
        format: &F,
        prepared: &F::Prepared,
        values: Vec<SignatureValue>,
    ) -> Result<Vec<Evidence>> {
        let imprints = format.imprints(prepared, &values, self.supplies.imprint_algorithm()).await?;
        if imprints.len() != values.len() {
            return Err(unsupplied());
        }
        let mut evidence = Vec::new();
        for (value, imprint) in values.into_iter().zip(imprints) {
            let token = token(self.supplies.supply(&Need::Token(imprint)).await?)?;
            evidence.push(Evidence::Value { value, token: Some(token) });
        }
        Ok(evidence)
    }

    async fn lifted<F: Format<S>, S: Source>(
        &self,
        format: &F,
        content: &mut Content<S>,
        finished: Finished,
    ) -> Result<Finished> {
        let goal =
            Goal { which: Which::All, target: self.level, renew: false, password: None, detached: None };
        extend(&self.supplies, format, content, finished, goal).await
    }
}

/// Lifts a finished document, ours or anybody's, a step at a time, until `goal` stands.
pub async fn extend<P: Supplies, F: Format<S>, S: Source>(
    supplies: &P,
    format: &F,
    content: &mut Content<S>,
    mut finished: Finished,
    mut goal: Goal<S>,
) -> Result<Finished> {
    for _ in 0..LONGEST_WAY {
        let Some((lift, needs)) = format.lift(content.clone(), &goal).await? else {
            return Ok(finished);
        };
        let mut supplied = Vec::new();
        for need in &needs {
            supplied.push(supplies.supply(need).await?);
        }
        let raised = format.raise(lift, supplied).await?;
        *content = content.with(&raised.parts)?;
        finished = merge(finished, raised);
        goal.renew = false;
    }
    Err(Error::Internal { what: "the level is never reached".into() }.into())
}

/// Later facts replace earlier ones; tokens and warnings add up.
fn merge(before: Finished, raised: Finished) -> Finished {
    let beside = before.beside.into_iter().chain(raised.beside).collect();
    let mut warnings = before.warnings;
    warnings.extend(raised.warnings);
    Finished { beside, warnings, ..raised }
}

fn token(supplied: Supplied) -> Result<TimeStampToken> {
    match supplied {
        Supplied::Token(token) => Ok(token),
        Supplied::PolicyFiles(_) | Supplied::ValidationData { .. } => Err(unsupplied()),
    }
}

fn unsupplied() -> Box<Error> {
    Error::Internal { what: "the answer is not one to what a level needs".into() }.into()
}

/// Steps: from nothing to B-LTA it takes three; a format that never stops is not followed.
const LONGEST_WAY: usize = 8;
