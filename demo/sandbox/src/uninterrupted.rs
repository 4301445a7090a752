//! Acts that run to their end even where their client goes away: its next attempt finds them done.

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;

/// Middleware: only a look (`GET`) is dropped with its client.
pub(crate) async fn act(request: Request, next: Next) -> Response {
    if request.method() == Method::GET {
        return next.run(request).await;
    }
    let work = tokio::spawn(next.run(request));
    work.await.unwrap_or_else(|error| ApiError::internal(error).into_response())
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpStream;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::any;
    use tokio::net::TcpListener;
    use tokio::time::sleep;

    use super::*;

    #[tokio::test]
    async fn an_act_ends_without_its_client_and_a_look_does_not() {
        let (begun, ended) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let work = {
            let (begun, ended) = (Arc::clone(&begun), Arc::clone(&ended));
            async move || {
                begun.fetch_add(1, Ordering::SeqCst);
                sleep(Duration::from_millis(300)).await;
                ended.fetch_add(1, Ordering::SeqCst);
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", any(work)).layer(from_fn(act));
        tokio::spawn(async move { axum::serve(listener, router).await });
        for (method, both) in [("GET", (1, 0)), ("DELETE", (2, 1)), ("POST", (3, 2))] {
            let mut client = TcpStream::connect(address).unwrap();
            let request = format!("{method} / HTTP/1.1\r\nHost: sandbox\r\nContent-Length: 0\r\n\r\n");
            client.write_all(request.as_bytes()).unwrap();
            while begun.load(Ordering::SeqCst) < both.0 {
                sleep(Duration::from_millis(5)).await;
            }
            drop(client);
            sleep(Duration::from_millis(900)).await;
            assert_eq!((begun.load(Ordering::SeqCst), ended.load(Ordering::SeqCst)), both, "{method}");
        }
    }
}
