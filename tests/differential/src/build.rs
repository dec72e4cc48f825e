//! Builds programs with cargo, in a folder beside this program's own build, and runs them.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use crate::generate::{Edition, Program};

/// A folder that is a workspace of generated packages.
pub(crate) struct Scratch {
    folder: PathBuf,
    /// How long strips are, where that is forced.
    strip: Option<u8>,
    /// At how many checkpoints each program is cancelled one after the other.
    each: u64,
    /// The folder of programs for this machine in what cargo builds.
    host: String,
    /// Locked: another run of this program waits until this one has ended.
    _alone: File,
}

/// A program that does not do the same when it is annotated.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) program: Program,
    pub(crate) problem: Problem,
}

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It does not compile as it is, which is the generator's fault.
    Plain(String),
    /// It does not compile with the attribute.
    Annotated(String),
    /// It does something else.
    Run(String),
}

/// Programs in one executable.
struct Batch<'p> {
    name: String,
    programs: Vec<&'p Program>,
    /// The line on which each program begins, in both forms, with its index.
    lines: Vec<(usize, usize, bool)>,
}

const HEAD: &str = "\
#![allow(warnings)]
mod support {
    pub use safepoint::{CancelToken, cancellable, catch};
    pub use safepoint_differential::{drive::*, log::*, world::*};
    pub use std::ops::ControlFlow;
}
use support::*;
";

impl Scratch {
    /// Makes the folder, empty but for what was built before.
    pub(crate) fn new(strip: Option<u8>, each: u64) -> Self {
        let program = env::current_exe().expect("this program is a file");
        let target = program
            .ancestors()
            .nth(2)
            .expect("cargo put this program two folders down");
        let folder = target.join("differential");
        fs::create_dir_all(&folder).expect("the folder can be written to");
        let alone = File::create(folder.join("lock")).expect("the folder can be written to");
        alone.lock().expect("a file can be locked");
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let runtime = here.join("../../runtime");
        let dependency = format!("safepoint = {{ path = '{}' }}\n", runtime.display());
        let package = |name: &str, edition: &str| {
            format!("[package]\nname = \"{name}\"\nedition = \"{edition}\"\n")
        };
        write(
            &folder.join("Cargo.toml"),
            "[workspace]\nresolver = \"2\"\nmembers = [\"support\", \"e2021\", \"e2024\"]\n\
             [profile.dev]\nopt-level = 0\ndebug = 0\nincremental = false\n",
        );
        fs::copy(here.join("../../Cargo.lock"), folder.join("Cargo.lock"))
            .expect("the workspace has a lock file");
        write(
            &folder.join("support/Cargo.toml"),
            &format!(
                "{}[lib]\nname = \"safepoint_differential\"\npath = '{}'\n[dependencies]\n{dependency}",
                package("support", "2024"),
                here.join("src/lib.rs").display(),
            ),
        );
        for edition in [Edition::E2021, Edition::E2024] {
            let name = folder_of(edition);
            let dependencies =
                format!("[dependencies]\n{dependency}support = {{ path = \"../support\" }}\n");
            write(
                &folder.join(name).join("Cargo.toml"),
                &(package(name, &name[1..]) + &dependencies),
            );
        }
        Self {
            folder,
            strip,
            each,
            host: host(),
            _alone: alone,
        }
    }

    /// Builds and runs programs; gives those that fail.
    pub(crate) fn run(&self, programs: &[Program], batch: usize) -> Vec<Failure> {
        let batches = self.write(programs, batch);
        let mut failures = self.build(&batches);
        if failures.is_empty() {
            let workers = thread::available_parallelism().map_or(1, usize::from);
            for group in batches.chunks(workers) {
                let children: Vec<_> = group.iter().map(|batch| self.start(batch)).collect();
                for (batch, child) in group.iter().zip(children) {
                    let output = child
                        .wait_with_output()
                        .expect("the programs can be waited for");
                    failures.extend(batch.failures(&String::from_utf8_lossy(&output.stdout)));
                }
            }
        }
        failures
    }

