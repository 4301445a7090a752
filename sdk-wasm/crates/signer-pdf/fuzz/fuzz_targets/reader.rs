//! Any bytes: an answer, and a sound update where there is one.
#![no_main]

mod road;

use libfuzzer_sys::fuzz_target;
use signer_pdf::SignatureRequest;

fuzz_target!(|document: &[u8]| {
    let request = SignatureRequest { hole: 64, ..SignatureRequest::default() };
    for repair in [false, true] {
        if let Ok(prepared) = road::prepare(document, repair, &request) {
            road::check(document, prepared);
        }
    }
});
