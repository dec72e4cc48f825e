//! The plots, as SVG.

use std::error::Error;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::shared::data::{ALL, Data, RECURSIVE, SEEN, SHARES, Spread, Times};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const INK: RGBColor = RGBColor(0x22, 0x2b, 0x36);
const GRID: RGBColor = RGBColor(0xe4, 0xe8, 0xed);
const OURS: RGBColor = RGBColor(0x0b, 0x6b, 0xcb);
const EACH_TURN: RGBColor = RGBColor(0x79, 0xc2, 0xe8);
const FLAG: RGBColor = RGBColor(0xe8, 0x8b, 0x00);
const TOKIO: RGBColor = RGBColor(0x9c, 0x4d, 0xb8);
const CLOCK: RGBColor = RGBColor(0xc8, 0x28, 0x38);
const NOISE: RGBColor = RGBColor(0x8a, 0x94, 0xa0);

const WIDTH: u32 = 960;
const MARGIN: u32 = 24;
/// What the names of kernels need.
const NAMES: u32 = 150;
const TITLE: i32 = 24;
const LINE: u32 = 17;
const FONT: &str = "Helvetica, Arial, sans-serif";

/// A legend's entry, and what is drawn with it.
type Key = (&'static str, RGBColor);

pub(crate) fn all(data: &Data) -> Result<Vec<(&'static str, String)>> {
    let mut plots = Vec::new();
    for (target, name, title) in [
        ("default", "ratios.svg", "Time over the plain kernel"),
        (
            "native",
            "ratios-native.svg",
            "Time over the plain kernel, with target-cpu=native",
        ),
    ] {
        let kernels = data.best(target);
        if !kernels.is_empty() {
            plots.push((name, ratios(title, kernels)?));
        }
    }
    if !data.gaps.is_empty() {
        plots.push(("gaps.svg", gaps(&data.gaps)?));
    }
    if !data.reactions.is_empty() {
        plots.push(("reactions.svg", reactions(data)?));
    }
    Ok(plots)
}

/// A kernel's row in a plot: a bar between two values, if there is one, and dots.
struct Row {
    name: String,
    bar: Option<(f64, f64)>,
    dots: Vec<(f64, RGBColor)>,
}

/// All variants of all kernels over plain, the worst for a check by hand first.
fn ratios(title: &str, mut kernels: Vec<Times>) -> Result<String> {
    const VARIANTS: [(&str, Key); 6] = [
        ("clock", ("Instant::now by hand", CLOCK)),
        ("tokio", ("tokio-util by hand", TOKIO)),
        ("flag", ("AtomicBool by hand", FLAG)),
        ("each_turn", ("every = 1", EACH_TURN)),
        ("again", ("plain again", NOISE)),
        ("attribute", ("#[cancellable]", OURS)),
    ];
    kernels.retain(|times| !RECURSIVE.contains(&times.name.as_str()));
    let by_flag = |times: &Times| times.ratio("flag").unwrap_or(0.0);
    kernels.sort_by(|left, right| by_flag(right).total_cmp(&by_flag(left)));
    let row = |times: &Times| Row {
        name: times.name.clone(),
        bar: None,
        dots: VARIANTS
            .iter()
            .filter_map(|(variant, (_, colour))| Some((times.ratio(variant)?, *colour)))
            .collect(),
    };
    let rows: Vec<_> = kernels.iter().map(row).collect();
    let mut keys = VARIANTS.map(|(_, key)| key);
    keys.reverse(); // drawn last, on top, and named first
    dots(
        title,
        &keys,
        0.8..5_000.0,
        &|ratio| format!("× {ratio}"),
        &[1.0],
        &rows,
    )
}

/// The gaps between checkpoints of each kernel.
fn gaps(gaps: &[Spread]) -> Result<String> {
    const MEDIAN: Key = ("p50", OURS);
    const P99: Key = ("p99", FLAG);
    const WORST: Key = ("worst", CLOCK);
    const FLOOR: Key = ("worst seen: with interrupts", NOISE);
    /// Below this the clock does not tell.
    const LEAST: f64 = 0.05;
    let micros = |spread: &Spread, share| (spread.at(share) as f64 / 1_000.0).max(LEAST);
    let rows: Vec<_> = gaps
        .iter()
        .filter(|spread| spread.variant == "attribute")
        .map(|spread| {
            let seen = gaps.iter().find(|other| {
                other.name == spread.name
                    && other.variant.strip_suffix(SEEN) == Some(&spread.variant)
            });
            let [median, p99, worst] = [0.5, 0.99, 1.0].map(|share| micros(spread, share));
            let mut dots = vec![(worst, WORST.1), (p99, P99.1), (median, MEDIAN.1)];
            dots.splice(0..0, seen.map(|spread| (micros(spread, 1.0), FLOOR.1)));
            Row {
                name: spread.name.clone(),
                bar: Some((median, worst)),
                dots,
            }
        })
        .collect();
    let keys = [MEDIAN, P99, WORST, FLOOR];
    let title = "Time between two checkpoints, µs of the worker's own time";
    dots(
        title,
        &keys,
        LEAST..1_000.0,
        &|micros| format!("{micros} µs"),
        &[10.0, 100.0],
        &rows,
    )
}

/// A row for each kernel, its values on a log scale.
fn dots(
    title: &str,
    keys: &[Key],
    range: std::ops::Range<f64>,
    label: &dyn Fn(f64) -> String,
    marks: &[f64],
    rows: &[Row],
) -> Result<String> {
    let height = LINE * rows.len() as u32 + 130;
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        head(&root, title, keys)?;
        let plot = root.margin(70, MARGIN, MARGIN, MARGIN);
        let mut chart = ChartBuilder::on(&plot)
            .x_label_area_size(24)
            .y_label_area_size(NAMES)
            .build_cartesian_2d(range.clone().log_scale(), rows.len() as f64..0.0)?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(GRID)
            .x_label_formatter(&|x| label(*x))
            .label_style((FONT, 13).into_font().color(&INK))
            .draw()?;
        for &mark in marks {
            let line = PathElement::new([(mark, 0.0), (mark, rows.len() as f64)], INK.mix(0.5));
            chart.draw_series([line])?;
        }
        let right = (FONT, 13)
            .into_font()
            .color(&INK)
            .pos(Pos::new(HPos::Right, VPos::Center));
        for (place, row) in rows.iter().enumerate() {
            let y = place as f64 + 0.5;
            chart.draw_series([PathElement::new([(range.start, y), (range.end, y)], GRID)])?;
            if let Some((from, to)) = row.bar {
                chart.draw_series([PathElement::new(
                    [(from, y), (to, y)],
                    NOISE.stroke_width(2),
                )])?;
            }
            let dot = |&(x, colour): &(f64, RGBColor)| {
                Circle::new((x.clamp(range.start, range.end), y), 5, colour.filled())
            };
            chart.draw_series(row.dots.iter().map(dot))?;
            let (left, y) = chart.backend_coord(&(range.start, y));
            root.draw(&Text::new(row.name.clone(), (left - 10, y), right.clone()))?;
        }
        root.present()?;
    }
    Ok(svg)
}