    fn write<'p>(&self, programs: &'p [Program], size: usize) -> Vec<Batch<'p>> {
        let mut batches = Vec::new();
        for edition in [Edition::E2021, Edition::E2024] {
            let package = folder_of(edition);
            let folder = self.folder.join(package).join("src/bin");
            let _ = fs::remove_dir_all(&folder);
            // A package needs something in it, also where no program is of its edition.
            write(&folder.join(format!("{package}_none.rs")), "fn main() {}\n");
            let all: Vec<&Program> = programs
                .iter()
                .filter(|program| program.edition == edition)
                .collect();
            for (number, programs) in all.chunks(size).enumerate() {
                let mut batch = Batch {
                    name: format!("{package}_{number}"),
                    programs: programs.to_vec(),
                    lines: Vec::new(),
                };
                write(&folder.join(format!("{}.rs", batch.name)), &batch.source());
                batches.push(batch);
            }
        }
        batches
    }

    fn build(&self, batches: &[Batch<'_>]) -> Vec<Failure> {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        if let Some(strip) = self.strip {
            let flags = env::var("RUSTFLAGS").unwrap_or_default();
            command.env(
                "RUSTFLAGS",
                format!("{flags} --cfg safepoint_strip=\"{strip}\""),
            );
        }
        let output = command
            .args([
                "build",
                "--quiet",
                "--keep-going",
                "--message-format",
                "short",
                // Flags are then not for macros, which are built once for all of them.
                "--target",
                "host-tuple",
                "--target-dir",
                "target",
            ])
            .current_dir(&self.folder)
            .output()
            .expect("cargo can be run");
        if output.status.success() {
            return Vec::new();
        }
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        let failures: Vec<Failure> = batches
            .iter()
            .flat_map(|batch| batch.errors(&messages))
            .collect();
        assert!(
            !failures.is_empty(),
            "the programs cannot be built:\n{messages}"
        );
        failures
    }

    fn start(&self, batch: &Batch<'_>) -> std::process::Child {
        let target = self.folder.join("target").join(&self.host);
        Command::new(target.join("debug").join(&batch.name))
            .arg(format!("--each={}", self.each))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("cargo has built the programs")
    }
}

/// The machine that programs are built for, as the compiler names it.
fn host() -> String {
    let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--print", "host-tuple"])
        .output()
        .expect("the compiler can be run");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

impl Batch<'_> {
    fn source(&mut self) -> String {
        let mut text = HEAD.to_owned();
        for annotated in [false, true] {
            text += if annotated {
                "mod annotated {\n"
            } else {
                "mod plain {\n"
            };
            text += "use super::support::*;\n";
            for (index, program) in self.programs.iter().enumerate() {
                self.lines
                    .push((text.lines().count() + 1, index, annotated));
                text += &program.print(annotated);
            }
            text += "}\n";
        }
        let cases: String = self.programs.iter().map(|program| program.case()).collect();
        text + &format!(
            "const CASES: &[Case] = &[\n{cases}];\nfn main() {{\n    drive(CASES);\n}}\n"
        )
    }

    /// Reads the compiler's messages, of which each error begins with `FILE:LINE:COLUMN: error`.
    fn errors(&self, messages: &str) -> Vec<Failure> {
        let file = format!("{}.rs:", self.name);
        let mut failures: Vec<Failure> = Vec::new();
        for message in messages.lines() {
            let Some((line, text)) = message
                .split_once(&file)
                .and_then(|(_, rest)| rest.split_once(':'))
            else {
                continue;
            };
            let (Ok(line), Some((_, text))) = (line.parse::<usize>(), text.split_once(": error"))
            else {
                continue;
            };
            let Some(&(_, index, annotated)) =
                self.lines.iter().rev().find(|(first, ..)| *first <= line)
            else {
                continue;
            };
            let program = self.programs[index];
            if failures
                .iter()
                .any(|failure| failure.program.seed == program.seed)
            {
                continue;
            }
            let problem = if annotated {
                Problem::Annotated(text.to_owned())
            } else {
                Problem::Plain(text.to_owned())
            };
            failures.push(Failure {
                program: program.clone(),
                problem,
            });
        }
        failures
    }

    /// Reads what the driver says.
    fn failures(&self, output: &str) -> Vec<Failure> {
        let failed = |program: &Program, problem: &str| Failure {
            program: program.clone(),
            problem: Problem::Run(problem.to_owned()),
        };
        let mut failures = Vec::new();
        for (name, problem) in output
            .lines()
            .filter_map(|line| line.strip_prefix("fail "))
            .filter_map(|line| line.split_once(' '))
        {
            let program = self.programs.iter().find(|program| program.name() == name);
            failures.extend(program.map(|program| failed(program, problem)));
        }
        let ended = output.lines().any(|line| line.starts_with("passed "));
        if failures.is_empty() && !ended {
            failures.extend(
                self.programs
                    .first()
                    .map(|program| failed(program, "its batch ends without a result")),
            );
        }
        failures
    }
}

fn folder_of(edition: Edition) -> &'static str {
    match edition {
        Edition::E2021 => "e2021",
        Edition::E2024 => "e2024",
    }
}

fn write(path: &Path, text: &str) {
    // A file that is as it was is not built again.
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    path.parent()
        .map(fs::create_dir_all)
        .transpose()
        .and_then(|_| fs::write(path, text))
        .expect("the folder can be written to");
}
