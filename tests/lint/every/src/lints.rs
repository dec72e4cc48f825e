//! What all lints find in a package.

use std::{collections::BTreeSet, env, fmt, io, path::Path, process::Command};

use serde_json::Value;

/// A line at which a lint has something to say.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) lint: String,
    file: String,
    line: u64,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lint, file, line } = self;
        write!(f, "{file}:{line}: {lint}")
    }
}

/// Clippy's groups: each of its lints is in one.
const GROUPS: [&str; 5] = ["all", "pedantic", "nursery", "restriction", "cargo"];

/// Runs clippy with all lints that there are, and puts what it builds into a folder.
pub(crate) fn findings(package: &Path, target: &Path) -> io::Result<BTreeSet<Finding>> {
    // Whatever a package denies is only said.
    let mut flags = vec!["--cap-lints=warn".to_owned()];
    flags.extend(
        allowed_by_rustc()?
            .into_iter()
            .map(|lint| format!("-W{lint}")),
    );
    flags.extend(GROUPS.map(|group| format!("-Wclippy::{group}")));
    let mut clippy = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    clippy
        .current_dir(package)
        .args(["clippy", "--quiet", "--message-format=json", "--"])
        .args(flags)
        .env("CARGO_TARGET_DIR", target);
    let output = clippy.output()?;
    if !output.status.success() {
        return Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ));
    }
    let lines = String::from_utf8_lossy(&output.stdout);
    let messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    Ok(messages.filter_map(|message| finding(&message)).collect())
}

/// The lints of rustc's that are off.
fn allowed_by_rustc() -> io::Result<Vec<String>> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let help = Command::new(rustc).args(["-W", "help"]).output()?.stdout;
    let help = String::from_utf8_lossy(&help);
    let lint = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next()?;
        (words.next()? == "allow").then(|| name.to_owned())
    };
    Ok(help.lines().filter_map(lint).collect())
}

fn finding(message: &Value) -> Option<Finding> {
    if message["target"]["name"] != "safepoint_tests_lint" {
        return None;
    }
    let message = &message["message"];
    let lint = message["code"]["code"].as_str()?;
    let spans = message["spans"].as_array()?;
    let place = spans.iter().find(|span| span["is_primary"] == true)?;
    Some(Finding {
        lint: lint.to_owned(),
        file: place["file_name"].as_str()?.rsplit('/').next()?.to_owned(),
        line: place["line_start"].as_u64()?,
    })
}
