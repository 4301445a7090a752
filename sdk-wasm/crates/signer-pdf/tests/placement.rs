//! The places of visible fields: which page, where on it, which way up.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{
    Anchor, Appearance, AppearanceBox, AppearanceObject, Error, Field, PageChoice, Placement, Position,
    Reader, RequestPart, SignatureRequest,
};
use support::*;

const ROOM: Position =
    Position::Anchored { anchor: Anchor::BottomRight, width: 100.0, height: 50.0, margin: 10.0 };

fn form() -> AppearanceObject {
    AppearanceObject { value: b"<</Subtype/Form/BBox[0 0 1 1]>>".to_vec(), data: Some(b"0 g".to_vec()) }
}

fn visible(page: PageChoice, position: Position) -> SignatureRequest {
    let placement = Placement { page, position };
    SignatureRequest { appearance: Some(Appearance { placement, objects: vec![form()] }), ..request() }
}

fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Position {
    Position::Rectangle { x, y, width, height }
}

/// One page of 200 by 100 with more entries.
fn page_with(entries: &str) -> Vec<u8> {
    let page = format!("<</Type/Page/MediaBox[0 0 200 100]{entries}>>");
    classic(&[PLAIN[0], PLAIN[1], (3, 0, &page)])
}

/// `/Rect` of the new field 5 and `/Matrix` of its form 6.
fn placed(document: &[u8], position: Position) -> (String, Option<String>) {
    let signed = text(&sign_with(document, &visible(PageChoice::First, position)));
    let between = |object: &str, key: &str| {
        let start = object.find(key)? + key.len();
        Some(object[start..start + object[start..].find(']')?].to_string())
    };
    (between(&object(&signed, 5, 0), "/Rect[").unwrap(), between(&object(&signed, 6, 0), "/Matrix["))
}

fn appearance_box(document: &[u8], request: &SignatureRequest) -> Result<AppearanceBox, Error> {
    let mut reader = Reader::new(document.len() as u64);
    loop {
        match reader.appearance_box(request).map_err(|error| *error) {
            Err(Error::Missing(range)) => {
                let bytes = document[range.start as usize..range.end as usize].to_vec();
                reader.insert(range.start, bytes);
            }
            done => return done,
        }
    }
}

#[test]
fn the_field_is_upright_on_a_page_that_is_turned() {
    let position =
        Position::Anchored { anchor: Anchor::BottomRight, width: 80.0, height: 30.0, margin: 10.0 };
    for (rotate, rect, matrix) in [
        ("", "110 10 190 40", None),
        ("/Rotate 90", "160 10 190 90", Some("0 1 -1 0 0 0")),
        ("/Rotate 180", "10 60 90 90", Some("-1 0 0 -1 0 0")),
        ("/Rotate 270", "10 10 40 90", Some("0 -1 1 0 0 0")),
        ("/Rotate -90", "10 10 40 90", Some("0 -1 1 0 0 0")),
        ("/Rotate 450.0", "160 10 190 90", Some("0 1 -1 0 0 0")),
        ("/Rotate 45", "110 10 190 40", None),
    ] {
        let (found, turned) = placed(&page_with(rotate), position);
        assert_eq!((found.as_str(), turned.as_deref()), (rect, matrix), "{rotate}");
    }
}

#[test]
fn a_rectangle_is_counted_from_the_corner_that_is_shown() {
    let position = rectangle(10.0, 20.0, 30.0, 40.5);
    for (entries, rect) in [
        ("", "10 20 40 60.5"),
        ("/CropBox[50 10 190 90]", "60 30 90 70.5"),
        ("/CropBox[190 90 50 10]/Rotate 90", "129.5 20 170 50"),
        ("/CropBox[50 10 190 90]/Rotate 180", "150 29.5 180 70"),
        ("/CropBox[50 10 190 90]/Rotate 270", "70 50 110.5 80"),
        ("/CropBox[-500 -500 500 500]", "10 20 40 60.5"),
        ("/CropBox[500 500 600 600]", "10 20 40 60.5"),
        ("/UserUnit 2", "5 10 20 30.25"),
        ("/UserUnit 0", "10 20 40 60.5"),
    ] {
        assert_eq!(placed(&page_with(entries), position).0, rect, "{entries}");
    }
}

