//! Bodies of requests: as long as they may be, and there in time.

use std::error::Error;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::StatusCode;
use http_body_util::LengthLimitError;
use tower_http::timeout::{RequestBodyDeadlineLayer, TimeoutError};

use crate::error::ApiError;

/// Layer: a body has to be there in time, whatever trickles in meanwhile.
pub(crate) fn arriving() -> RequestBodyDeadlineLayer {
    RequestBodyDeadlineLayer::new(LONGEST)
}

/// All of a body of at most `most` octets.
pub(crate) async fn whole(body: Body, most: usize) -> Result<Bytes, ApiError> {
    to_bytes(body, most).await.map_err(|error| {
        let (status, message) = if comes_from::<LengthLimitError>(&error) {
            (StatusCode::PAYLOAD_TOO_LARGE, format!("body larger than {most} bytes"))
        } else if comes_from::<TimeoutError>(&error) {
            (StatusCode::REQUEST_TIMEOUT, format!("body not here after {} seconds", LONGEST.as_secs()))
        } else {
            (StatusCode::BAD_REQUEST, "body cut off".to_owned())
        };
        let failed = ApiError::new(status, "invalid_request", message).with_field("body");
        if status == StatusCode::REQUEST_TIMEOUT { failed.for_now() } else { failed }
    })
}

fn comes_from<Cause: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    error.is::<Cause>() || error.source().is_some_and(comes_from::<Cause>)
}

const LONGEST: Duration = Duration::from_secs(20);
