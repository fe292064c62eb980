//! The table, in Markdown.

use crate::{
    figures::Figures,
    row::{Goal, Row},
};

const HEADS: [&str; 11] =
    ["Work", "Store", "Requests/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "Limit", "Ratio", "Must reach", "Kept"];

/// The table of these rows.
pub fn of(rows: &[Row]) -> String {
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    markdown(&HEADS, &cells)
}

/// A table in Markdown, with columns of even width.
pub fn markdown(heads: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain([heads[column].chars().count()]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<_> = cells.zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut table = line(&mut heads.iter().copied());
    table += &line(&mut rules.iter().map(String::as_str));
    for row in rows {
        table += &line(&mut row.iter().map(String::as_str));
    }
    table
}

/// A number with as many digits as it is worth; nothing for what was not measured.
pub fn number(value: f64) -> String {
    match value {
        value if value.is_nan() => "-".into(),
        value if value >= 1000.0 => {
            let whole = format!("{value:.0}");
            let (thousands, rest) = whole.split_at(whole.len() - 3);
            format!("{thousands},{rest}")
        }
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value if value >= 1.0 => format!("{value:.2}"),
        value => format!("{value:.3}"),
    }
}

/// Figures in a few words, for whoever waits for the table.
pub fn brief(figures: &Figures) -> String {
    let Figures { rate, p50, p99, cpu, .. } = *figures;
    if rate.is_nan() {
        return format!("p50 {} ms, p99 {} ms", number(p50), number(p99));
    }
    format!("{}/s, p50 {} ms, p99 {} ms, CPU {} ms", number(rate), number(p50), number(p99), number(cpu))
}

fn cells(row: &Row) -> Vec<String> {
    let figures = row.figures;
    let limit = row.limit.map_or_else(|| "-".into(), |limit| format!("{} {}/s", limit.name, number(limit.rate)));
    let goals: Vec<_> = row.goals.iter().map(Goal::to_string).collect();
    let kept: Vec<_> = row.goals.iter().map(|goal| if row.reaches(*goal) { "kept" } else { "NOT KEPT" }).collect();
    let or_none = |texts: Vec<&str>| if texts.is_empty() { "-".into() } else { texts.join(", ") };
    vec![
        row.name.clone(),
        row.store.clone(),
        number(figures.rate),
        number(figures.p50),
        number(figures.p95),
        number(figures.p99),
        number(figures.cpu),
        limit,
        row.ratio().map_or_else(|| "-".into(), |ratio| format!("{ratio:.2}")),
        or_none(goals.iter().map(String::as_str).collect()),
        or_none(kept),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_they_are_worth() {
        for (value, text) in
            [(87_012.4, "87,012"), (384.2, "384"), (19.04, "19.0"), (4.7, "4.70"), (0.1074, "0.107"), (f64::NAN, "-")]
        {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn columns_are_even() {
        let table = markdown(&["A", "Long"], &[vec!["abc".into(), "d".into()]]);
        assert_eq!(table, "| A   | Long |\n| --- | ---- |\n| abc | d    |\n");
    }
}