#[test]
fn every_anchor_has_its_place() {
    use Anchor::{Bottom, BottomLeft, BottomRight, Center, Left, Right, Top, TopLeft, TopRight};
    let document = page_with("");
    for (anchor, rect) in [
        (TopLeft, "5 75 45 95"),
        (Top, "80 75 120 95"),
        (TopRight, "155 75 195 95"),
        (Left, "5 40 45 60"),
        (Center, "80 40 120 60"),
        (Right, "155 40 195 60"),
        (BottomLeft, "5 5 45 25"),
        (Bottom, "80 5 120 25"),
        (BottomRight, "155 5 195 25"),
    ] {
        let position = Position::Anchored { anchor, width: 40.0, height: 20.0, margin: 5.0 };
        assert_eq!(placed(&document, position).0, rect, "{anchor:?}");
    }
}

#[test]
fn a_preset_fits_every_page() {
    let position =
        Position::Anchored { anchor: Anchor::BottomRight, width: 220.0, height: 90.0, margin: 24.0 };
    assert_eq!(placed(&page_with(""), position).0, "0 5 200 95");
}

#[test]
fn attributes_are_inherited_and_may_be_objects() {
    let document = classic(&[
        PLAIN[0],
        (2, 0, "<</Kids[4 0 R]/Count 1/MediaBox[0 0 300 300]/Rotate 6 0 R>>"),
        (4, 0, "<</Kids[3 0 R]/Count 1/MediaBox 5 0 R>>"),
        (3, 0, "<</Type/Page>>"),
        (5, 0, "[0 0 7 0 R 100]"),
        (6, 0, "90"),
        (7, 0, "200"),
    ]);
    let request = visible(PageChoice::First, rectangle(0.0, 0.0, 100.0, 200.0));
    let signed = text(&sign_with(&document, &request));
    assert!(object(&signed, 9, 0).contains("/Rect[0 0 200 100]"), "{}", object(&signed, 9, 0));
    assert!(object(&signed, 9, 0).ends_with("/AP<</N 10 0 R>>/MK<</R 90>>>>"));
}

#[test]
fn what_is_not_within_the_page_is_refused() {
    let document = page_with("/Rotate 90");
    for position in [
        rectangle(0.0, 0.0, 101.0, 50.0),
        rectangle(0.0, 0.0, 50.0, 200.6),
        rectangle(-1.0, 0.0, 50.0, 50.0),
        rectangle(99.0, 199.0, 50.0, 50.0),
        rectangle(1e300, 0.0, 1.0, 1.0),
        rectangle(0.0, 0.0, 0.0, 10.0),
        rectangle(0.0, 0.0, 10.0, -10.0),
        rectangle(f64::NAN, 0.0, 10.0, 10.0),
        rectangle(0.0, 0.0, 10.0, f64::INFINITY),
        Position::Anchored { anchor: Anchor::Top, width: 0.0, height: 1.0, margin: 0.0 },
        Position::Anchored { anchor: Anchor::Top, width: 1.0, height: 1.0, margin: -1.0 },
        Position::Anchored { anchor: Anchor::Top, width: 1.0, height: f64::NAN, margin: 1.0 },
    ] {
        let request = visible(PageChoice::First, position);
        let refused = prepare(&document, &request).map(drop);
        let named = match position {
            Position::Anchored { .. } => RequestPart::Appearance,
            Position::Rectangle { .. } => RequestPart::Rectangle,
        };
        assert!(matches!(refused, Err(Error::Request { part, .. }) if part == named), "{position:?}");
        assert_eq!(appearance_box(&document, &request).map(drop), refused);
    }
}

#[test]
fn a_size_that_was_rounded_up_is_cut_to_the_page() {
    let document = classic(&[PLAIN[0], PLAIN[1], (3, 0, "<</Type/Page/MediaBox[0 0 595.2756 841.8898]>>")]);
    assert_eq!(placed(&document, rectangle(0.0, 0.0, 595.3, 842.0)).0, "0 0 595.2756 841.8898");
}

#[test]
fn the_host_learns_how_large_to_draw() {
    let request = visible(PageChoice::First, ROOM);
    let expected = AppearanceBox { width: 100.0, height: 50.0, opaque: false };
    for entries in ["", "/Rotate 270", "/UserUnit 2.5"] {
        assert_eq!(appearance_box(&page_with(entries), &request), Ok(expected), "{entries}");
    }
}