/// The distributions of the time from a request to the return, over all kernels.
fn reactions(data: &Data) -> Result<String> {
    const SERIES: [(bool, &str, Key); 4] = [
        (false, "attribute", ("cancel(), #[cancellable]", OURS)),
        (false, "flag", ("store, AtomicBool by hand", FLAG)),
        (true, "attribute", ("deadline, #[cancellable]", EACH_TURN)),
        (true, "clock", ("deadline, Instant::now by hand", CLOCK)),
    ];
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, 480)).into_drawing_area();
        head(
            &root,
            "Time from the request to the return, all kernels",
            &SERIES.map(|(_, _, key)| key),
        )?;
        let plot = root.margin(70, MARGIN, MARGIN, MARGIN);
        // Each nine of the share takes as much room as the one before.
        let nines = |share: f64| -(1.0 - share).max(1e-4).log10();
        let mut chart = ChartBuilder::on(&plot)
            .x_label_area_size(36)
            .y_label_area_size(70)
            .build_cartesian_2d(0.0..4.0, (0.1..90_000.0).log_scale())?;
        chart
            .configure_mesh()
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(GRID)
            .x_labels(5)
            .x_label_formatter(&|nines: &f64| match nines.round() {
                0.0 => "fastest".into(),
                4.0 => "slowest".into(),
                nines => format!("{} %", 100.0 - 100.0 * 10_f64.powf(-nines)),
            })
            .x_desc("share of the requests that took at most this long")
            .y_label_formatter(&|micros| format!("{micros} µs"))
            .label_style((FONT, 13).into_font().color(&INK))
            .draw()?;
        for (deadline, variant, (_, colour)) in SERIES {
            let spreads = if deadline {
                &data.deadlines
            } else {
                &data.reactions
            };
            let of = |spread: &&Spread| spread.name == ALL && spread.variant == variant;
            let Some(spread) = spreads.iter().find(of) else {
                continue;
            };
            let micros = |nanoseconds: u64| (nanoseconds as f64 / 1_000.0).max(0.1);
            let points = SHARES.iter().zip(&spread.quantiles);
            let points = points.map(|(&share, &time)| (nines(share), micros(time)));
            chart.draw_series(LineSeries::new(points, colour.stroke_width(2)))?;
        }
        root.present()?;
    }
    Ok(svg)
}

/// Background, title and legend.
fn head(
    root: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    title: &str,
    keys: &[Key],
) -> Result<()> {
    root.fill(&WHITE)?;
    let margin = MARGIN as i32;
    root.draw(&Text::new(
        title.to_owned(),
        (margin, 18),
        (FONT, TITLE - 4)
            .into_font()
            .style(FontStyle::Bold)
            .color(&INK),
    ))?;
    let mut x = margin + 6;
    for (name, colour) in keys {
        root.draw(&Circle::new((x, 56), 5, colour.filled()))?;
        let style = (FONT, 13)
            .into_font()
            .color(&INK)
            .pos(Pos::new(HPos::Left, VPos::Center));
        root.draw(&Text::new((*name).to_owned(), (x + 10, 56), style))?;
        x += 34 + 7 * name.len() as i32;
    }
    Ok(())
}
