//! Levels above B-B: tokens in the evidence, and the lifts that follow.

use std::cell::RefCell;
use std::rc::Rc;

use openssl::pkey::{PKey, Private};
use signer_pki::DigestAlgorithm;

use super::batch::{DOCUMENT, toy, worlds};
use super::fake::source::Bytes;
use super::fake::{Fake, run};
use super::pdf::pdf;
use super::toy::Toy;
use crate::{
    Above, Content, Error, Finished, Goal, Level, MessageImprint, Need, Order, PdfWanted, Result, Supplied,
    Supplies, TimeStampToken, Warning, Which, extend, sign_one,
};

#[test]
fn a_token_goes_into_the_evidence_and_a_lift_follows() {
    for (world, order) in worlds() {
        let authority = Authority::default();
        let signed = run(sign_one(&world, &raised(order, &authority), toy(DOCUMENT).unwrap())).unwrap();
        assert!(signed.signatures.iter().all(|one| one.level == Some(Level::BLta)));
        assert!(signed.document.bytes.ends_with(b"token 3ARCHIVED"));
        let before = &signed.document.bytes[..signed.document.bytes.len() - b"token 3ARCHIVED".len()];
        let needs = authority.0.borrow();
        assert_eq!(needs.len(), 3, "one for each value, one for the whole");
        assert_eq!(needs[2], Need::Token(imprint(before)));
        for token in [&b"token 1"[..], b"token 2"] {
            assert!(before.windows(token.len()).any(|part| part == token), "in the unsigned attributes");
        }
    }
}

#[test]
fn each_token_covers_its_own_value() {
    let (world, authority) = (Fake::new(Vec::new()), Authority::default());
    run(sign_one(&world, &raised(world.a1(), &authority), toy(DOCUMENT).unwrap())).unwrap();
    let signed = world.signed.borrow();
    let values: Vec<_> = signed
        .iter()
        .map(|message| super::fake::key::sign(&super::fake::key::private_key(), message))
        .collect();
    let expected: Vec<_> = values.iter().map(|value| Need::Token(imprint(value))).collect();
    assert_eq!(authority.0.borrow()[..2], expected);
}

#[test]
fn renewing_is_one_more_step() {
    let authority = Authority::default();
    let content = Content::new(Bytes::new([DOCUMENT, b"token 0ARCHIVED"].concat()));
    let goal = |renew| Goal { which: Which::All, target: Level::BLta, renew, password: None, detached: None };
    let lifted = |renew| {
        let mut lifted = content.clone();
        run(extend(&authority, &Toy, &mut lifted, Finished::default(), goal(renew))).unwrap();
        lifted.into_source()
    };
    assert_eq!(lifted(false).bytes, content.clone().into_source().bytes);
    let renewed = lifted(true);
    assert!(renewed.bytes.ends_with(b"token 0ARCHIVEDtoken 1ARCHIVED"));
}

#[test]
fn an_authority_that_answers_something_else_is_not_believed() {
    struct Liar;
    impl Supplies for Liar {
        fn imprint_algorithm(&self) -> DigestAlgorithm {
            DigestAlgorithm::Sha256
        }
        fn token_room(&self) -> usize {
            0
        }
        async fn supply(&self, _: &Need) -> Result<Supplied> {
            Ok(Supplied::PolicyFiles(Vec::new()))
        }
    }
    let world = Fake::new(Vec::new());
    let Order { key, api_base_url, trust, .. } = world.a1();
    let order = Order { key, api_base_url, trust, reach: Above { level: Level::BT, supplies: Liar } };
    assert_eq!(run(sign_one(&world, &order, toy(DOCUMENT).unwrap())).unwrap_err().code(), "internal");
}

#[test]
fn a_pdf_reserves_the_room_that_a_token_takes() {
    for (room, outcome) in [(3000, Ok(())), (2999, Err("signature_too_large"))] {
        let world = Fake::new(pdf(0));
        let Order { key, api_base_url, trust, .. } = world.a1();
        let order =
            Order { key, api_base_url, trust, reach: Above { level: Level::BT, supplies: Room(room) } };
        let signed = run(sign_one(&world, &order, world.open(PdfWanted::default()).unwrap()));
        if let Ok(signed) = &signed {
            assert_eq!(signed.signatures[0].level, Some(Level::BT));
            let update = String::from_utf8_lossy(signed.document.after(&pdf(0))).to_lowercase();
            assert!(update.contains(&"7a".repeat(3000)), "the token is in the hole");
        }
        assert_eq!(signed.map(drop).map_err(|error| error.code()), outcome, "{room}");
    }
}

/// Gives a token of 3000 octets, whatever room it says to take.
pub(super) struct Room(pub(super) usize);

impl Supplies for Room {
    fn imprint_algorithm(&self) -> DigestAlgorithm {
        DigestAlgorithm::Sha256
    }

    fn token_room(&self) -> usize {
        self.0
    }

    async fn supply(&self, _: &Need) -> Result<Supplied> {
        Ok(Supplied::Token(TimeStampToken(vec![0x7a; 3000])))
    }
}

#[test]
fn no_step_above_a_time_stamp_is_known_for_a_pdf() {
    for level in [Level::BLt, Level::BLta] {
        let world = Fake::new(pdf(0));
        let Order { key, api_base_url, trust, .. } = world.a1();
        let order = Order { key, api_base_url, trust, reach: Above { level, supplies: Room(3000) } };
        let error = run(sign_one(&world, &order, world.open(PdfWanted::default()).unwrap())).unwrap_err();
        assert_eq!(error, Error::invalid("level"));
    }
}

#[test]
fn a_lift_adds_to_what_was_said_before() {
    let token = TimeStampToken(b"beside".to_vec());
    let before =
        Finished { beside: vec![token.clone()], warnings: vec![Warning::XfaPresent], ..Finished::default() };
    let mut content = Content::new(Bytes::new(DOCUMENT.to_vec()));
    let goal = Goal { which: Which::All, target: Level::BLta, renew: false, password: None, detached: None };
    let lifted = run(extend(&Authority::default(), &Toy, &mut content, before, goal)).unwrap();
    assert_eq!((lifted.beside, lifted.warnings), (vec![token], vec![Warning::XfaPresent]));
    assert!(
        lifted.signatures.iter().all(|one| one.level == Some(Level::BLta)) && lifted.signatures.len() == 2
    );
}

/// Keeps what it was asked, and numbers its tokens.
#[derive(Clone, Default)]
struct Authority(Rc<RefCell<Vec<Need>>>);

impl Supplies for Authority {
    fn imprint_algorithm(&self) -> DigestAlgorithm {
        DigestAlgorithm::Sha256
    }

    fn token_room(&self) -> usize {
        64
    }

    async fn supply(&self, need: &Need) -> Result<Supplied> {
        self.0.borrow_mut().push(need.clone());
        Ok(Supplied::Token(TimeStampToken(format!("token {}", self.0.borrow().len()).into_bytes())))
    }
}

fn raised(
    Order { key, api_base_url, trust, .. }: Order<PKey<Private>>,
    authority: &Authority,
) -> Order<PKey<Private>, Above<Authority>> {
    Order { key, api_base_url, trust, reach: Above { level: Level::BLta, supplies: authority.clone() } }
}

fn imprint(bytes: &[u8]) -> MessageImprint {
    MessageImprint::of(DigestAlgorithm::Sha256, bytes)
}