/// A tree of five pages, unevenly deep; `lie` stands in for the count of a node.
fn tree(lie: &str) -> Vec<u8> {
    let node = format!("<</Type/Pages/Parent 2 0 R/Kids[6 0 R 7 0 R 8 0 R]/Count {lie}>>");
    classic(&[
        PLAIN[0],
        (2, 0, "<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 5/MediaBox[0 0 200 100]>>"),
        (3, 0, "<</Type/Page/Parent 2 0 R>>"),
        (4, 0, &node),
        (5, 0, "<</Type/Page/Parent 2 0 R>>"),
        (6, 0, "<</Type/Page/Parent 4 0 R>>"),
        (7, 0, "<</Type/Page/Parent 4 0 R>>"),
        (8, 0, "<</Type/Page/Parent 4 0 R>>"),
    ])
}

/// The number of the page that got the field.
fn page_of(document: &[u8], page: PageChoice) -> Result<u32, Error> {
    prepare(document, &visible(page, ROOM))?;
    let update = text(&sign_with(document, &visible(page, ROOM))[document.len()..]);
    let field = update.split("/FT/Sig").nth(1).unwrap();
    let number = field.split("/P ").nth(1).unwrap().split(' ').next().unwrap();
    let number = number.parse().unwrap();
    assert!(object(&update, number, 0).contains("/Annots["), "the page named is the one that was changed");
    Ok(number)
}

#[test]
fn pages_are_counted_in_their_order_whatever_the_tree_says() {
    for lie in ["3", "1", "2", "17", "-3", "null"] {
        let document = tree(lie);
        let pages: Vec<u32> =
            (1..6).map(|number| page_of(&document, PageChoice::Number(number)).unwrap()).collect();
        assert_eq!(pages, [3, 6, 7, 8, 5], "/Count {lie}");
        assert_eq!(page_of(&document, PageChoice::First), Ok(3));
        assert_eq!(page_of(&document, PageChoice::Last), Ok(5));
    }
}

#[test]
fn a_page_that_is_not_there_is_refused() {
    let refused = Err(Error::Request { part: RequestPart::Page, reason: "the document has no such page" });
    for number in [0, 6, u32::MAX] {
        assert_eq!(page_of(&tree("3"), PageChoice::Number(number)), refused);
        assert_eq!(page_of(&tree("4"), PageChoice::Number(number)), refused);
    }
}

#[test]
fn a_page_far_back_is_found_without_reading_those_before_it() {
    const PAGES: u32 = 4_000;
    let mut objects = vec![(1, "<</Pages 2 0 R>>".to_string())];
    let nodes: String = (0..PAGES / 20).map(|node| format!("{} 0 R ", 3 + node)).collect();
    objects.push((2, format!("<</Kids[{nodes}]/Count {PAGES}/MediaBox[0 0 200 100]>>")));
    for node in 0..PAGES / 20 {
        let first = 10_000 + node * 20;
        let kids: String = (first..first + 20).map(|page| format!("{page} 0 R ")).collect();
        objects.push((3 + node, format!("<</Parent 2 0 R/Kids[{kids}]/Count 20>>")));
    }
    for page in 0..PAGES {
        let value = format!("<</Type/Page/Parent {} 0 R/Padding({})>>", 3 + page / 20, "x".repeat(1000));
        objects.push((10_000 + page, value));
    }
    let objects: Vec<_> = objects.iter().map(|(number, value)| (*number, 0, value.as_str())).collect();
    let document = classic(&objects);
    let request = visible(PageChoice::Number(400), ROOM);
    let (prepared, read) = prepare_counting(&document, &request);
    prepared.unwrap();
    assert!(read.bytes * 3 < document.len() as u64, "{read:?} of {}", document.len());
    assert_eq!(page_of(&document, PageChoice::Number(400)), Ok(10_399));
    assert_eq!(page_of(&document, PageChoice::Last), Ok(10_000 + PAGES - 1));
}

