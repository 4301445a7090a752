//! Made-up crates, and the rings that are found in them.

mod support;

use support::{rings_of, ways_of};

#[test]
fn two_files_that_use_each_other_are_a_ring() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B; pub(crate) struct A(B);"),
        ("b.rs", "pub(crate) struct B; fn of(_: &crate::a::A) {}"),
    ];
    assert_eq!(ways_of(&files), ["a →(B) b →(A) a"]);
}

#[test]
fn a_ring_of_three_is_one_ring() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "pub(crate) fn a() { super::b::b() }"),
        ("b.rs", "pub(crate) fn b() { crate::c::c() }"),
        ("c.rs", "use super::*; pub(crate) fn c() { a::a() }"),
    ];
    assert_eq!(rings_of(&files), [["a", "b", "c"]]);
    assert_eq!(ways_of(&files), ["a →(b) b →(c) c →(a) a"]);
}

#[test]
fn files_in_one_direction_are_no_ring() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; pub use a::A;"),
        ("a.rs", "use crate::{b::B, c::C}; pub struct A(B, C);"),
        ("b.rs", "use crate::c::C; pub(crate) struct B(C);"),
        ("c.rs", "pub(crate) struct C;"),
    ];
    assert!(rings_of(&files).is_empty());
}

#[test]
fn a_reexport_leads_to_the_file_that_defines_the_item() {
    let files = [
        ("lib.rs", "mod a; mod b; pub use a::A as Renamed; pub use inner::B; mod inner;"),
        ("inner/mod.rs", "mod deep; pub use deep::B;"),
        ("inner/deep.rs", "use crate::Renamed; pub struct B(Renamed);"),
        ("a.rs", "use crate::B; pub struct A(B);"),
        ("b.rs", "use crate::{B, Renamed}; struct Both(B, Renamed);"),
    ];
    assert_eq!(rings_of(&files), [["a", "inner/deep"]]);
}

#[test]
fn a_face_is_no_module() {
    let files = [
        ("lib.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
        ("a.rs", "use crate::B; pub struct A(B);"),
        ("b.rs", "pub struct B;"),
    ];
    assert!(rings_of(&files).is_empty());
}

#[test]
fn a_parent_and_a_child_that_use_each_other_are_a_ring() {
    let files = [
        ("lib.rs", "mod parent;"),
        ("parent/mod.rs", "mod child; pub(crate) struct Parent(child::Child);"),
        ("parent/child.rs", "pub(crate) struct Child; fn of(_: &super::Parent) {}"),
    ];
    assert_eq!(rings_of(&files), [["parent", "parent/child"]]);
}

#[test]
fn a_parent_that_only_hands_its_child_on_does_not_use_it() {
    let files = [
        ("lib.rs", "mod parent;"),
        ("parent.rs", "mod child; pub(crate) use child::Child; pub(crate) struct Parent;"),
        ("parent/child.rs", "pub(crate) struct Child; fn of(_: &super::Parent) {}"),
    ];
    assert!(rings_of(&files).is_empty());
}

#[test]
fn a_parent_that_uses_the_name_it_hands_on_does_use_its_child() {
    let files = [
        ("lib.rs", "mod parent;"),
        ("parent.rs", "mod child; pub(crate) use child::Child; pub(crate) struct Parent(Child);"),
        ("parent/child.rs", "pub(crate) struct Child; fn of(_: &super::Parent) {}"),
    ];
    assert_eq!(rings_of(&files), [["parent", "parent/child"]]);
}

#[test]
fn a_root_with_code_is_a_module() {
    let files = [
        ("lib.rs", "mod a; pub const LIMIT: usize = 1; pub fn f() { a::f() }"),
        ("a.rs", "pub(crate) fn f() { let _ = crate::LIMIT; }"),
    ];
    assert_eq!(rings_of(&files), [["a", "lib"]]);
}

#[test]
fn what_only_tests_use_does_not_count() {
    let files = [
        ("lib.rs", "mod a; mod b; #[cfg(test)] mod tests;"),
        ("a.rs", "use crate::b::B; pub(crate) struct A(B);"),
        (
            "b.rs",
            "pub(crate) struct B; #[cfg(test)] use crate::a::A; #[cfg(all(test, unix))] mod tests { use crate::a::A; }
             impl B { #[cfg(test)] fn of(_: A) {} fn g() { #[cfg(test)] let _ = crate::a::A; } }",
        ),
    ];
    assert!(rings_of(&files).is_empty());
}

#[test]
fn code_for_one_target_alone_counts() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B; pub(crate) struct A(B);"),
        ("b.rs", "pub(crate) struct B; #[cfg(not(test))] use crate::a::A;"),
    ];
    assert_eq!(rings_of(&files).len(), 1);
}

#[test]
fn uses_inside_macros_and_attributes_count() {
    let users = [
        "fn f() { println!(\"{}\", crate::a::A::new()) }",
        "html! { p { (crate::a::A) } }",
        "fn f() { matches!(1, crate::a::A) }",
        "struct S { #[serde(with = \"crate::a\")] s: u8 }",
        "fn f() { use crate::a::*; let _ = A; }",
        "fn f(x: u8) { match x { A => {} _ => {} } } use super::a::*;",
        "fn f() { by_example!() }",
    ];
    for user in users {
        let b = format!("pub(crate) struct B; {user}");
        let files = [
            ("lib.rs", "#[macro_use] mod a; mod b;"),
            ("a.rs", "macro_rules! by_example { () => {} } pub(crate) struct A; fn of(_: crate::b::B) {}"),
            ("b.rs", &b),
        ];
        assert_eq!(rings_of(&files), [["a", "b"]], "{user}");
    }
}

#[test]
fn a_name_that_is_something_else_does_not_count() {
    let users = [
        "fn f(value: u8) -> u8 { value } use crate::a::*;",
        "fn f(s: &S) { format!(\"{}\", s.value); } use super::a::*;",
        "fn f() { ::other::value() } use other::value;",
        "/// [`crate::a::value`]\nfn f() {}",
        "use other::a::A; struct S(A);",
    ];
    for user in users {
        let b = format!("pub(crate) struct B; {user}");
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "pub(crate) struct A; pub(crate) fn value() {} fn of(_: crate::b::B) {}"),
            ("b.rs", &b),
        ];
        assert!(rings_of(&files).is_empty(), "{user}");
    }
}

#[test]
fn a_function_may_share_the_name_of_its_module() {
    let files = [
        ("lib.rs", "mod draw; mod shape; pub use draw::draw;"),
        (
            "draw.rs",
            "use crate::shape::Shape; pub fn draw(_: Shape) {} pub(crate) mod inner { pub const X: u8 = 1; }",
        ),
        ("shape.rs", "pub struct Shape; mod face;"),
        ("shape/face.rs", "use crate::draw; fn f() { let _ = draw::inner::X; }"),
    ];
    assert!(rings_of(&files).is_empty());
}

#[test]
fn a_file_at_a_path_of_its_own_is_found() {
    let files = [
        ("lib.rs", "#[path = \"elsewhere/there.rs\"] mod a; mod b;"),
        ("elsewhere/there.rs", "mod c; use crate::b::B; pub(crate) struct A(B, c::C);"),
        ("elsewhere/c.rs", "pub(crate) struct C;"),
        ("b.rs", "pub(crate) struct B; fn of(_: crate::a::A) {}"),
    ];
    assert_eq!(rings_of(&files), [["b", "elsewhere/there"]]);
}
