//! The sandbox: the connector HTTP API with stand-in providers that sign for real, and the demo page.

mod api;
mod approval;
mod demo_page;
mod digest;
mod error;
mod journal;
mod private_files;
mod providers;
mod sandbox;
mod session;
mod signing;
mod store;
mod uninterrupted;
mod wire;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::http::HeaderValue;
use axum::middleware::{from_fn, from_fn_with_state};
use clap::Parser;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use journal::Journal;
use providers::Providers;
use sandbox::Sandbox;
use store::SqliteStore;
use wire::Hosts;

/// The connector HTTP API for demos and tests, with stand-in providers that sign for real
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Address of the API and the providers' approval page; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Folder filled by demo/certificates/make.sh
    #[arg(long)]
    certificates: PathBuf,
    /// Database file, made where there is none
    #[arg(long)]
    data: PathBuf,
    /// Bearer token that the API wants
    #[arg(long, default_value = "sandbox-token")]
    token: String,
    /// Origin of a page that may call the API; may be repeated, the demo page's is always allowed
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allowed_origins: Vec<HeaderValue>,
    /// Provider that the account has; may be repeated, left out = all of them
    #[arg(long = "provider", value_name = "NAME")]
    providers: Vec<String>,
    /// Name in `Host` under which this server is reached too; may be repeated, the loopback's are always allowed
    #[arg(long = "allow-host", value_name = "NAME")]
    allowed_hosts: Vec<String>,
    /// Folder of the demo page; without it no page is served
    #[arg(long)]
    page: Option<PathBuf>,
    /// Address of the demo page
    #[arg(long, default_value = "127.0.0.1:8788")]
    page_listen: SocketAddr,
    /// File to which every request is appended, as one JSON object a line
    #[arg(long)]
    journal: Option<PathBuf>,
    /// File written when the server answers: {"api": …, "page": …}
    #[arg(long)]
    ready_file: Option<PathBuf>,
    /// Seconds until an unfinished session expires
    #[arg(long, default_value_t = 600, value_name = "SECONDS")]
    session_ttl: u32,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    private_files::from_now_on();
    let api_listener = bind(arguments.listen).await?;
    let api_origin = origin(&api_listener)?;
    let page_listener = match arguments.page {
        Some(_) => Some(bind(arguments.page_listen).await?),
        None => None,
    };
    let page_origin = page_listener.as_ref().map(origin).transpose()?;

    let sandbox = Arc::new(open(&arguments, &api_origin).await?);
    let api = api_router(&arguments, &sandbox, page_origin.as_deref())?;
    let page = match &arguments.page {
        Some(directory) => demo_page::router(directory, &api_origin)?,
        None => Router::new(),
    };
    let hosts = |listening: SocketAddr| Hosts::new(listening.ip(), &arguments.allowed_hosts);
    let (api, page) = (behind(api, hosts(arguments.listen)), behind(page, hosts(arguments.page_listen)));
    resume(&sandbox).await?;
    announce(arguments.ready_file.as_deref(), &api_origin, page_origin.as_deref())?;

    tokio::select! {
        served = wire::serve(api_listener, api) => served?,
        served = serve_page(page_listener, page) => served?,
        ended = end_asked() => ended?,
    }
    Ok(())
}

/// What holds for every request and every answer, whatever the route.
fn behind(router: Router, hosts: Hosts) -> Router {
    wire::protected(router.layer(from_fn_with_state(hosts, wire::for_us)))
}

async fn open(arguments: &Arguments, api_origin: &str) -> Result<Sandbox> {
    private_files::close_database(&arguments.data);
    let store = SqliteStore::open(&arguments.data)
        .await
        .with_context(|| format!("cannot open the database {}", arguments.data.display()))?;
    let providers = Providers::open(&arguments.certificates, &arguments.providers)
        .context("demo/certificates/make.sh makes the files")?;
    let token = arguments.token.clone();
    Ok(Sandbox::new(Box::new(store), providers, token, api_origin.to_owned(), arguments.session_ttl))
}

fn api_router(arguments: &Arguments, sandbox: &Arc<Sandbox>, page_origin: Option<&str>) -> Result<Router> {
    let mut allowed = arguments.allowed_origins.clone();
    allowed.extend(page_origin.map(HeaderValue::try_from).transpose()?);
    arguments.journal.as_deref().inspect(|path| private_files::close(path));
    let journal = Journal::open(arguments.journal.as_deref()).context("cannot open the journal")?;
    Ok(Router::new()
        .nest("/api", api::router(sandbox, allowed))
        .nest("/provider", approval::router(sandbox))
        .layer(from_fn(uninterrupted::act))
        .layer(from_fn_with_state((journal, Arc::clone(sandbox)), journal::record))
        .layer(wire::arriving()))
}

/// Takes up where the last run ended: its requests will not answer any more, its promises are kept.
async fn resume(sandbox: &Arc<Sandbox>) -> Result<()> {
    sandbox.store.release_unanswered().await?;
    for id in sandbox.store.promised().await? {
        signing::sign_soon(Arc::clone(sandbox), id);
    }
    Ok(())
}

/// Tells a person on the terminal, and a test in the file, which appears whole or not at all.
fn announce(ready_file: Option<&Path>, api_origin: &str, page_origin: Option<&str>) -> Result<()> {
    println!("API:  {api_origin}/api");
    if let Some(page) = page_origin {
        println!("Page: {page}/");
    }
    let Some(file) = ready_file else { return Ok(()) };
    let ready = serde_json::json!({
        "api": format!("{api_origin}/api"),
        "page": page_origin.map(|origin| format!("{origin}/")),
    });
    let unfinished = file.with_extension("unfinished");
    fs::write(&unfinished, ready.to_string())
        .and_then(|()| fs::rename(&unfinished, file))
        .with_context(|| format!("cannot write {}", file.display()))
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

fn origin(listener: &TcpListener) -> Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

async fn serve_page(listener: Option<TcpListener>, page: Router) -> std::io::Result<()> {
    match listener {
        Some(listener) => wire::serve(listener, page).await,
        None => std::future::pending().await,
    }
}

/// Held answers are cut off: a client that waits asks again.
async fn end_asked() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}
