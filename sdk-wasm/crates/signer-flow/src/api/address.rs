//! Addresses that the API names, and that a page follows.

/// https, or http on this machine; spelled so that no browser reads anything else in it (WHATWG URL, 4.4: blanks and control
/// characters vanish, a backslash is a slash).
pub(crate) fn may_be_opened(url: &str) -> bool {
    let is_plain = url.bytes().all(|byte| byte > b' ' && byte != b'\\' && byte != 0x7f);
    let on_loopback = url.strip_prefix("http://").is_some_and(|rest| {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host =
            authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|digit| digit.is_ascii_digit()));
        LOOPBACK.contains(&host.map_or(authority, |(host, _)| host))
    });
    is_plain && (on_loopback || url.starts_with("https://"))
}

const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_page_may_open_is_passed_on() {
        for url in [
            "https://provider.test/a?b#c",
            "http://127.0.0.1:8080/x",
            "http://localhost",
            "http://[::1]:9/",
            "http://localhost?x",
        ] {
            assert!(may_be_opened(url), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " https://provider.test",
            "https:\\\\provider.test",
            "https:/provider.test",
            "http://provider.test/",
            "http://127.0.0.1@provider.test/",
            "http://127.0.0.1:80@provider.test/",
            "http://127.0.0.1.provider.test/",
            "http://localhost\\@provider.test",
            "data:text/html,x",
            "blob:https://provider.test/1",
            "//provider.test",
            "",
        ] {
            assert!(!may_be_opened(url), "{url}");
        }
    }
}
