//! What a scraper reads: OpenMetrics 1.0.0, read strictly.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    time::Duration,
};

use tokio::io::{AsyncBufReadExt, BufReader};

use super::{program::Running, wire};

/// The labels of a series, in the order of their names.
type Labels = BTreeMap<String, String>;

/// A page of metrics, as it was read.
#[derive(Debug, Default)]
pub struct Scrape {
    /// The text.
    pub text: String,
    /// The types of the families.
    pub types: BTreeMap<String, String>,
    /// Every series: the name of its sample, its labels, and its value.
    pub series: BTreeMap<(String, Labels), f64>,
}

impl Scrape {
    /// Asks for the metrics at this address.
    pub async fn of(address: SocketAddr) -> Self {
        let answer = wire::ask(address, "GET /metrics", "Accept: application/openmetrics-text\r\n", "").await;
        assert_eq!(wire::status(&answer), 200, "{answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let media_type = "content-type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n";
        assert!(format!("{head}\r\n").to_lowercase().contains(media_type), "{head}");
        Self::read(body)
    }

    /// Reads a page. Whatever is not as OpenMetrics 1.0.0 has it fails the test.
    pub fn read(text: &str) -> Self {
        let mut page = Self { text: text.to_owned(), ..Self::default() };
        let lines = text.strip_suffix("# EOF\n").expect("it ends with # EOF").lines();
        let (mut family, mut unit, mut helped) = (String::new(), None, BTreeSet::new());
        for line in lines {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["#", "HELP", name, ..] => {
                    assert!(helped.insert(name.to_owned()), "{name} has its lines in one place");
                    (family, unit) = (name.to_owned(), None);
                }
                ["#", "TYPE", name, kind] => {
                    assert_eq!(name, family, "{line}");
                    assert!(matches!(kind, "counter" | "gauge" | "histogram"), "{line}");
                    assert!(page.types.insert(name.to_owned(), kind.to_owned()).is_none(), "{line}");
                }
                ["#", "UNIT", name, word] => {
                    assert!(name == family && name.ends_with(&format!("_{word}")) && unit.is_none(), "{line}");
                    unit = Some(word.to_owned());
                }
                _ => page.sample(&family, line),
            }
        }
        page.histograms_add_up();
        page
    }

    fn sample(&mut self, family: &str, line: &str) {
        let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no sample: {line:?}"));
        let value: f64 = value.parse().unwrap_or_else(|error| panic!("{error}: {line}"));
        let (name, labels) = match series.split_once('{') {
            Some((name, labels)) => (name, read_labels(labels.strip_suffix('}').unwrap_or_else(|| panic!("{line}")))),
            None => (series, Labels::new()),
        };
        assert!(name.chars().all(|c| matches!(c, 'a'..='z' | '_')), "{line}");
        let suffix = name.strip_prefix(family).unwrap_or_else(|| panic!("{line} is not of {family}"));
        let fits = match &*self.types[family] {
            "counter" => suffix == "_total" && value >= 0.0,
            "gauge" => suffix.is_empty(),
            _ => matches!(suffix, "_bucket" | "_sum" | "_count") && labels.contains_key("le") == (suffix == "_bucket"),
        };
        assert!(fits && value.is_finite(), "{line}");
        assert!(self.series.insert((name.to_owned(), labels), value).is_none(), "twice: {line}");
    }

    fn histograms_add_up(&self) {
        for (family, _) in self.types.iter().filter(|(_, kind)| *kind == "histogram") {
            let count = format!("{family}_count");
            for ((_, labels), count) in self.series.iter().filter(|((name, _), _)| *name == count) {
                let mut buckets: Vec<(f64, f64)> = self
                    .series
                    .iter()
                    .filter_map(|((name, of), value)| {
                        let mut of = of.clone();
                        let le = of.remove("le")?;
                        let bound = if le == "+Inf" { f64::INFINITY } else { le.parse().unwrap() };
                        (*name == format!("{family}_bucket") && of == *labels).then_some((bound, *value))
                    })
                    .collect();
                buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
                assert!(buckets.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{family} {labels:?}: {buckets:?}");
                assert_eq!(buckets.last(), Some(&(f64::INFINITY, *count)), "{family} {labels:?}");
            }
        }
    }

    /// The value of a series, by its labels in any order. `None` if it is not there.
    pub fn find(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.series.get(&(name.to_owned(), labels)).copied()
    }

    /// The same of one that is there.
    #[track_caller]
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.find(name, labels).unwrap_or_else(|| panic!("no {name} {labels:?} in {}", self.text))
    }

    /// The names of all samples.
    pub fn names(&self) -> BTreeSet<&str> {
        self.series.keys().map(|(name, _)| &**name).collect()
    }
}

fn read_labels(text: &str) -> Labels {
    let (mut labels, mut rest) = (Labels::new(), text);
    while !rest.is_empty() {
        let (name, behind) = rest.split_once("=\"").unwrap_or_else(|| panic!("labels: {text}"));
        assert!(name.chars().all(|c| matches!(c, 'a'..='z' | '_')), "{text}");
        // No word of ours needs to be escaped.
        let (value, behind) = behind.split_once('"').unwrap_or_else(|| panic!("labels: {text}"));
        assert!(!value.contains('\\') && labels.insert(name.to_owned(), value.to_owned()).is_none(), "{text}");
        rest = behind.strip_prefix(',').unwrap_or(behind);
    }
    labels
}

/// Where the metrics of the program are, as its log tells, which has to show `info`. The log is read on, and forgotten.
pub async fn address_of_metrics(running: &mut Running) -> SocketAddr {
    let mut log = BufReader::new(running.take_log()).lines();
    let found = async {
        loop {
            let line = log.next_line().await.unwrap().expect("the log ends without the line");
            if line.contains("metrics.listening") {
                let address = line.split(['"', '=', ' ']).find_map(|word| word.parse().ok());
                return address.unwrap_or_else(|| panic!("{line}"));
            }
        }
    };
    let address = tokio::time::timeout(Duration::from_secs(30), found).await.expect("it does not say where");
    tokio::spawn(async move { while matches!(log.next_line().await, Ok(Some(_))) {} });
    address
}
