//! Connections of which no head goes on for ever, and of which there are not too many at once.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

/// Answers all who come, until the process ends.
pub(crate) async fn serve(listener: TcpListener, router: Router) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(answer(stream, router.clone(), place))),
            Err(error) => {
                eprintln!("signer-sandbox: accept: {error}");
                sleep(AFTER_A_FAILURE).await;
            }
        }
    }
}

/// Holds its place until the other side is gone.
async fn answer(stream: TcpStream, router: Router, place: OwnedSemaphorePermit) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD)
        .max_header_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // A client that left or spoke no HTTP: hyper has answered what could be answered.
    let _ended = connection.await;
    drop(place);
}

/// Places, of which each waiting client takes one.
const CONNECTIONS: usize = 512;
/// From the first octet, or from the last answer, to the end of the next head.
const LONGEST_HEAD: Duration = Duration::from_secs(10);
/// Octets of request line and fields.
const LARGEST_HEAD: usize = 32 << 10;
/// Too many open files, mostly: one of them is closed meanwhile.
const AFTER_A_FAILURE: Duration = Duration::from_millis(100);
