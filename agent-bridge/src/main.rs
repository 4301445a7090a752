//! The command line of the native agent.

use std::{
    io::{IsTerminal, stderr},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use signer_agent::{Options, Origin, Remembered, protect, runtime_directory, serve, well_known};
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Signs what pages ask for with the keys of your tokens, after asking you.
#[derive(Parser)]
#[command(name = "signer-agent", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
    /// Where the blocked sites are remembered
    #[arg(long, value_name = "DIR", global = true)]
    state: Option<PathBuf>,
    /// Says more on standard error
    #[arg(long, global = true)]
    verbose: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Listens for pages; what happens without a command
    Serve(Serve),
    /// Lists the sites that you blocked
    Blocked,
    /// Lets a site that you blocked ask again
    Unblock {
        /// As listed by `blocked`, for example https://app.example
        origin: String,
    },
}

#[derive(Args)]
struct Serve {
    /// Port on 127.0.0.1, repeatable: the first free one is taken [default: 17340 17341 17342]
    #[arg(long = "port", value_name = "N")]
    ports: Vec<u16>,
    /// PKCS#11 module, repeatable [default: those of well-known token makers]
    #[arg(long = "module", value_name = "PATH")]
    modules: Vec<PathBuf>,
    /// The pinentry program that asks you [default: the first one in PATH]
    #[arg(long, value_name = "PATH", env = "SIGNER_AGENT_PINENTRY")]
    pinentry: Option<PathBuf>,
    /// Where the running agent is noted: another one is refused there [default: $XDG_RUNTIME_DIR/signer-agent]
    #[arg(long, value_name = "DIR")]
    runtime: Option<PathBuf>,
    /// Written with the port once the agent listens
    #[arg(long, value_name = "PATH")]
    ready_file: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log(if arguments.verbose { LevelFilter::DEBUG } else { LevelFilter::INFO });
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            match error.downcast_ref() {
                Some(signer_agent::Error::AlreadyRuns { .. }) => ExitCode::from(ALREADY_RUNS),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

/// The libraries' warnings only: at `trace` they print what pages send. cryptoki calls each mechanism that it does not know an error.
fn log(level: LevelFilter) {
    let targets = Targets::new().with_default(LevelFilter::WARN).with_target("signer_agent", level);
    let targets = targets.with_target("cryptoki", LevelFilter::OFF);
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal());
    tracing_subscriber::registry().with(targets).with(lines).init();
}

fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let state = match arguments.state {
        Some(directory) => directory,
        None => Remembered::default_directory().ok_or("no home directory; use --state")?,
    };
    match arguments.command {
        None => listen(arguments.serve, state),
        Some(Command::Serve(serve)) => listen(serve, state),
        Some(Command::Blocked) => {
            Remembered::open(&state)?.blocked()?.iter().for_each(|origin| println!("{origin}"));
            Ok(())
        }
        Some(Command::Unblock { origin }) => {
            let origin = Origin::parse(&origin).ok_or("not an origin; write it as https://app.example")?;
            Ok(Remembered::open(&state)?.unblock(&origin)?)
        }
    }
}

fn listen(arguments: Serve, state: PathBuf) -> Result<(), Box<dyn std::error::Error>> {
    protect()?;
    let modules = if arguments.modules.is_empty() { well_known() } else { arguments.modules };
    let runtime = arguments.runtime.or_else(runtime_directory).unwrap_or_else(|| state.clone());
    let options = Options {
        ports: arguments.ports,
        modules,
        pinentry: arguments.pinentry,
        state,
        runtime,
        ready_file: arguments.ready_file,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let served = runtime.block_on(serve(options));
    // A PKCS#11 module that hangs must not keep the process alive.
    runtime.shutdown_background();
    Ok(served?)
}

const ALREADY_RUNS: u8 = 3;
const EXIT_CODES: &str = "Exit codes: 0 it was told to end, 1 it cannot run, 2 the arguments are wrong, \
                          3 an agent of this user already runs";
