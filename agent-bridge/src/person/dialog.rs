//! The dialogs and their words. The agent's own facts and the site's claims are kept apart.

use std::collections::BTreeSet;

use crate::{
    foreign::shown,
    origins::Origin,
    person::text::Text,
    pin::{Attempt, PinState},
    reading::Readable,
};

/// One dialog of pinentry.
#[derive(Debug)]
pub(crate) struct Dialog {
    pub(crate) title: String,
    pub(crate) description: String,
    /// Shown in red.
    pub(crate) warning: Option<String>,
    pub(crate) prompt: Option<String>,
    pub(crate) ok: String,
    pub(crate) not_ok: Option<String>,
    pub(crate) cancel: String,
}

/// The documents that the person is asked to sign, with which key, and for whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Batch<'a> {
    pub(crate) origin: &'a Origin,
    pub(crate) certificate: &'a str,
    pub(crate) token: &'a str,
    pub(crate) items: &'a [Readable],
}

impl Dialog {
    pub(crate) fn certificates(text: &Text, origin: &Origin) -> Self {
        let description = format!("{}\n{origin}\n{}", text.the_site, text.wants_certificates);
        let not_ok = Some(text.block.into());
        Self { not_ok, ..Self::plain(text, description, text.allow) }
    }

    pub(crate) fn pin(text: &Text, batch: Batch<'_>, attempt: Attempt) -> Self {
        Self {
            warning: warning(text, attempt),
            prompt: Some(text.pin.into()),
            ..Self::plain(text, describe(text, batch, ""), text.sign)
        }
    }

    pub(crate) fn without_pin(text: &Text, batch: Batch<'_>, attempt: Attempt) -> Self {
        let on_reader = attempt.state.on_reader && attempt.state.required;
        let hint = if on_reader { text.pin_on_reader } else { "" };
        let warning = if on_reader { warning(text, attempt) } else { None };
        Self { warning, ..Self::plain(text, describe(text, batch, hint), text.sign) }
    }

    pub(crate) fn last_try(text: &Text, batch: Batch<'_>, state: PinState) -> Self {
        let token = shown(batch.token, LONGEST_TOKEN);
        let description = format!(
            "{}\n{}\n\n{}",
            text.the_site,
            batch.origin,
            if state.last_try { text.last_try } else { text.maybe_last_try }
        );
        Self { warning: Some(token), ..Self::plain(text, description, text.go_on) }
    }

    fn plain(text: &Text, description: String, ok: &str) -> Self {
        Self {
            title: text.title.into(),
            description,
            warning: None,
            prompt: None,
            ok: ok.into(),
            not_ok: None,
            cancel: text.cancel.into(),
        }
    }
}

/// What went wrong before, and how many tries are left as far as the token tells.
fn warning(text: &Text, attempt: Attempt) -> Option<String> {
    let left = match attempt.state {
        PinState { last_try: true, .. } => Some(text.one_left),
        PinState { some_failed: true, .. } => Some(text.few_left),
        _ => None,
    };
    let before = if attempt.repeated { text.wrong_pin } else { text.some_failed };
    match left {
        Some(left) => Some(format!("{before} {left}")),
        None => attempt.repeated.then(|| before.into()),
    }
}

/// As many documents as fit into one line of Assuan; their number, and whatever else all of them say, comes first.
fn describe(text: &Text, batch: Batch<'_>, hint: &str) -> String {
    let count = batch.items.len();
    let mut description = introduction(text, batch);
    let hint = if hint.is_empty() { String::new() } else { format!("\n\n{hint}") };
    let more = |left: usize| format!("\n{}", with(text.and_more, &left.to_string()));
    let room = LONGEST_LINE - COMMAND - description_length(&hint) - description_length(&more(count));
    for (position, item) in batch.items.iter().enumerate() {
        let line =
            format!("\n• {}\n   {} {}", shown(&item.name, LONGEST_NAME), text.digest, item.digest_prefix());
        if description_length(&description) + description_length(&line) > room {
            description.push_str(&more(count - position));
            break;
        }
        description.push_str(&line);
    }
    description + &hint
}

fn introduction(text: &Text, batch: Batch<'_>) -> String {
    let count = batch.items.len();
    let asks = if count == 1 {
        text.wants_one_signature.into()
    } else {
        with(text.wants_signatures, &count.to_string())
    };
    let (certificate, token) = (shown(batch.certificate, LONGEST_NAME), shown(batch.token, LONGEST_TOKEN));
    format!(
        "{}\n{}\n{asks}\n{certificate}\n{}{}\n\n{}",
        text.the_site,
        batch.origin,
        with(text.on_token, &token),
        statements(text, batch.items),
        text.as_the_site_says
    )
}

/// The statements beside the digest that the signatures will make: the first and the last signing time, and the policy.
fn statements(text: &Text, items: &[Readable]) -> String {
    let times = items.iter().filter_map(|item| item.signing_time).collect::<BTreeSet<_>>();
    let time = match (times.first(), times.last()) {
        (Some(first), Some(last)) if first < last => format!("{} – {}", utc(*first), utc(*last)),
        (Some(only), _) => utc(*only),
        _ => String::new(),
    };
    let policy = items.iter().find_map(|item| item.policy.clone()).unwrap_or_default();
    let said = [(text.signing_time, time), (text.policy, policy)];
    let said = said.iter().filter(|(_, value)| !value.is_empty());
    said.map(|(template, value)| format!("\n{}", with(template, value))).collect()
}

/// `2026-12-01 03:11:00 UTC`; the bare number for a time beyond the calendar.
fn utc(seconds: i64) -> String {
    match jiff::Timestamp::from_second(seconds) {
        Ok(time) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        Err(_) => seconds.to_string(),
    }
}

/// With Assuan's escapes counted.
fn description_length(text: &str) -> usize {
    text.len() + 2 * text.bytes().filter(|byte| matches!(byte, b'%' | b'\n' | b'\r')).count()
}

fn with(template: &str, value: &str) -> String {
    template.replace("{}", value)
}

/// ASSUAN_LINELENGTH.
pub(crate) const LONGEST_LINE: usize = 1000;
const LONGEST_NAME: usize = 48;
const LONGEST_TOKEN: usize = 32;
/// `SETDESC ` and the line's end.
const COMMAND: usize = 9;
