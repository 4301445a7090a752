//! A client of pinentry: the Assuan protocol over its standard input and output.
//!
//! ```text
//! S: OK Pleased to meet you      C: SETDESC text%0Awith%25escapes      C: GETPIN
//!                                S: OK                                 S: D 1234
//!                                                                      S: OK
//! ```

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use agent_protocol::{Code, Failure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};
use zeroize::Zeroizing;

use crate::{
    failure::{Result, fail},
    person::dialog::{Dialog, LONGEST_LINE},
    trust::trusted,
};

/// One pinentry process with one dialog. Dropping it kills it, and the dialog goes.
#[derive(Debug)]
pub(crate) struct Pinentry {
    _process: Child,
    input: ChildStdin,
    output: ChildStdout,
}

/// The button that the person pressed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Button {
    Cancel,
    /// The third one, where the dialog has it.
    Not,
    Ok,
}

/// An answer of pinentry: the data lines together, then `OK`, or an error.
enum Reply {
    Error { code: u32, text: String },
    Ok(Zeroizing<Vec<u8>>),
}

impl Pinentry {
    /// The first graphical one in `PATH`, else whatever `pinentry` is.
    pub(crate) fn find() -> Option<PathBuf> {
        let directories = std::env::split_paths(&std::env::var_os("PATH")?).collect::<Vec<_>>();
        let candidates =
            PROGRAMS.iter().flat_map(|name| directories.iter().map(move |directory| directory.join(name)));
        candidates.into_iter().find(|path| path.is_absolute() && trusted(path).is_ok())
    }

    /// Shows the dialog with buttons only.
    pub(crate) async fn confirm(program: &Path, dialog: &Dialog) -> Result<Button> {
        match Self::ask(program, dialog, "CONFIRM").await? {
            Reply::Ok(_) => Ok(Button::Ok),
            Reply::Error { code: NOT_CONFIRMED, .. } if dialog.not_ok.is_some() => Ok(Button::Not),
            Reply::Error { code: CANCELLED | FULLY_CANCELLED | NOT_CONFIRMED, .. } => Ok(Button::Cancel),
            Reply::Error { code, text } => Err(refused(code, &text)),
        }
    }

    /// Shows the dialog with a field for the PIN; `None` when the person cancels.
    pub(crate) async fn pin(program: &Path, dialog: &Dialog) -> Result<Option<Zeroizing<Vec<u8>>>> {
        match Self::ask(program, dialog, "GETPIN").await? {
            Reply::Ok(pin) => Ok(Some(pin)),
            Reply::Error { code: CANCELLED | FULLY_CANCELLED | NOT_CONFIRMED, .. } => Ok(None),
            Reply::Error { code, text } => Err(refused(code, &text)),
        }
    }

    async fn ask(program: &Path, dialog: &Dialog, command: &str) -> Result<Reply> {
        let conversation = async {
            let mut pinentry = Self::start(program)?;
            pinentry.reply().await?;
            pinentry.prepare(dialog).await?;
            pinentry.command(command).await
        };
        let too_late = || fail(Code::UserTimeout, "the person did not answer in time");
        timeout(PATIENCE, conversation).await.map_err(|_| too_late())?
    }

