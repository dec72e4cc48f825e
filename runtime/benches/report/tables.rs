//! The tables, as Markdown.

use std::fmt::Write as _;

use crate::shared::data::{ALL, Data, RECURSIVE, SEEN, Spread, Times, WAIT, geomean, summary};

/// The variants that are compared with plain, and what heads their columns.
pub(crate) const VARIANTS: [(&str, &str); 6] = [
    ("attribute", "`#[cancellable]`"),
    ("each_turn", "`every = 1`"),
    ("flag", "`AtomicBool`"),
    ("tokio", "tokio-util"),
    ("clock", "`Instant::now`"),
    ("again", "plain again"),
];

/// A kernel above this is marked, and explained on the page.
const EXPLAINED: f64 = 1.05;

/// All tables, each with the name of its markers.
pub(crate) fn all(data: &Data) -> Vec<(&'static str, String)> {
    vec![
        ("machine", machine(data)),
        ("summary", overview(data)),
        ("kernels", kernels(&data.best("default"))),
        ("native", kernels(&data.best("native"))),
        ("programs", programs(&data.programs)),
        ("recursion", ratios(&data.best("default"), true)),
        ("entry", entry(&data.entry)),
        ("gaps", gaps(&data.gaps)),
        ("extremes", gaps(&data.extremes)),
        ("reactions", reactions(&data.reactions)),
        ("deadlines", reactions(&data.deadlines)),
        ("stopping", stopping(data)),
        ("tokens", tokens(&data.tokens)),
    ]
}

/// A table with a left column of names and right columns of figures.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = format!(
        "| {} |\n|---|{}\n",
        head.join(" | "),
        "---:|".repeat(head.len() - 1)
    );
    for row in rows {
        let _ = writeln!(table, "| {} |", row.join(" | "));
    }
    table
}

