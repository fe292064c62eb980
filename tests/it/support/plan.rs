//! How a house is built: its settings, as an operator writes them, and its features.

use std::path::{Path, PathBuf};

use latchkey::{
    app,
    config::{Config, Flags, Surroundings},
    features,
    http::feature::Feature,
};
use latchkey_core::domain::{password::HashCost, totp::Window};

use super::scraps;

/// How a house is built.
pub struct Plan {
    /// The public URL; that of the free port where none is given.
    pub public_url: Option<&'static str>,
    /// The proxies that are believed.
    pub trusted_proxies: &'static str,
    /// Which codes are taken.
    pub window: Window,
    /// The cost of a password hash.
    pub hash_cost: HashCost,
    /// The name that authenticators show.
    pub app_name: &'static str,
    /// Whether every account must have a second factor.
    pub require_second_factor: &'static str,
    /// Whether the log names the network address of whoever guesses wrong.
    pub log_client_addresses: bool,
    /// How many passwords are hashed at once.
    pub hash_parallel: usize,
    /// Whether browsers are told to ask subdomains by https alone, too.
    pub hsts_include_subdomains: bool,
    /// Whether one's own application is there, too.
    pub application: bool,
    /// The applications `[[apps]]`, as they stand in a file.
    pub apps: &'static str,
    /// Features of the test's own.
    pub more: Vec<Feature>,
    /// Settings beside these, by their names in the environment.
    pub settings: Vec<(&'static str, String)>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            public_url: None,
            trusted_proxies: "",
            window: Window::default(),
            hash_cost: HashCost { memory: 64, passes: 1 },
            app_name: "Latchkey",
            require_second_factor: "never",
            log_client_addresses: false,
            // One network has a quarter of the places: those of fifty at once, from one machine, are among them.
            hash_parallel: 16,
            hsts_include_subdomains: false,
            application: false,
            apps: "",
            more: vec![],
            settings: vec![],
        }
    }
}

impl Plan {
    /// With one's own application.
    pub fn with_application() -> Self {
        Self { application: true, ..Self::default() }
    }

    /// The configuration of the program, as an operator writes it.
    pub fn config(&self, (database_url, keys): (&str, &str), public_url: Option<&str>, site_root: PathBuf) -> Config {
        let window = match self.window {
            Window::OneStepEitherWay => "one_step_either_way",
            Window::OneStepBack => "one_step_back",
        };
        let environment = [
            ("LATCHKEY_TOTP_WINDOW", window.to_owned()),
            ("LATCHKEY_LISTEN", "127.0.0.1:0".to_owned()),
            ("LATCHKEY_DATABASE_URL", database_url.to_owned()),
            ("LATCHKEY_DATABASE_CONNECTIONS", "4".into()),
            ("LATCHKEY_SECRET_KEYS", keys.to_owned()),
            ("LATCHKEY_APP_NAME", self.app_name.into()),
            ("LATCHKEY_REQUEST_SECONDS", "60".into()),
            ("LATCHKEY_REQUIRE_SECOND_FACTOR", self.require_second_factor.to_string()),
            ("LATCHKEY_LOG_CLIENT_ADDRESSES", self.log_client_addresses.to_string()),
            ("LATCHKEY_HSTS_INCLUDE_SUBDOMAINS", self.hsts_include_subdomains.to_string()),
            ("LATCHKEY_PASSWORD_HASH_PARALLEL", self.hash_parallel.to_string()),
        ];
        let given = [("LATCHKEY_TRUSTED_PROXIES", self.trusted_proxies), ("LATCHKEY_PUBLIC_URL", public_url.unwrap_or_default())];
        let given = given.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.to_owned()));
        let file = (!self.apps.is_empty()).then(|| ("LATCHKEY_CONFIG", "apps.toml".to_owned()));
        let surroundings = Surroundings {
            environment: environment
                .into_iter()
                .chain(file)
                .chain(given)
                .chain(self.settings.clone())
                .map(|(name, text)| (name.into(), text.into()))
                .collect(),
            read: &|path| match path.to_str() {
                Some("apps.toml") => Ok(self.apps.to_owned()),
                _ => Err(std::io::ErrorKind::NotFound.into()),
            },
            site_root: Some(site_root),
            cores: 2,
        };
        Config::from_sources(&Flags::default(), &surroundings).unwrap()
    }

    /// The product's features, a protected resource of the harness' own, and one's own application where the test is about it.
    pub fn features(&self) -> Vec<Feature> {
        let application = if self.application { app::all() } else { vec![] };
        features::all().into_iter().chain([scraps::feature()]).chain(application).chain(self.more.clone()).collect()
    }
}

/// Files as the build leaves them, small ones.
pub fn lay_out_site(root: &Path) {
    std::fs::create_dir_all(root.join("pkg")).unwrap();
    for (name, text) in [
        ("favicon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("robots.txt", "User-agent: *\n"),
        ("islands.js", "// islands\n"),
        ("pkg/latchkey.css", "body { margin: 0 }\n"),
        ("pkg/latchkey.js", "export default 1;\n"),
        ("pkg/latchkey.wasm", "\0asm"),
    ] {
        std::fs::write(root.join(name), text).unwrap();
    }
}
