//! Makes a signature last, one step at a time:
//!
//! ```text
//! upgrade list IN                                  field, sub-filter and contents of every signature
//! upgrade store IN OUT [OPTION FILE]…              appends a security store
//! upgrade timestamp IN OUT HOLE [TOKEN]            appends a document time-stamp, first without its token
//! ```
//!
//! Options of `store`: `--certificate`, `--ocsp`, `--crl`, each for all signatures or, after
//! `--signature SHA1` (of the contents), for that one. `PASSWORD` in the environment opens an encrypted document.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};

use signer_pdf::{
    Error, Opening, Reader, SecurityStore, SignatureRequest, SubFilter, ValidationData,
    ValidationRelatedInformation,
};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["list", input] => list(input),
        ["store", input, output, options @ ..] => {
            let store = store(options)?;
            append(input, output, &with(input, |reader| reader.append_security_store(&store))?)
        }
        ["timestamp", input, output, hole, token @ ..] => {
            timestamp(input, output, hole.parse()?, token.first())
        }
        _ => {
            Err("usage: upgrade list IN | store IN OUT [OPTION FILE]… | timestamp IN OUT HOLE [TOKEN]".into())
        }
    }
}

fn list(input: &str) -> Result<(), Failure> {
    for signature in with(input, Reader::signatures)? {
        let contents: String = signature.contents.iter().map(|byte| format!("{byte:02X}")).collect();
        println!("{}\t{}\t{contents}", signature.field_name, signature.sub_filter);
    }
    Ok(())
}

fn store(options: &[&str]) -> Result<SecurityStore, Failure> {
    let mut store = SecurityStore { entropy: entropy()?, ..SecurityStore::default() };
    for option in options.chunks(2) {
        let [name, value] = option else { return Err("an option without its value".into()) };
        if *name == "--signature" {
            let signature = digest(value).ok_or("not a SHA-1 digest in hexadecimal")?;
            store.related.push(ValidationRelatedInformation { signature, ..Default::default() });
        } else {
            let data = store.related.last_mut().map_or(&mut store.data, |related| &mut related.data);
            list_of(data, name)?.push(std::fs::read(value)?);
        }
    }
    Ok(store)
}

fn list_of<'a>(data: &'a mut ValidationData, option: &str) -> Result<&'a mut Vec<Vec<u8>>, Failure> {
    match option {
        "--certificate" => Ok(&mut data.certificates),
        "--ocsp" => Ok(&mut data.ocsp_responses),
        "--crl" => Ok(&mut data.revocation_lists),
        _ => Err(format!("{option} is not an option").into()),
    }
}

fn digest(hexadecimal: &str) -> Option<[u8; 20]> {
    let byte = |at: usize| u8::from_str_radix(hexadecimal.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..hexadecimal.len()).step_by(2).map(byte).collect();
    bytes?.try_into().ok()
}

/// Both steps append the same update; the second one fills its hole.
fn timestamp(input: &str, output: &str, hole: usize, token: Option<&&str>) -> Result<(), Failure> {
    let request =
        SignatureRequest { sub_filter: SubFilter::EtsiRfc3161, hole, ..SignatureRequest::default() };
    let prepared = with(input, |reader| reader.prepare(&request))?;
    println!("{:?}", prepared.byte_range());
    let token = token.map_or(Ok(Vec::new()), std::fs::read)?;
    append(input, output, &prepared.finish(&token)?)
}

fn append(input: &str, output: &str, update: &[u8]) -> Result<(), Failure> {
    std::fs::copy(input, output)?;
    Ok(File::options().append(true).open(output)?.write_all(update)?)
}

/// Reads the ranges that are asked for.
fn with<T>(input: &str, read: impl Fn(&mut Reader) -> signer_pdf::Result<T>) -> Result<T, Failure> {
    let mut document = File::open(input)?;
    let password = std::env::var("PASSWORD").ok().map(Into::into);
    let mut reader = Reader::with(document.metadata()?.len(), Opening { password, ..Opening::default() });
    loop {
        match read(&mut reader).map_err(|error| *error) {
            Err(Error::Missing(range)) => {
                let mut bytes = vec![0; usize::try_from(range.end - range.start)?];
                document.seek(SeekFrom::Start(range.start))?;
                document.read_exact(&mut bytes)?;
                reader.insert(range.start, bytes);
            }
            done => return Ok(done?),
        }
    }
}

fn entropy() -> Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}
