//! A few programs; `cargo run -p safepoint-differential` runs a thousand, and as many as it is told to.

use std::process::Command;

#[test]
fn annotated_programs_do_what_plain_programs_do() {
    let output = Command::new(env!("CARGO_BIN_EXE_safepoint-differential"))
        .args(["--programs", "40"])
        .output()
        .expect("the program is built");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}
