//! `prepare [--repair] [--password PASSWORD] IN OUT [FIELD]`: appends a signature whose hole stays empty, reading
//! only the ranges asked for.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};

use signer_pdf::{Error, Field, Opening, Prepared, Reader, SignatureRequest};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let opening = opening(&mut arguments);
    let [input, output, rest @ ..] = arguments.as_slice() else {
        return Err("usage: prepare [--repair] [--password PASSWORD] IN OUT [FIELD]".into());
    };
    let request = SignatureRequest {
        reason: Some("Contrato nº 7 (teste)".into()),
        name: Some("Łucja".into()),
        modified: Some("D:20261122120000Z".into()),
        hole: 8192,
        field: rest.first().cloned().map(Field::Existing),
        ..SignatureRequest::default()
    };
    let mut document = File::open(input)?;
    let prepared = prepare(&mut document, opening, &request)?;
    println!("{:?} {} {:?}", prepared.byte_range(), prepared.field_name(), prepared.warnings());
    std::fs::copy(input, output)?;
    let mut signed = File::options().append(true).open(output)?;
    Ok(signed.write_all(&prepared.finish(&[])?)?)
}

/// Takes the options out of the arguments.
fn opening(arguments: &mut Vec<String>) -> Opening {
    let mut opening = Opening::default();
    while let Some(option) = arguments.first().filter(|option| option.starts_with("--")).cloned() {
        arguments.remove(0);
        match option.as_str() {
            "--password" if !arguments.is_empty() => {
                opening.password = Some(arguments.remove(0).into());
            }
            _ => opening.repair = true,
        }
    }
    opening
}

fn prepare(document: &mut File, opening: Opening, request: &SignatureRequest) -> Result<Prepared, Failure> {
    let mut reader = Reader::with(document.metadata()?.len(), opening);
    let (mut reads, mut bytes_read) = (0, 0);
    loop {
        match reader.prepare(request).map_err(|error| *error) {
            Err(Error::Missing(range)) => {
                let mut bytes = vec![0; usize::try_from(range.end - range.start)?];
                document.seek(SeekFrom::Start(range.start))?;
                document.read_exact(&mut bytes)?;
                (reads, bytes_read) = (reads + 1, bytes_read + bytes.len());
                reader.insert(range.start, bytes);
            }
            Err(error) => return Err(Box::new(error)),
            Ok(prepared) => {
                println!("{reads} reads, {bytes_read} bytes");
                return Ok(prepared);
            }
        }
    }
}
