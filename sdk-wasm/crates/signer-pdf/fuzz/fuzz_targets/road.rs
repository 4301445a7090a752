//! The road that both targets take with a document, and the checks of every update.

use signer_pdf::{Error, Opening, Prepared, Reader, SignatureRequest};

/// Hands over exactly the ranges asked for.
pub fn prepare(document: &[u8], repair: bool, request: &SignatureRequest) -> Result<Prepared, Error> {
    let opening = Opening { repair, ..Opening::default() };
    let mut reader = Reader::with(document.len() as u64, opening);
    for _ in 0..10_000 {
        match reader.prepare(request).map_err(|error| *error) {
            Err(Error::Missing(range)) => {
                assert!(range.start < range.end && range.end <= document.len() as u64, "{range:?}");
                let bytes = document[range.start as usize..range.end as usize].to_vec();
                reader.insert(range.start, bytes);
            }
            done => return done,
        }
    }
    panic!("endless reading");
}

/// The byte range is right, the document is the beginning of the result, and that can be signed again.
pub fn check(document: &[u8], prepared: Prepared) {
    let [zero, hole, hole_end, rest] = prepared.byte_range();
    let reserved = (hole_end - hole - 2) / 2;
    let update = prepared.finish(&vec![0xab; reserved as usize]).expect("the hole takes what was asked for");
    let signed = [document, &update].concat();
    assert_eq!((zero, hole_end + rest), (0, signed.len() as u64));
    assert!(hole >= document.len() as u64);
    let contents = &signed[hole as usize..hole_end as usize];
    assert!(contents.starts_with(b"<") && contents.ends_with(b">"));
    assert!(contents[1..contents.len() - 1].iter().all(u8::is_ascii_hexdigit));
    let next = prepare(&signed, false, &SignatureRequest { hole: 64, ..SignatureRequest::default() });
    let is_refusal = matches!(
        next,
        Ok(_) | Err(Error::Locked { .. } | Error::CannotAppend { .. } | Error::Unsupported { .. })
    );
    assert!(is_refusal, "what was written can be read: {next:?}");
}
