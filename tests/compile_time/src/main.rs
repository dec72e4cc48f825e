//! Measures what the attribute costs `cargo check`, in the dev profile, and writes `docs/compile-time.md`:
//! `cargo run -p safepoint-tests-compile-time`.
//!
//! Crates of many functions are generated twice, plain and annotated, and checked in turns; the fastest of several
//! runs counts, in processor time. The crates differ in nothing but the attribute, and their dependencies are built beforehand.
//! A third crate has the same checks written by hand.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

const RUNS: usize = 5;

/// A function of a dozen lines, or one of many.
struct Shape {
    name: &'static str,
    counts: &'static [usize],
    /// The function of this number; checked as it says, or not at all.
    function: fn(usize, Checks) -> String,
    /// Whether there is one that is checked by hand.
    by_hand: bool,
}

/// How a function is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Checks {
    /// Not, or by the attribute.
    None,
    /// As people write it.
    ByHand,
}

impl Checks {
    /// A check, where these are by hand.
    fn check(self) -> &'static str {
        match self {
            Self::None => "",
            Self::ByHand => "token.check()?;",
        }
    }

    /// Awaits a future.
    fn awaited(self, future: &str) -> String {
        match self {
            Self::None => format!("{future}.await"),
            Self::ByHand => format!("token.run_until_cancelled({future}).await?"),
        }
    }
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "two loops that call",
        counts: &[250, 500, 1000, 2000],
        function: calling,
        by_hand: true,
    },
    Shape {
        name: "two leaf loops",
        counts: &[500, 1000, 2000],
        function: leaf,
        by_hand: true,
    },
    Shape {
        name: "async: a loop, two awaits",
        counts: &[500, 1000, 2000],
        function: awaiting,
        by_hand: true,
    },
    Shape {
        name: "no loop",
        counts: &[500, 1000, 2000],
        function: straight,
        by_hand: true,
    },
    Shape {
        name: "a quarter of each",
        counts: &[500, 1000, 2000],
        function: |n, checks| [calling, leaf, awaiting, straight][n % 4](n, checks),
        by_hand: true,
    },
    Shape {
        name: "one function of 1,000 lines, 100 loops",
        counts: &[1],
        function: |_, _| long(),
        by_hand: false,
    },
    Shape {
        name: "one function of 100 leaf loops",
        counts: &[1],
        function: |_, _| many(100),
        by_hand: false,
    },
    Shape {
        name: "one function of 400 leaf loops",
        counts: &[1],
        function: |_, _| many(400),
        by_hand: false,
    },
];

fn calling(n: usize, checks: Checks) -> String {
    let check = checks.check();
    format!(
        "pub fn f{n}(items: &[u64], token: &CancelToken) -> Result<u64, Cancelled> {{
    let _ = token;
    {check}
    let mut sum = 0;
    for (i, item) in items.iter().enumerate() {{
        {check}
        sum += helper(*item + i as u64 + {n});
    }}
    let mut rest = sum;
    while rest > 1 {{
        {check}
        rest = helper(rest) / 2;
    }}
    Ok(sum + rest)
}}
"
    )
}

fn leaf(n: usize, checks: Checks) -> String {
    let check = checks.check();
    format!(
        "pub fn f{n}(items: &[u64], token: &CancelToken) -> Result<u64, Cancelled> {{
    let _ = token;
    {check}
    let mut sum = 0;
    for item in items.iter() {{
        {check}
        sum += item * {n};
    }}
    let mut rest = sum;
    while rest > 1 {{
        {check}
        rest = rest / 2;
    }}
    Ok(sum + rest)
}}
"
    )
}

fn awaiting(n: usize, checks: Checks) -> String {
    let check = checks.check();
    let first = checks.awaited(&format!("std::future::ready(item + {n})"));
    let second = checks.awaited("std::future::ready(sum)");
    format!(
        "pub async fn f{n}(items: &[u64], token: &CancelToken) -> Result<u64, Cancelled> {{
    let _ = token;
    {check}
    let mut sum = 0;
    for item in items {{
        {check}
        sum += {first};
    }}
    let rest = {second};
    Ok(helper(sum) + rest)
}}
"
    )
}

fn straight(n: usize, checks: Checks) -> String {
    let check = checks.check();
    format!(
        "pub fn f{n}(items: &[u64], token: &CancelToken) -> Result<u64, Cancelled> {{
    let _ = token;
    {check}
    let first = helper(items[{n}]);
    let second = helper(first + 1);
    let third = helper(first * second);
    Ok(first + second + third)
}}
"
    )
}