#[test]
fn the_objects_of_an_appearance_get_free_numbers() {
    let objects = vec![
        AppearanceObject {
            value: b"<</Subtype/Form/BBox[0 0 1 1]/Resources<</Font<</F 2 0 R>>/XObject<</I 3 0 R>>>>>>"
                .to_vec(),
            data: Some(b"(1 0 R) Tj".to_vec()),
        },
        AppearanceObject { value: b"<</Type/Font/Kid 3 0 R/Name(2 0 R)>>".to_vec(), data: None },
        AppearanceObject { value: b"<</Filter/DCTDecode>>".to_vec(), data: Some(vec![0, 255]) },
    ];
    let mut wanted = visible(PageChoice::First, ROOM);
    wanted.appearance.as_mut().unwrap().objects = objects;
    let signed = text(&sign_with(&page_with("/Rotate 180"), &wanted));
    assert_eq!(
        object(&signed, 6, 0),
        "<</Subtype/Form/BBox[0 0 1 1]/Resources<</Font<</F 7 0 R>>/XObject<</I 8 0 R>>>>\
         /Matrix[-1 0 0 -1 0 0]/Length 10>>\nstream\n(1 0 R) Tj\nendstream"
    );
    assert_eq!(object(&signed, 7, 0), "<</Type/Font/Kid 8 0 R/Name(2 0 R)>>");
    assert!(object(&signed, 8, 0).starts_with("<</Filter/DCTDecode/Length 2>>\nstream\n"));
    let field = "<</Type/Annot/Subtype/Widget/FT/Sig/Rect[10 40 110 90]/F 132/T(Signature1)/P 3 0 R/V 4 0 R\
         /AP<</N 6 0 R>>/MK<</R 180>>>>";
    assert_eq!(object(&signed, 5, 0), field);
}

#[test]
fn what_is_no_appearance_is_refused() {
    let object = |value: &[u8], data: Option<&[u8]>| AppearanceObject {
        value: value.to_vec(),
        data: data.map(<[u8]>::to_vec),
    };
    for objects in [
        vec![object(b"<</Font 2 0 R>>", Some(b""))],
        vec![object(b"<</Font 0 0 R>>", Some(b""))],
        vec![object(b"<<>>", None)],
        vec![object(b"7", Some(b""))],
        vec![form(), object(b"<</A(>>", None)],
    ] {
        let mut wanted = visible(PageChoice::First, ROOM);
        wanted.appearance.as_mut().unwrap().objects = objects;
        let refused = prepare(&page_with(""), &wanted).map(drop);
        assert!(
            matches!(refused, Err(Error::Request { part: RequestPart::AppearanceObjects, .. })),
            "{refused:?}"
        );
    }
}

/// A page turned by 90 degrees with the empty field 4 named A.
fn with_field(entries: &str, more: Objects<'_>) -> Vec<u8> {
    let field = format!("<</FT/Sig/T(A){entries}>>");
    let start: Objects<'_> = &[
        (1, 0, "<</Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>"),
        (2, 0, "<</Kids[3 0 R]/Count 1/Rotate 90>>"),
        (3, 0, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Annots[4 0 R]>>"),
        (4, 0, &field),
    ];
    classic(&[start, more].concat())
}

fn into_field() -> SignatureRequest {
    SignatureRequest { field: Some(Field::Existing("A".into())), ..visible(PageChoice::First, ROOM) }
}

#[test]
fn a_field_that_is_there_is_drawn_into_its_own_rectangle() {
    for (entries, width, height, matrix) in [
        ("/P 3 0 R/Rect[10 10 40 90]", 80.0, 30.0, "/Matrix[0 1 -1 0 0 0]"),
        ("/P 3 0 R/Rect[40 90 10 10]/MK<</R 0>>", 30.0, 80.0, "/BBox[0 0 1 1]/Length"),
        ("/P 3 0 R/Rect[10 10 40 90]/MK<</R 270>>", 80.0, 30.0, "/Matrix[0 -1 1 0 0 0]"),
        ("/Rect[10 10 40 90]", 30.0, 80.0, "/BBox[0 0 1 1]/Length"),
    ] {
        let document = with_field(&[entries, "/AP<</N 9 0 R/D 9 0 R>>/F 4"].concat(), &[]);
        let room = AppearanceBox { width, height, opaque: false };
        assert_eq!(appearance_box(&document, &into_field()), Ok(room), "{entries}");
        let signed = text(&sign_with(&document, &into_field()));
        let expected = ["<</FT/Sig/T(A)", entries, "/AP<</N 6 0 R>>/F 4/V 5 0 R>>"].concat();
        assert_eq!(object(&signed, 4, 0), expected);
        assert!(object(&signed, 6, 0).contains(matrix), "{entries}");
    }
}

