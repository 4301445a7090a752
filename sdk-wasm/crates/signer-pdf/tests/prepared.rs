//! A prepared signature that is carried elsewhere as plain data and comes back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use std::ops::Range;

use proptest::prelude::*;
use signer_pdf::{Error, Prepared, RequestPart, Result};
use support::*;

fn prepared() -> Prepared {
    prepare(&classic(PLAIN), &request()).unwrap()
}

/// The same with another length of the document and another hole.
fn carried(prepared: &Prepared, document_len: u64, hole: Range<usize>) -> Result<Prepared> {
    let (update, field_name) = (prepared.update().to_vec(), prepared.field_name().to_owned());
    let warnings = prepared.warnings().to_vec();
    Prepared::new(document_len, update, hole, field_name, warnings, prepared.is_open())
}

fn is_refused(answer: Result<Prepared>) -> bool {
    answer.is_err_and(|error| matches!(*error, Error::Request { part: RequestPart::Prepared, .. }))
}

#[test]
fn its_plain_data_comes_back_as_the_same_signature() {
    let first = prepared();
    let again = carried(&first, first.document_len(), first.hole()).unwrap();
    assert_eq!(again, first);
    assert_eq!(again.finish(&[0xab]), first.finish(&[0xab]));
}

#[test]
fn another_document_or_a_hole_elsewhere_is_refused() {
    let first = prepared();
    let (len, hole) = (first.document_len(), first.hole());
    assert!(is_refused(carried(&first, len + 1, hole.clone())));
    assert!(is_refused(carried(&first, u64::MAX, hole.clone())));
    for other in [hole.start..hole.end - 2, hole.start + 1..hole.end, 0..0, usize::MAX - 1..usize::MAX] {
        assert!(is_refused(carried(&first, len, other.clone())), "{other:?}");
    }
    assert!(is_refused(carried(&first, len, Range { start: hole.end, end: hole.start })));
}

proptest! {
    #[test]
    fn any_data_is_answered(len in any::<u64>(), update in any::<Vec<u8>>(), start in 0..99_usize, end in 0..99_usize) {
        prop_assert!(is_refused(Prepared::new(len, update, start..end, String::new(), Vec::new(), false)));
    }
}