fn long() -> String {
    let mut body = String::new();
    for n in 0..100 {
        let turn = format!(
            "    for item in items {{
        let a = helper(*item + {n});
        let b = helper(a * 2);
        let c = if a > b {{ a - b }} else {{ b - a }};
        if c == {n} {{
            continue;
        }}
        sum += helper(c);
        sum ^= helper(sum);
    }}
"
        );
        body.push_str(&turn);
    }
    format!(
        "pub fn f(items: &[u64], token: &CancelToken) -> Result<u64, Cancelled> {{
    let _ = token;
    let mut sum = 0;
{body}    Ok(sum)
}}
"
    )
}

fn many(loops: usize) -> String {
    let mut body = String::new();
    for _ in 0..loops / 2 {
        body.push_str(
            "    for i in 0..items.len() { sum += i as u64; }\n    for item in items.iter() { sum += item; }\n",
        );
    }
    format!(
        "pub fn f(items: &[u64], token: &CancelToken) -> Result<u64, Cancelled> {{
    let _ = token;
    let mut sum = 0;
{body}    Ok(sum)
}}
"
    )
}

const HEAD: &str = "#![allow(unused)]
use safepoint::{CancelToken, Cancelled, cancellable};
fn helper(n: u64) -> u64 { n + 1 }
";

/// A generated crate, with its dependencies built.
struct Generated {
    package: PathBuf,
    target: PathBuf,
}

impl Generated {
    fn new(directory: &Path, name: &str, code: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let package = directory.join(name);
        fs::create_dir_all(package.join("src")).expect("a directory for the crate");
        fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).expect("the lock file");
        let runtime = root.join("runtime");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n[dependencies]\nsafepoint.path = '{}'\n[workspace]\n",
            runtime.display()
        );
        fs::write(package.join("Cargo.toml"), manifest).expect("the manifest");
        fs::write(package.join("src/lib.rs"), code).expect("the code");
        let generated = Self {
            package,
            target: directory.join("target"),
        };
        generated.check();
        generated
    }

    /// Checks the crate anew.
    fn check(&self) -> Duration {
        let library = self.package.join("src/lib.rs");
        let code = fs::read(&library).expect("the code");
        fs::write(&library, code).expect("a new modification time");
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["check", "--offline", "--quiet"]);
        // Nothing may be reused from the run before.
        cargo.env("CARGO_INCREMENTAL", "0");
        cargo
            .arg("--target-dir")
            .arg(&self.target)
            .current_dir(&self.package);
        let start = Clock::now();
        let status = cargo.status().expect("cargo runs");
        let elapsed = start.elapsed();
        assert!(
            status.success(),
            "{} does not compile",
            self.package.display()
        );
        elapsed
    }
}

/// The processor time of ended children where the system tells it: other work on the machine does not count then.
/// Elsewhere the time on the wall.
struct Clock {
    children: Option<Duration>,
    wall: Instant,
}

impl Clock {
    fn now() -> Self {
        Self {
            children: Self::children(),
            wall: Instant::now(),
        }
    }

    fn elapsed(&self) -> Duration {
        match (self.children, Self::children()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.wall.elapsed(),
        }
    }

    fn children() -> Option<Duration> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        // Behind the name, which ends with the last parenthesis, user and system time are the 14th and 15th field.
        let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = fields
            .get(13..15)?
            .iter()
            .filter_map(|field| field.parse::<u64>().ok());
        Some(Duration::from_millis(10 * ticks.sum::<u64>()))
    }
}

const PAGE: &str = "\
# What the attribute costs to compile

`cargo run -p safepoint-tests-compile-time` writes this page. It generates crates of many functions, plain and annotated,
which differ in nothing but the attribute, and runs `cargo check` on them in turns (dev profile, dependencies built beforehand,
nothing reused from the run before). The fastest of five runs counts, in processor time. What it costs more is all that the
attribute makes the compiler do: to load and run it, and to check what it expands to. Beside it is what the same checks cost where they are written by hand:
`token.check()?` at entry and in each loop, `token.run_until_cancelled(future).await?` for each await.

";

const HEADER: &str = "
| functions | of | plain, s | annotated, s | more a function, ms | by hand, ms |
|---|---|---|---|---|---|
";

const ALONE: &str = "
The limit that we set ourselves is 1.5 ms a function, and a cost that grows no faster than the number of functions. What 1000 functions cost more on two other processors, in ms a function (by hand in
brackets), in November 2026:

| of | AMD EPYC (Zen 4) | Intel Xeon (Cascade Lake) |
|---|---|---|
| two loops that call | 0.85 | 1.82 (0.59) |
| two leaf loops | 1.41 | 3.74 (0.56) |
| async: a loop, two awaits | 1.86 | 4.73 (4.44) |
| no loop | 0.44 | 1.21 (0.27) |
| a quarter of each | 1.26 | 2.69 (1.78) |

