//! Made-up folders of TypeScript, and the rings that are found in them.

mod support;

use support::typescript_rings_of;

#[test]
fn imports_in_a_loop_are_a_ring() {
    let files = [
        ("a.ts", "import { b } from \"./b.js\";\nexport const a = b;"),
        ("b.ts", "import c, { type C as D } from './deep/c.js';\nexport const b = c;"),
        ("deep/c.ts", "export default 1; export * as a from \"../a.js\";"),
    ];
    assert_eq!(typescript_rings_of(&files), [["a", "b", "deep/c"]]);
}

#[test]
fn imports_of_types_count() {
    let users = [
        "import type { A } from \"./a.js\"; export type B = A;",
        "import { type A } from \"./a.js\"; export type B = A;",
        "export type B = import(\"./a.js\").A;",
        "export const b = async () => (await import(\"./a.js\")).a;",
        "import\n  \"./a.js\";\nexport const b = 1;",
        "const pattern = /[/\"]/; export type { A } from \"./a.js\"; export const b = 1;",
    ];
    for user in users {
        let files = [("a.ts", "import { B } from \"./b.js\"; export type A = B;"), ("b.ts", user)];
        assert_eq!(typescript_rings_of(&files), [["a", "b"]], "{user}");
    }
}

#[test]
fn a_face_leads_to_the_file_that_defines_the_name() {
    let face =
        ("index.ts", "/** The face. */\nexport { a } from \"./a.js\";\nexport type * from \"./types.js\";\n");
    let types = ("types.ts", "import { b } from \"./b.js\"; export type T = typeof b;");
    let b = ("b.ts", "export const b = 1;");
    let through = [face, types, b, ("a.ts", "import type { T } from \"./index.js\"; export const a: T = 1;")];
    assert!(typescript_rings_of(&through).is_empty());
    let around = [
        face,
        types,
        ("b.ts", "import { T } from \"./index\"; export const b = 1;"),
        ("a.ts", "export const a = 1;"),
    ];
    assert_eq!(typescript_rings_of(&around), [["b", "types"]]);
}

#[test]
fn what_only_looks_like_an_import_does_not_count() {
    let users = [
        "// import { a } from \"./a.js\";",
        "/** @example import { a } from \"./a.js\"; */",
        "const text = 'import { a } from \"./a.js\"';",
        "const text = `\nimport { a } from \"./a.js\";`;",
        "import { a } from \"a.js\";",
    ];
    for user in users {
        let b = format!("{user}\nexport const b = 1;");
        let files = [("a.ts", "import { b } from \"./b.js\"; export const a = b;"), ("b.ts", &b)];
        assert!(typescript_rings_of(&files).is_empty(), "{user}");
    }
}
