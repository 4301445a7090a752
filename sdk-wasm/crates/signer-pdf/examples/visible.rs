//! `visible IN OUT [--page first|last|N] [--anchor NAME] [--size W H] [--margin N] [--rect X Y W H] [--field NAME] [--hidden]`:
//! appends a signature whose hole stays empty, and shows a frame with an arrow that points up.

use signer_pdf::{
    Anchor, Appearance, AppearanceBox, AppearanceObject, Error, Field, PageChoice, Placement, Position,
    Reader, SignatureRequest,
};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let input = arguments.next().ok_or("no input")?;
    let output = arguments.next().ok_or("no output")?;
    let mut request = request(&mut arguments)?;
    let document = std::fs::read(&input)?;
    let mut reader = Reader::new(document.len() as u64);
    if request.appearance.is_some() {
        let place = complete(&document, &mut reader, |reader| reader.appearance_box(&request))?;
        println!("{place:?}");
        if let Some(appearance) = &mut request.appearance {
            appearance.objects = vec![arrow(place)];
        }
    }
    let prepared = complete(&document, &mut reader, |reader| reader.prepare(&request))?;
    println!("{:?} {}", prepared.byte_range(), prepared.field_name());
    Ok(std::fs::write(output, [document, prepared.finish(&[])?].concat())?)
}

fn request(arguments: &mut impl Iterator<Item = String>) -> Result<SignatureRequest, Failure> {
    let mut request = SignatureRequest {
        name: Some("Ana Teste".into()),
        modified: Some("D:20261122120000Z".into()),
        hole: 8192,
        appearance: Some(Appearance::default()),
        ..SignatureRequest::default()
    };
    let (mut placement, mut numbers) = (Placement::default(), [220.0, 70.0, 24.0]);
    let mut chosen = Anchor::default();
    let mut rectangle = None;
    while let Some(option) = arguments.next() {
        let mut next = || arguments.next().ok_or("an option without value");
        match option.as_str() {
            "--page" => placement.page = page(&next()?)?,
            "--anchor" => chosen = anchor(&next()?)?,
            "--size" => (numbers[0], numbers[1]) = (next()?.parse()?, next()?.parse()?),
            "--margin" => numbers[2] = next()?.parse()?,
            "--rect" => {
                let (x, y, width, height) =
                    (next()?.parse()?, next()?.parse()?, next()?.parse()?, next()?.parse()?);
                rectangle = Some(Position::Rectangle { x, y, width, height });
            }
            "--field" => request.field = Some(Field::Existing(next()?)),
            "--hidden" => request.appearance = None,
            other => return Err(other.into()),
        }
    }
    let [width, height, margin] = numbers;
    placement.position = rectangle.unwrap_or(Position::Anchored { anchor: chosen, width, height, margin });
    if let Some(appearance) = &mut request.appearance {
        appearance.placement = placement;
    }
    Ok(request)
}

fn page(choice: &str) -> Result<PageChoice, Failure> {
    Ok(match choice {
        "first" => PageChoice::First,
        "last" => PageChoice::Last,
        number => PageChoice::Number(number.parse()?),
    })
}

fn anchor(name: &str) -> Result<Anchor, Failure> {
    use Anchor::{Bottom, BottomLeft, BottomRight, Center, Left, Right, Top, TopLeft, TopRight};
    let all = [TopLeft, Top, TopRight, Left, Center, Right, BottomLeft, Bottom, BottomRight];
    let found = all.into_iter().find(|anchor| format!("{anchor:?}").eq_ignore_ascii_case(name));
    found.ok_or_else(|| name.into())
}

/// A frame, a thick arrow that points up, and a dot in the lower left corner, in colours that do not depend on
/// the document's.
fn arrow(place: AppearanceBox) -> AppearanceObject {
    let AppearanceBox { width: w, height: h, .. } = place;
    let (x, y) = (w / 2.0, h / 2.0);
    let frame = format!("0 0 0.6 SC 2 w 1 1 {} {} re S 0.8 0 0 sc 4 4 8 8 re f ", w - 2.0, h - 2.0);
    let arrow = format!(
        "0 0.4 0 sc {} 6 6 {} re f {} {y} m {} {y} l {x} {} l f",
        x - 3.0,
        y - 6.0,
        x - 15.0,
        x + 15.0,
        h - 6.0
    );
    let colours = "/ColorSpace<</C[/CalRGB<</WhitePoint[0.9505 1 1.089]/Gamma[2.2 2.2 2.2]\
        /Matrix[0.4124 0.2126 0.0193 0.3576 0.7152 0.1192 0.1805 0.7222 0.9505]>>]>>";
    let value = format!("<</Type/XObject/Subtype/Form/BBox[0 0 {w} {h}]/Resources<<{colours}>>>>");
    AppearanceObject {
        value: value.into_bytes(),
        data: Some(["/C CS /C cs ", &frame, &arrow].concat().into_bytes()),
    }
}

/// Hands over the ranges asked for.
fn complete<T>(
    document: &[u8],
    reader: &mut Reader,
    mut step: impl FnMut(&mut Reader) -> signer_pdf::Result<T>,
) -> Result<T, Failure> {
    loop {
        match step(reader).map_err(|error| *error) {
            Err(Error::Missing(range)) => {
                let (start, end) = (usize::try_from(range.start)?, usize::try_from(range.end)?);
                let bytes = document.get(start..end).ok_or("a range past the end")?;
                reader.insert(range.start, bytes.to_vec());
            }
            done => return Ok(done?),
        }
    }
}