How that grows with the number of functions was measured for the other kinds in another hour, in which the machine was a quarter slower: two leaf loops took 1.56, 1.62 and 1.68 ms a function
for 500, 1,000 and 2,000 of them, async functions 2.10 and 2.15 for 500 and 1,000.

Functions of each kind in equal parts keep the limit on the EPYC and on the processor of [the page about performance](performance.md), of which the first table is, and not on the Cascade Lake of 2019, where checks by
hand do not either; nor do functions of two loops there. Async functions of two awaits and a loop alone do
not keep it anywhere: there the cost is that of the races themselves, and by hand it is more than eight tenths of that. (The figures of the other two processors are of before leaf loops became a tenth cheaper.)

What a function without awaits costs is mostly the attribute's own time, and three fifths of that are spent on parsing: a dev profile compiles macros without optimisation. With

```toml
[profile.dev.build-override]
opt-level = 1
```

in the workspace's `Cargo.toml` a function without loops took 0.47 ms more instead of 0.82 (side by side, on the Cascade Lake in another run); for async functions that changed nothing.

Leaf loops cost more than others, for their strips are chosen by type, and so do awaits, for each is raced and the compiler
looks at all that lives across it. How a leaf loop is divided stays open to the end of its function,
unless it is over a range with a written end (`0..n`), and the compiler goes through all that is open again and again. So many of them in one function
cost more than in many: of a hundred each costs about three times what it costs alone, of four hundred twelve times.
A part of that the compiler takes for any loops in loops, and each of these becomes two.

";

/// What the expansion of one function of 1,000 lines takes, by itself.
fn expansion() -> String {
    let taken = |profile: &[&str]| {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .args(["test", "--quiet", "-p", "safepoint-macros"])
            .args(profile);
        cargo.args(["thousand_lines", "--", "--nocapture"]);
        let output = cargo.output().expect("cargo runs").stdout;
        let output = String::from_utf8_lossy(&output).into_owned();
        let told = output
            .split_once("expanded in ")
            .and_then(|(_, told)| told.split_once(','));
        told.expect("the test tells the time").0.to_owned()
    };
    format!(
        "
The expansion alone, of one function of 1,000 lines with 100 loops, takes {}, and {} where the attribute is optimised
(`cargo test -p safepoint-macros thousand_lines -- --nocapture`, and with `--release`).
",
        taken(&[]),
        taken(&["--release"]),
    )
}

fn main() {
    let directory = env::temp_dir().join(format!("safepoint-compile-time-{}", std::process::id()));
    let mut page = PAGE.to_owned() + &machine() + HEADER;
    for shape in SHAPES {
        for &count in shape.counts {
            let row = row(&directory, shape, count);
            println!("{row}");
            page += &row;
            page.push('\n');
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/compile-time.md");
    fs::write(path, page + ALONE + &expansion()).expect("the page");
    // What is left of it is small.
    drop(fs::remove_dir_all(&directory));
}

/// What it was measured on: processors differ by a factor of three in this.
fn machine() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("unknown", |(_, name)| name);
    let compiler = Command::new("rustc").arg("--version").output();
    let compiler = compiler.expect("rustc tells its version").stdout;
    format!(
        "Measured on: {processor}; {}.\n",
        String::from_utf8_lossy(&compiler).trim()
    )
}

fn row(directory: &Path, shape: &Shape, count: usize) -> String {
    let all = |checks| -> String { (0..count).map(|n| (shape.function)(n, checks)).collect() };
    let plain = all(Checks::None);
    let annotated = plain.replace("pub ", "#[cancellable] pub ");
    let mut crates = vec![("plain", plain), ("annotated", annotated)];
    if shape.by_hand {
        crates.push(("by-hand", all(Checks::ByHand)));
    }
    let crates: Vec<_> = crates
        .into_iter()
        .map(|(name, code)| Generated::new(directory, name, &format!("{HEAD}{code}")))
        .collect();
    let mut fastest = vec![Duration::MAX; crates.len()];
    for _ in 0..RUNS {
        for (fastest, generated) in fastest.iter_mut().zip(&crates) {
            *fastest = generated.check().min(*fastest);
        }
    }
    let seconds: Vec<_> = fastest.iter().map(Duration::as_secs_f64).collect();
    let functions = f64::from(u32::try_from(count).expect("few"));
    let more = |of: usize| format!("{:.2}", (seconds[of] - seconds[0]) * 1000.0 / functions);
    let by_hand = if shape.by_hand {
        more(2)
    } else {
        String::new()
    };
    format!(
        "| {count} | {} | {:.2} | {:.2} | {} | {by_hand} |",
        shape.name,
        seconds[0],
        seconds[1],
        more(1)
    )
}