/// Three figures: enough for any time, and honest about what was measured.
fn short(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

pub(crate) fn ratio(value: Option<f64>) -> String {
    match value {
        None => String::new(),
        Some(value) if value >= 2.0 => short(value),
        Some(value) => format!("{value:.3}"),
    }
}

/// Of a variant over plain; none where a run has not measured it.
pub(crate) fn program_mean(programs: &[Times], variant: &str) -> Option<f64> {
    let ratios: Option<Vec<_>> = programs.iter().map(|times| times.ratio(variant)).collect();
    ratios.map(|ratios| geomean(&ratios))
}

fn machine(data: &Data) -> String {
    table(
        &["", ""],
        data.machine
            .iter()
            .map(|(label, value)| vec![label.clone(), value.clone()]),
    )
    .replace("---:|", "---|")
}

fn overview(data: &Data) -> String {
    let (default, native) = (data.best("default"), data.best("native"));
    let head = ["", "geomean", "worst", "native: geomean", "native: worst"];
    table(
        &head,
        VARIANTS.map(|(variant, name)| {
            let (default, native) = (summary(&default, variant), summary(&native, variant));
            let figures = [default.0, default.1, native.0, native.1];
            let figures = figures.map(|figure| {
                if figure > 0.0 {
                    ratio(Some(figure))
                } else {
                    String::new()
                }
            });
            [vec![name.to_owned()], figures.to_vec()].concat()
        }),
    )
}

fn kernels(all: &[Times]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut table = ratios(all, false);
    for (name, figure) in [("**geomean**", 0), ("**worst**", 1)] {
        let figures = VARIANTS.map(|(variant, _)| {
            let (geomean, worst) = summary(all, variant);
            format!(
                "**{}**",
                ratio(Some(if figure == 0 { geomean } else { worst }))
            )
        });
        let _ = writeln!(table, "| {name} | | {} |", figures.join(" | "));
    }
    table
}

/// The ratios of recursive kernels, or of the others.
fn ratios(all: &[Times], recursive: bool) -> String {
    let head = [
        vec!["kernel", "plain, µs"],
        VARIANTS.map(|(_, name)| name).to_vec(),
    ]
    .concat();
    let kernels = all
        .iter()
        .filter(|times| RECURSIVE.contains(&times.name.as_str()) == recursive);
    table(
        &head,
        kernels.map(|times| {
            let figures = VARIANTS.map(|(variant, _)| {
                let value = times.ratio(variant);
                let mark = variant == "attribute" && value.is_some_and(|value| value > EXPLAINED);
                if mark {
                    format!("**{}**", ratio(value))
                } else {
                    ratio(value)
                }
            });
            let plain = times
                .times
                .get("plain")
                .map_or(String::new(), |time| short(time / 1_000.0));
            [vec![format!("`{}`", times.name), plain], figures.to_vec()].concat()
        }),
    )
}

fn programs(programs: &[Times]) -> String {
    let mut table = table(
        &[
            "program",
            "plain, ms",
            "`#[cancellable]`",
            "`AtomicBool`",
            "plain again",
        ],
        programs.iter().map(|times| {
            vec![
                times.name.clone(),
                times
                    .times
                    .get("plain")
                    .map_or(String::new(), |time| short(*time)),
                ratio(times.ratio("attribute")),
                ratio(times.ratio("flag")),
                ratio(times.ratio("again")),
            ]
        }),
    );
    let _ = writeln!(
        table,
        "| **geomean** | | **{}** | {} | |",
        ratio(program_mean(programs, "attribute")),
        ratio(program_mean(programs, "flag")),
    );
    table
}

/// What a call costs: for each way the time, and what that is over two plain ones.
fn entry(entry: &[Times]) -> String {
    const WAYS: [(&str, &str, &str); 6] = [
        ("bare", "`fn fib(n) -> u64`", "bare"),
        ("signature", "`fn fib(n, token) -> Result<…>`", "signature"),
        ("parameter", "the same with `#[cancellable]`", "signature"),
        (
            "flag",
            "the same with an `AtomicBool` checked by hand",
            "signature",
        ),
        ("result", "`fn fib(n) -> Result<…>`", "result"),
        (
            "ambient",
            "the same with `#[cancellable]` and an ambient token",
            "result",
        ),
    ];
    let Some(times) = entry.first().map(|fib| &fib.times) else {
        return String::new();
    };
    table(
        &[
            "",
            "ns per call",
            "over the same without",
            "over `fib(n) -> u64`",
        ],
        WAYS.map(|(way, name, base)| {
            let over = |base: &str| {
                if way == base {
                    String::new()
                } else {
                    format!("{:+.2}", times[way] - times[base])
                }
            };
            vec![name.to_owned(), short(times[way]), over(base), over("bare")]
        }),
    )
}

/// Nanoseconds as microseconds.
pub(crate) fn micros(spread: &Spread, share: f64) -> String {
    short(spread.at(share) as f64 / 1_000.0)
}

fn gaps(gaps: &[Spread]) -> String {
    let of = |name: &str, variant: &str| {
        gaps.iter()
            .find(|spread| spread.name == name && spread.variant == variant)
    };
    let head = [
        "µs",
        "p50",
        "p99",
        "worst",
        "worst seen",
        "`every = 1`: p99",
        "worst",
        "worst seen",
    ];
    let kernels = gaps.iter().filter(|spread| spread.variant == "attribute");
    table(
        &head,
        kernels.map(|spread| {
            let name = &spread.name;
            let cell = |variant: &str, share| {
                of(name, variant).map_or(String::new(), |spread| micros(spread, share))
            };
            let mut row = vec![format!("`{name}`"), cell("attribute", 0.5)];
            for variant in ["attribute", "each_turn"] {
                row.extend([
                    cell(variant, 0.99),
                    cell(variant, 1.0),
                    cell(&format!("{variant}{SEEN}"), 1.0),
                ]);
            }
            row
        }),
    )
}

/// The distributions over all kernels.
fn reactions(reactions: &[Spread]) -> String {
    let all = reactions.iter().filter(|spread| spread.name == ALL);
    table(
        &["µs", "requests", "p50", "p90", "p99", "p99.9", "worst"],
        all.map(|spread| {
            let mut names = VARIANTS.iter().chain(&[(WAIT, "a thread's wait alone")]);
            let name = names.find(|(variant, _)| *variant == spread.variant);
            let mut row = vec![
                name.map_or("", |(_, name)| name).to_owned(),
                spread.count.to_string(),
            ];
            row.extend([0.5, 0.9, 0.99, 0.999, 1.0].map(|share| micros(spread, share)));
            row
        }),
    )
}

/// The same kernel by kernel.
fn stopping(data: &Data) -> String {
    let head = [
        "µs",
        "`cancel()`: p50",
        "p99",
        "worst",
        "`AtomicBool`: p50",
        "p99",
        "worst",
        "deadline: p50",
        "p99",
        "worst",
    ];
    let of = |spreads: &[Spread], name: &str, variant: &str| {
        let mut found = spreads.iter();
        found
            .find(|spread| spread.name == name && spread.variant == variant)
            .map_or_else(Default::default, |spread| {
                [0.5, 0.99, 1.0].map(|share| micros(spread, share))
            })
    };
    let ours = |spread: &&Spread| spread.variant == "attribute" && spread.name != ALL;
    table(
        &head,
        data.reactions.iter().filter(ours).map(|spread| {
            let name = &spread.name;
            let mut row = vec![format!("`{name}`")];
            row.extend(of(&data.reactions, name, "attribute"));
            row.extend(of(&data.reactions, name, "flag"));
            row.extend(of(&data.deadlines, name, "attribute"));
            row
        }),
    )
}

fn tokens(operations: &[Times]) -> String {
    const OTHERS: [&str; 3] = ["tokio-util", "Arc<AtomicBool>", "AtomicBool"];
    let head = [
        "",
        "ns",
        "tokio-util takes",
        "`Arc<AtomicBool>`",
        "`AtomicBool`",
    ];
    table(
        &head,
        operations.iter().map(|operation| {
            let ours = operation.times.get("safepoint").copied();
            let times = |other| Some(format!("× {}", short(operation.times.get(other)? / ours?)));
            let mut row = vec![operation.name.clone(), ours.map_or(String::new(), short)];
            row.extend(OTHERS.map(|other| times(other).unwrap_or_default()));
            row
        }),
    )
}
