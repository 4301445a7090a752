//! The running agent: it binds a port, says so, and talks to each page that gets through.

use std::{
    io,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::Arc,
};

use agent_protocol::PORTS;
use tokio::net::TcpListener;

use crate::{
    agent::Agent,
    alone::{Alone, Refused},
    conversation,
    person::consent::Consent,
    remembered::Remembered,
    token::keys::Keys,
    trust::{Untrusted, trusted},
    wire::websocket::accept_all,
};

/// How the agent runs.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The first free one is taken; empty means the protocol's own.
    pub ports: Vec<u16>,
    /// The PKCS#11 modules.
    pub modules: Vec<PathBuf>,
    /// The program that asks the person; `None` means the first one in `PATH`.
    pub pinentry: Option<PathBuf>,
    /// The directory of what is remembered.
    pub state: PathBuf,
    /// The directory in which the running agent is noted.
    pub runtime: PathBuf,
    /// Written with the port once the agent listens.
    pub ready_file: Option<PathBuf>,
}

/// Why the agent does not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// This user has one already.
    #[error("an agent of this user already runs ({note}), so that this one ends")]
    AlreadyRuns {
        /// Its process and its address, as far as it has told.
        note: String,
    },
    /// The directory of the running agent cannot be written or locked.
    #[error("the directory {directory} cannot be locked: {source}")]
    Lock {
        /// Where it is.
        directory: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// None of the ports is free.
    #[error("no port is free, tried {tried:?}")]
    NoPort {
        /// In this order.
        tried: Vec<u16>,
    },
    /// The file could not be written.
    #[error("the ready file cannot be written: {0}")]
    ReadyFile(io::Error),
    /// The memory cannot be read.
    #[error("the state in {directory} cannot be read: {source}")]
    State {
        /// Where it is.
        directory: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The system's signals or sockets fail.
    #[error(transparent)]
    System(#[from] io::Error),
    /// A module or the pinentry program is somebody else's to change.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
}

/// Listens until the process is told to end.
pub async fn serve(options: Options) -> Result<(), Error> {
    check_programs(&options)?;
    let alone = be_alone(&options.runtime)?;
    let remembered = Remembered::open(&options.state)
        .map_err(|source| Error::State { directory: options.state.clone(), source })?;
    let agent = Arc::new(Agent::new(Keys::new(options.modules), Consent::new(options.pinentry), remembered));
    let listener = bind(&options.ports).await?;
    let port = listener.local_addr()?.port();
    alone.note(port)?;
    println!("listening on ws://127.0.0.1:{port}");
    if let Some(file) = options.ready_file {
        announce(&file, port).map_err(Error::ReadyFile)?;
    }
    let meet = move |page, origin| conversation::run(page, Arc::clone(&agent), origin);
    tokio::select! {
        () = accept_all(&listener, meet) => Ok(()),
        ended = told_to_end() => Ok(ended?),
    }
}

/// One that is not there yet may come while the agent runs, and is looked at then.
fn check_programs(options: &Options) -> Result<(), Untrusted> {
    if cfg!(not(unix)) {
        tracing::warn!("who may write the modules and the pinentry program is not checked on this system");
    }
    for program in options.modules.iter().chain(&options.pinentry) {
        match trusted(program) {
            Err(error) if !error.is_missing() => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn be_alone(directory: &Path) -> Result<Alone, Error> {
    Alone::take(directory).map_err(|refused| match refused {
        Refused::Running(note) => {
            Error::AlreadyRuns { note: note.unwrap_or_else(|| "it is starting".into()) }
        }
        Refused::System(source) => Error::Lock { directory: directory.to_owned(), source },
    })
}

/// The first free port, on the loopback of IPv4 only.
async fn bind(ports: &[u16]) -> Result<TcpListener, Error> {
    let ports = if ports.is_empty() { &PORTS[..] } else { ports };
    for port in ports {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) => tracing::info!(port, %error, "not this port"),
        }
    }
    Err(Error::NoPort { tried: ports.to_vec() })
}

/// Whole or not at all: whoever waits for the file must not read half a number.
fn announce(file: &Path, port: u16) -> io::Result<()> {
    let fresh = file.with_extension("new");
    std::fs::write(&fresh, port.to_string())?;
    std::fs::rename(fresh, file)
}

#[cfg(unix)]
async fn told_to_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_end() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
