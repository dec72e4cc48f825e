//! Runs the models, which want a build of their own, as part of the ordinary tests.

#![cfg(not(loom))]

use std::{env, path::Path, process::Command};

#[test]
fn models_hold_in_every_interleaving() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let status = Command::new(env!("CARGO"))
        .args([
            "test",
            "--release",
            "--package",
            "safepoint-loom",
            "--tests",
        ])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("../../target/loom"))
        .env("RUSTFLAGS", "--cfg loom")
        .env("LOOM_MAX_PREEMPTIONS", "3")
        .status()
        .expect("cargo runs");
    assert!(status.success());
}
