//! `on_cancel = unwind` where nothing can unwind: a package of its own, checked by cargo.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Checks a package whose dev profile has this setting for `panic`.
fn check(panic: &str) -> Output {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("panic_{panic}"));
    let runtime = tests.join("../runtime");
    fs::create_dir_all(package.join("src")).unwrap();
    fs::copy(tests.join("../Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let manifest = format!(
        "[package]\nname = \"panic-{panic}\"\nedition = \"2024\"\n\n\
         [dependencies]\nsafepoint.path = \"{}\"\n\n\
         [profile.dev]\npanic = \"{panic}\"\n\n[workspace]\n",
        runtime.display()
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    let library =
        "#[safepoint::cancellable(on_cancel = unwind)]\npub fn spin() {\n    loop {}\n}\n";
    fs::write(package.join("src/lib.rs"), library).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["check", "--offline", "--quiet"]);
    cargo.arg("--target-dir").arg(package.join("target"));
    cargo.current_dir(&package).output().unwrap()
}

#[test]
fn unwinding_is_an_error_where_panics_abort() {
    let abort = check("abort");
    let message = String::from_utf8_lossy(&abort.stderr);
    assert!(!abort.status.success());
    assert!(
        message.contains("`on_cancel = unwind` does nothing but abort"),
        "{message}"
    );
    assert_eq!(
        message.matches("error:").count(),
        2,
        "one, and cargo's own: {message}"
    );
    let unwind = check("unwind");
    assert!(
        unwind.status.success(),
        "{}",
        String::from_utf8_lossy(&unwind.stderr)
    );
}
