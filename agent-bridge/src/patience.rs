//! The patience of the person: dialogs that were refused or led to nothing, counted for each site and for all together.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use agent_protocol::{Code, Failure};

use crate::{
    failure::{Result, too_many},
    origins::Origin,
};

/// The dialogs that led to nothing.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    sites: HashMap<String, Burden>,
    /// Those of all sites, the oldest first.
    all: VecDeque<Instant>,
    /// Sites whose dialog the person has said yes to: the others' nagging is not held against them.
    welcome: BTreeSet<String>,
}

/// The dialogs of one site since its last good one.
#[derive(Clone, Copy, Debug)]
struct Burden {
    weight: u32,
    last: Instant,
}

/// One dialog on its way. Dropped without an end, it was withdrawn by the page.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    patience: &'a Patience,
    site: String,
    over: bool,
}

impl Patience {
    /// Refuses a site that has led to too many dialogs for nothing, and says when it may ask again.
    pub(crate) fn check(&self, origin: &Origin) -> Result<()> {
        match self.known().wait(origin.site(), Instant::now()) {
            Some(wait) => Err(too_many("too many dialogs were refused or withdrawn", wait)),
            None => Ok(()),
        }
    }

    /// A dialog begins.
    pub(crate) fn asked(&self, origin: &Origin) -> Asked<'_> {
        Asked { patience: self, site: origin.site().to_owned(), over: false }
    }

    /// Nothing here is left half done by a panic.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asked<'_> {
    /// The person agreed to see certificates shown: that takes back no refusal to sign.
    pub(crate) fn agreed(mut self) {
        self.over = true;
        self.patience.known().welcome.insert(std::mem::take(&mut self.site));
    }

    /// The person agreed, and the token too.
    pub(crate) fn approved(mut self) {
        self.over = true;
        let mut known = self.patience.known();
        known.sites.remove(&self.site);
        known.welcome.insert(std::mem::take(&mut self.site));
    }

    /// The person wants to hear no more of it, which is remembered elsewhere.
    pub(crate) fn blocked(mut self) {
        self.over = true;
    }

    /// It ended in a failure, which counts where a person was bothered.
    pub(crate) fn failed(mut self, failure: &Failure) {
        self.over = true;
        let weight = match failure.code {
            Code::PinIncorrect | Code::PinLastTry | Code::UserCancelled => REFUSED,
            Code::UserTimeout => UNANSWERED,
            _ => return,
        };
        self.patience.known().count(&self.site, weight, Instant::now());
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        if !self.over {
            self.patience.known().count(&self.site, UNANSWERED, Instant::now());
        }
    }
}

impl Known {
    fn count(&mut self, site: &str, weight: u32, now: Instant) {
        self.forget(now);
        let known = self.sites.entry(site.to_owned()).or_insert(Burden { weight: 0, last: now });
        *known = Burden { weight: known.weight.saturating_add(weight), last: now };
        self.all.push_back(now);
        if self.all.len() > ALL {
            self.all.pop_front();
        }
    }

    fn forget(&mut self, now: Instant) {
        let recent = |at: &Instant| now.saturating_duration_since(*at) < COOLING;
        self.sites.retain(|_, burden| recent(&burden.last));
        self.all.retain(recent);
    }

    /// The time until the site may ask again; `None` where it may now.
    fn wait(&mut self, site: &str, now: Instant) -> Option<Duration> {
        self.forget(now);
        let own = self.sites.get(site).filter(|burden| burden.weight >= LIMIT);
        let own = own.map(|burden| COOLING.saturating_sub(now.saturating_duration_since(burden.last)));
        own.or_else(|| self.wait_for_all(site, now))
    }

    fn wait_for_all(&self, site: &str, now: Instant) -> Option<Duration> {
        let last = self.all.back().filter(|_| self.all.len() >= ALL && !self.welcome.contains(site))?;
        PAUSE.checked_sub(now.saturating_duration_since(*last)).filter(|wait| !wait.is_zero())
    }
}

/// Cancelled, or a wrong PIN.
const REFUSED: u32 = 2;
/// Withdrawn by the page, or nobody was there.
const UNANSWERED: u32 = 1;
/// Three refusals, or six dialogs without an answer.
const LIMIT: u32 = 6;
const COOLING: Duration = Duration::from_secs(600);
/// Dialogs for nothing within `COOLING`, of all sites together, before a site that is not welcome has to pause.
const ALL: usize = 12;
const PAUSE: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(sites: &[&str], weight: u32, now: Instant) -> Known {
        let mut known = Known::default();
        sites.iter().for_each(|site| known.count(site, weight, now));
        known
    }

    #[test]
    fn three_refusals_or_six_dialogs_without_an_answer_cost_ten_minutes() {
        let now = Instant::now();
        for (weight, allowed) in [(REFUSED, 3), (UNANSWERED, 6)] {
            let mut known = counted(&vec!["a.example"; allowed - 1], weight, now);
            assert_eq!(known.wait("a.example", now), None);
            known.count("a.example", weight, now);
            assert_eq!(known.wait("a.example", now + Duration::from_secs(1)), Some(Duration::from_secs(599)));
            assert_eq!(known.wait("b.example", now), None);
            assert_eq!(known.wait("a.example", now + COOLING), None);
        }
    }

    #[test]
    fn many_sites_together_cost_a_minute_and_no_site_that_is_welcome() {
        let now = Instant::now();
        let sites = (0..ALL).map(|number| format!("{number}.example")).collect::<Vec<_>>();
        let mut known = counted(&sites.iter().map(String::as_str).collect::<Vec<_>>(), UNANSWERED, now);
        known.welcome.insert("bank.example".into());
        assert_eq!(known.wait("fresh.example", now), Some(PAUSE));
        assert_eq!(known.wait("fresh.example", now + PAUSE), None);
        assert_eq!(known.wait("bank.example", now), None);
        assert_eq!(known.wait("fresh.example", now + COOLING), None);
    }

    #[test]
    fn a_yes_to_certificates_takes_back_no_refusal_and_a_signature_takes_back_all() {
        let (patience, origin) = (Patience::default(), Origin::parse("https://app.example").unwrap());
        let refusal = crate::failure::cancelled();
        for _ in 0..2 {
            patience.asked(&origin).failed(&refusal);
        }
        patience.asked(&origin).agreed();
        patience.asked(&origin).failed(&refusal);
        let failure = patience.check(&origin).unwrap_err();
        assert_eq!((failure.code, failure.retry_after), (Code::RateLimited, Some(600)));
        patience.asked(&origin).approved();
        patience.check(&origin).unwrap();
    }

    #[test]
    fn a_dialog_that_is_dropped_was_withdrawn() {
        let (patience, origin) = (Patience::default(), Origin::parse("https://app.example").unwrap());
        for _ in 0..6 {
            patience.check(&origin).unwrap();
            drop(patience.asked(&origin));
        }
        patience.check(&origin).unwrap_err();
    }
}
