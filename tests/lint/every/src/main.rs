//! Lets every lint of rustc and clippy, those too that are off unless asked for, look at annotated functions, and at the
//! same functions without the attribute: it must find the same, at the same lines, but for what `differences.rs` lists.

mod differences;
mod lints;
mod plain;

use std::{collections::BTreeMap, env, io, path::PathBuf, process::ExitCode};

use crate::{
    differences::{Difference, KNOWN},
    lints::Finding,
};

fn main() -> io::Result<ExitCode> {
    let annotated = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let scratch = scratch();
    let plain = plain::copy(&annotated, &scratch)?;
    let before = lints::findings(&plain, &scratch.join("before"))?;
    let after = lints::findings(&annotated, &scratch.join("after"))?;
    println!(
        "every lint: {} findings without the attribute, {} with it",
        before.len(),
        after.len()
    );
    let mut differences: BTreeMap<Difference<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in before.difference(&after) {
        differences
            .entry(Difference::Silent(&finding.lint))
            .or_default()
            .push(finding);
    }
    for finding in after.difference(&before) {
        differences
            .entry(Difference::New(&finding.lint))
            .or_default()
            .push(finding);
    }
    let mut failed = before.is_empty();
    for (difference, findings) in &differences {
        if !KNOWN.contains(&(*difference, findings.len())) {
            failed = true;
            println!("{difference:?}");
            for finding in findings {
                println!("    {finding}");
            }
        }
    }
    for (known, places) in KNOWN {
        let found = differences.get(known).map_or(0, Vec::len);
        if found != *places {
            failed = true;
            println!(
                "{known:?} is known at {places} places, and is at {found}: see `differences.rs`, and the README"
            );
        }
    }
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// A folder beside what cargo builds.
fn scratch() -> PathBuf {
    let program = env::current_exe().expect("this program is a file");
    let target = program
        .ancestors()
        .nth(2)
        .expect("cargo put this program two folders down");
    target.join("every-lint")
}
