//! Any wishes for a signature in a few sound documents.
#![no_main]

mod road;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use signer_pdf::{
    Appearance, AppearanceObject, Certification, Field, PageChoice, Placement, Position, SignatureRequest,
    SubFilter,
};

const DOCUMENTS: [&[u8]; 3] = [
    include_bytes!("../seeds/table.pdf"),
    include_bytes!("../seeds/stream.pdf"),
    include_bytes!("../seeds/fields.pdf"),
];

fuzz_target!(|bytes: &[u8]| {
    let mut wishes = Unstructured::new(bytes);
    let Ok(document) = wishes.choose(&DOCUMENTS) else { return };
    let Ok(request) = request(&mut wishes) else { return };
    if let Ok(prepared) = road::prepare(document, false, &request) {
        road::check(document, prepared);
    }
});

fn request(wishes: &mut Unstructured<'_>) -> Result<SignatureRequest> {
    let certification = [
        None,
        Some(Certification::NoChanges),
        Some(Certification::FormFilling),
        Some(Certification::Annotations),
    ];
    Ok(SignatureRequest {
        sub_filter: *wishes.choose(&[
            SubFilter::EtsiCadesDetached,
            SubFilter::EtsiCadesDetached,
            SubFilter::EtsiRfc3161,
        ])?,
        reason: wishes.arbitrary()?,
        location: wishes.arbitrary()?,
        name: wishes.arbitrary()?,
        contact: wishes.arbitrary()?,
        modified: wishes.arbitrary()?,
        hole: wishes.int_in_range(0..=20_000)?,
        field: field(wishes)?,
        certification: *wishes.choose(&certification)?,
        appearance: if wishes.arbitrary()? { Some(appearance(wishes)?) } else { None },
        information: wishes.arbitrary()?,
        entropy: wishes.arbitrary()?,
        ..SignatureRequest::default()
    })
}

fn appearance(wishes: &mut Unstructured<'_>) -> Result<Appearance> {
    let drawn = AppearanceObject {
        value: b"<</Type/XObject/Subtype/Form/BBox[0 0 100 50]>>".to_vec(),
        data: Some(wishes.arbitrary()?),
    };
    let [x, y, width, height] = wishes.arbitrary()?;
    Ok(Appearance {
        placement: Placement {
            page: *wishes.choose(&[
                PageChoice::default(),
                PageChoice::Last,
                PageChoice::Number(wishes.len() as u32),
            ])?,
            position: Position::Rectangle { x, y, width, height },
        },
        objects: vec![drawn],
    })
}

fn field(wishes: &mut Unstructured<'_>) -> Result<Option<Field>> {
    let name = *wishes.choose(&["empty", "group", "text", "group.text", "Signature1", "Assinatura ç"])?;
    Ok(match wishes.int_in_range(0..=3)? {
        0 => Some(Field::Existing(name.to_owned())),
        1 => Some(Field::New(name.to_owned())),
        2 => Some(Field::New(wishes.arbitrary()?)),
        _ => None,
    })
}
