//! Who may knock at all: the syntax of an origin.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An origin as browsers write it (RFC 6454, 6.2): `https://` anything, or `http://` on a loopback host.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Origin(String);

impl Origin {
    /// Reads the value of an `Origin` header; `null`, other schemes and anything unusual are none.
    pub fn parse(value: &str) -> Option<Self> {
        let (scheme, authority) = value.split_once("://")?;
        let (host, port) = split_port(authority)?;
        let known = match scheme {
            "https" => is_host(host),
            "http" => LOOPBACK.contains(&host),
            _ => false,
        };
        (known && port.is_none_or(is_port)).then(|| Self(value.to_owned()))
    }

    /// As the browser wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The site for which limits are counted: the host's last labels as far as one is registered, whatever the scheme and port.
    ///
    /// Without a list of public suffixes it is a guess, so that nothing but limits may depend on it: two labels, three below
    /// a country where the second one says a kind (`co.uk`) and always below `br`, whose registry has more than a hundred kinds.
    pub(crate) fn site(&self) -> &str {
        let authority = self.0.split_once("://").map_or(self.as_str(), |(_, authority)| authority);
        let host = split_port(authority).map_or(authority, |(host, _)| host).trim_end_matches('.');
        let last = host.rsplit('.').next().unwrap_or_default();
        if host.starts_with('[') || last.bytes().all(|byte| byte.is_ascii_digit()) {
            return host;
        }
        let second = host.rsplit('.').nth(1).unwrap_or_default();
        let below_country = last == "br" || (last.len() == 2 && KINDS.contains(&second));
        let labels = if below_country { 3 } else { 2 };
        let start = host.rmatch_indices('.').nth(labels - 1).map_or(0, |(dot, _)| dot + 1);
        host.get(start..).unwrap_or(host)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let end_of_host = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (host, rest) = authority.split_at_checked(end_of_host)?;
    match rest.strip_prefix(':') {
        Some(port) => Some((host, Some(port))),
        None => rest.is_empty().then_some((host, None)),
    }
}

/// Lower-case ASCII only: browsers write international names as `xn--`, which is also what a person should see.
fn is_host(host: &str) -> bool {
    let (inside, allowed): (&str, fn(u8) -> bool) = match host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(address) => (address, |byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f' | b':' | b'.')),
        None => (host, |byte| {
            byte.is_ascii_digit() || byte.is_ascii_lowercase() || matches!(byte, b'-' | b'.' | b'_')
        }),
    };
    !inside.is_empty() && inside.len() <= LONGEST_HOST && inside.bytes().all(allowed)
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port != 0)
}

const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];
/// The second labels under which countries register most.
const KINDS: [&str; 14] =
    ["ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "mil", "ne", "net", "nom", "or", "org"];
/// RFC 1035, 2.3.4: the longest name that DNS knows.
const LONGEST_HOST: usize = 253;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_loopback_pages_have_an_origin() {
        for good in [
            "https://app.example",
            "https://app.example:8443",
            "https://192.0.2.7",
            "https://[2001:db8::1]:444",
            "https://xn--n3h.example",
            "http://127.0.0.1",
            "http://localhost:8080",
            "http://[::1]:3000",
        ] {
            assert_eq!(Origin::parse(good).map(|origin| origin.to_string()).as_deref(), Some(good));
        }
    }

    #[test]
    fn limits_are_counted_for_what_one_registers() {
        for (origin, site) in [
            ("https://app.example", "app.example"),
            ("https://a.b.app.example:8443", "app.example"),
            ("https://app.example.", "app.example"),
            ("https://app.com.br", "app.com.br"),
            ("https://x.app.com.br", "app.com.br"),
            ("https://x.app.adv.br:444", "app.adv.br"),
            ("https://x.y.cidade.sampa.br", "cidade.sampa.br"),
            ("https://x.app.co.uk", "app.co.uk"),
            ("https://x.empresa.pt", "empresa.pt"),
            ("https://x.abc.io", "abc.io"),
            ("https://192.0.2.7:8443", "192.0.2.7"),
            ("https://[2001:db8::1]:444", "[2001:db8::1]"),
            ("http://localhost:8080", "localhost"),
            ("https://com.br", "com.br"),
        ] {
            assert_eq!(Origin::parse(origin).unwrap().site(), site, "{origin}");
        }
    }

    #[test]
    fn everything_else_has_none() {
        for bad in [
            "",
            "null",
            "https://",
            "https://app.example/",
            "https://app.example/path",
            "https://user@app.example",
            "https://APP.example",
            "https://app.example:0",
            "https://app.example:99999",
            "https://app.example:+80",
            "https://app.example:",
            "https://bücher.example",
            "https://a b",
            "http://app.example",
            "http://127.0.0.1.evil.example",
            "http://localhost.",
            "http://foo.localhost",
            "http://[::1",
            "http://[::1]x",
            "file://",
            "ws://127.0.0.1",
            "chrome-extension://abcdefghijklmnop",
            "HTTPS://app.example",
            "https://app.example https://evil.example",
        ] {
            assert_eq!(Origin::parse(bad), None, "{bad}");
        }
    }
}