#[test]
fn an_appearance_that_is_there_stays_where_none_is_given() {
    let document = with_field("/P 3 0 R/Rect[10 10 40 90]/AP<</N 9 0 R>>", &[]);
    let mut wanted = into_field();
    wanted.appearance.as_mut().unwrap().objects.clear();
    let signed = text(&sign_with(&document, &wanted));
    assert_eq!(object(&signed, 4, 0), "<</FT/Sig/T(A)/P 3 0 R/Rect[10 10 40 90]/AP<</N 9 0 R>>/V 5 0 R>>");
}

#[test]
fn all_widgets_of_a_field_show_the_signature() {
    let kids: Objects<'_> =
        &[(5, 0, "<</Parent 4 0 R/Rect[0 0 10 20]>>"), (6, 0, "<</Parent 4 0 R/Rect[0 0 30 40]/AP<<>>>>")];
    let document = with_field("/Kids[5 0 R 6 0 R]", kids);
    let signed = text(&sign_with(&document, &into_field()));
    assert_eq!(object(&signed, 5, 0), "<</Parent 4 0 R/Rect[0 0 10 20]/AP<</N 8 0 R>>>>");
    assert_eq!(object(&signed, 6, 0), "<</Parent 4 0 R/Rect[0 0 30 40]/AP<</N 8 0 R>>>>");
}

#[test]
fn a_field_without_size_cannot_show_anything() {
    for entries in ["/Rect[0 0 0 0]", "/Rect[1 2 3]", "", "/Kids[]"] {
        let document = with_field(entries, &[]);
        let refused = Err(Error::Request {
            part: RequestPart::Appearance,
            reason: "the field to be signed has no size",
        });
        assert_eq!(appearance_box(&document, &into_field()), refused.clone());
        assert_eq!(prepare(&document, &into_field()).map(drop), refused.map(drop));
    }
}

#[test]
fn pdf_a_says_whether_transparency_is_forbidden() {
    let claiming = |part: &str, entries: &str, stream: &str| {
        let mut builder = Builder::new("\n");
        let catalog = format!("<</Pages 2 0 R/Metadata 4 0 R{entries}>>");
        builder.objects(&[(1, 0, &catalog), PLAIN[1], PLAIN[2]]);
        builder.stream(4, stream, format!("<pdfaid:part>{part}</pdfaid:part>").as_bytes());
        let start = builder.table(" \n", "/Size 5/Root 1 0 R");
        builder.end(start)
    };
    let wanted = visible(PageChoice::First, ROOM);
    for (part, entries, stream, opaque) in [
        ("1", "/OutputIntents[5 0 R]", "", true),
        ("2", "/OutputIntents[5 0 R]", "", false),
        ("3", "", "", true),
        ("1", "", "/Filter/FlateDecode", false),
        ("x", "", "", false),
    ] {
        let room = appearance_box(&claiming(part, entries, stream), &wanted).unwrap();
        assert_eq!(room.opaque, opaque, "{part} {entries} {stream}");
    }
    let hidden = text(&sign_with(&claiming("1", "", ""), &request()));
    assert!(
        object(&hidden, 6, 0).contains("/Rect[0 0 0 0]")
            && object(&hidden, 6, 0).ends_with("/AP<</N 7 0 R>>>>")
    );
    assert!(!text(&sign_with(&claiming("2", "", ""), &request())).contains("/AP"));
}

#[test]
fn nodes_that_share_their_kids_are_not_looked_at_for_ever() {
    const NODES: u32 = 1_000;
    let all: String = (5..5 + NODES).map(|node| format!("{node} 0 R ")).collect();
    let kids = format!("[3 0 R {all}]");
    let node = format!("<</Kids 4 0 R/Count {}>>", NODES + 1);
    let mut objects = vec![(1, 0, "<</Pages 5 0 R>>"), (4, 0, kids.as_str())];
    objects.extend((5..5 + NODES).map(|number| (number, 0, node.as_str())));
    objects.push((3, 0, "<</Type/Pages/Kids[]/Count 0>>"));
    let document = classic(&objects);
    for page in [PageChoice::Last, PageChoice::Number(u32::MAX)] {
        let refused = prepare(&document, &visible(page, ROOM)).map(drop);
        assert!(matches!(refused, Err(Error::Unsupported { .. })), "{page:?} {refused:?}");
    }
}