    fn start(program: &Path) -> Result<Self> {
        trusted(program).map_err(|error| unavailable(error.to_string()))?;
        let mut process = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| unavailable(format!("{}: {error}", program.display())))?;
        match (process.stdin.take(), process.stdout.take()) {
            (Some(input), Some(output)) => Ok(Self { _process: process, input, output }),
            _ => Err(unavailable("pinentry has no pipes".into())),
        }
    }

    async fn prepare(&mut self, dialog: &Dialog) -> Result<()> {
        let settings = [
            ("SETTITLE", Some(&dialog.title)),
            ("SETDESC", Some(&dialog.description)),
            ("SETERROR", dialog.warning.as_ref()),
            ("SETPROMPT", dialog.prompt.as_ref()),
            ("SETOK", Some(&dialog.ok)),
            ("SETNOTOK", dialog.not_ok.as_ref()),
            ("SETCANCEL", Some(&dialog.cancel)),
        ];
        for (name, text) in settings {
            let Some(text) = text else { continue };
            if let Reply::Error { code, text } = self.command(&format!("{name} {}", escape(text))).await? {
                return Err(refused(code, &text));
            }
        }
        // An old one that cannot count still has our own timeout above it.
        self.command(&format!("SETTIMEOUT {}", ON_SCREEN.as_secs())).await.map(|_| ())
    }

    async fn command(&mut self, line: &str) -> Result<Reply> {
        self.input.write_all(format!("{line}\n").as_bytes()).await.map_err(|_| ended())?;
        self.input.flush().await.map_err(|_| ended())?;
        self.reply().await
    }

    async fn reply(&mut self) -> Result<Reply> {
        let mut data = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
        loop {
            let line = self.line().await?;
            match line.split_at_checked(2) {
                _ if line.starts_with(b"OK") => return Ok(Reply::Ok(data)),
                _ if line.starts_with(b"ERR ") => return Ok(error(&line)),
                Some((b"D ", escaped)) if data.len() + escaped.len() <= LONGEST_LINE => {
                    unescape(escaped, &mut data)
                }
                Some((b"D ", _)) => return Err(unavailable("pinentry says too much".into())),
                // Status and comment lines.
                _ => {}
            }
        }
    }

    /// Reads byte by byte: no buffer but this one ever holds the PIN.
    async fn line(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
        loop {
            match self.output.read_u8().await.map_err(|_| ended())? {
                b'\n' => return Ok(line),
                _ if line.len() == LONGEST_LINE => {
                    return Err(unavailable("pinentry's line is too long".into()));
                }
                byte => line.push(byte),
            }
        }
    }
}

/// `ERR 83886179 Operation cancelled <Pinentry>`: the low 16 bits are libgpg-error's code.
fn error(line: &[u8]) -> Reply {
    let text = String::from_utf8_lossy(line).into_owned();
    let number = text.split(' ').nth(1).and_then(|number| number.parse::<u32>().ok()).unwrap_or_default();
    Reply::Error { code: number & 0xffff, text }
}

fn refused(code: u32, text: &str) -> Failure {
    match code {
        TIMEOUT => fail(Code::UserTimeout, "the person did not answer in time"),
        _ => unavailable(format!("pinentry answered {text}")),
    }
}

fn ended() -> Failure {
    unavailable("pinentry ended before it answered".into())
}

fn unavailable(message: String) -> Failure {
    fail(Code::PinPromptUnavailable, message)
}

/// Assuan's escapes for what would end the line.
fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn unescape(escaped: &[u8], into: &mut Zeroizing<Vec<u8>>) {
    let mut rest = escaped;
    while let Some((first, after)) = rest.split_first() {
        let escape = after.split_at_checked(2).filter(|_| *first == b'%');
        let value = escape.and_then(|(digits, rest)| Some((hexadecimal(digits)?, rest)));
        let (byte, after) = value.unwrap_or((*first, after));
        into.push(byte);
        rest = after;
    }
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    digits.iter().try_fold(0_u8, |value, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        u8::try_from(u32::from(value) * 16 + digit).ok()
    })
}

const PROGRAMS: [&str; 5] = ["pinentry-gnome3", "pinentry-qt", "pinentry-gtk-2", "pinentry-mac", "pinentry"];
/// How long a dialog stays.
const ON_SCREEN: Duration = Duration::from_secs(120);
/// A little longer, so that pinentry's own clock goes first.
const PATIENCE: Duration = Duration::from_secs(125);
// Codes of libgpg-error.
const TIMEOUT: u32 = 62;
const CANCELLED: u32 = 99;
const NOT_CONFIRMED: u32 = 114;
const FULLY_CANCELLED: u32 = 198;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_line() {
        assert_eq!(escape("100%\r\nGETPIN"), "100%25%0D%0AGETPIN");
    }

    #[test]
    fn a_pin_comes_back_unescaped() {
        let mut pin = Zeroizing::new(Vec::new());
        unescape(b"a%25b%0A%zz%2", &mut pin);
        assert_eq!(pin.as_slice(), b"a%b\n%zz%2");
    }
}
