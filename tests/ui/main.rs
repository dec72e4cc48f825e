//! What compiles, and what the compiler says where it does not (S6, S9). Each `.stderr` is read before it is accepted.

#[test]
fn what_is_right_compiles_and_what_is_wrong_is_explained() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    cases.compile_fail("ui/fail/*.rs");
}
