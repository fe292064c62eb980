//! TLS (RFC 8446) with certificate files that are read again when they change.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::ProducesTickets,
};
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

/// Minimum time between two looks at the files.
const PACE: Duration = Duration::from_secs(1);

/// A certificate with its key, as the files have them.
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    tickets: Arc<dyn ProducesTickets>,
    current: Mutex<Current>,
}

struct Current {
    config: Arc<ServerConfig>,
    stamps: [Option<Stamp>; 2],
    looked: Instant,
}

/// What changes when a file is replaced: its time, and its length.
type Stamp = (SystemTime, u64);

/// What a look at the files found.
#[derive(Debug, PartialEq, Eq)]
pub enum Reloaded {
    /// The files are as before.
    Same,
    /// They are in force.
    New,
    /// They cannot be used, for this reason: those from before stay in force.
    Broken(String),
}

impl Tls {
    /// Reads a certificate, with those of its authorities after it, and its key, both in PEM. An error is one line for the operator.
    pub fn open(certificate: &Path, key: &Path) -> Result<Arc<Self>, String> {
        let tickets = aws_lc_rs::Ticketer::new().map_err(|error| format!("no TLS is possible ({error})"))?;
        let stamps = [stamp(certificate), stamp(key)];
        let config = config((certificate, key), &tickets)?;
        let current = Mutex::new(Current { config, stamps, looked: Instant::now() });
        Ok(Arc::new(Self { certificate: certificate.to_owned(), key: key.to_owned(), tickets, current }))
    }

    /// What accepts the next connection. Looks at the files at most once a second.
    pub fn acceptor(&self) -> TlsAcceptor {
        let is_time = {
            let mut current = self.current();
            let is_time = current.looked.elapsed() >= PACE;
            if is_time {
                current.looked = Instant::now();
            }
            is_time
        };
        if is_time {
            self.reload();
        }
        TlsAcceptor::from(Arc::clone(&self.current().config))
    }

    /// Reads the files again if they have changed. What is broken is logged once.
    pub fn reload(&self) -> Reloaded {
        let stamps = [stamp(&self.certificate), stamp(&self.key)];
        if self.current().stamps == stamps {
            return Reloaded::Same;
        }
        let read = config((&self.certificate, &self.key), &self.tickets);
        let mut current = self.current();
        current.stamps = stamps;
        match read {
            Ok(config) => {
                current.config = config;
                tracing::info!(certificate = %self.certificate.display(), "tls.reloaded");
                Reloaded::New
            }
            Err(cause) => {
                tracing::warn!(cause, "tls.not_reloaded: the certificate from before stays in force");
                Reloaded::Broken(cause)
            }
        }
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn stamp(file: &Path) -> Option<Stamp> {
    let about = fs::metadata(file).ok()?;
    Some((about.modified().ok()?, about.len()))
}

fn config((certificate, key): (&Path, &Path), tickets: &Arc<dyn ProducesTickets>) -> Result<Arc<ServerConfig>, String> {
    let chain = chain(certificate)?;
    let private = private(key)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("no TLS is possible ({error})"))?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| unfit(&error, (certificate, key)))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.ticketer = Arc::clone(tickets);
    Ok(Arc::new(config))
}

fn unfit(error: &rustls::Error, (certificate, key): (&Path, &Path)) -> String {
    let (certificate, key) = (certificate.display(), key.display());
    match error {
        rustls::Error::InconsistentKeys(_) => {
            format!(
                "the key in {key} does not belong to the first certificate in {certificate}: name the two that were made together"
            )
        }
        _ => format!("the certificate in {certificate} and the key in {key} cannot be used ({error})"),
    }
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let told =
        |cause: io::Error| format!("the file {} cannot be read ({cause}): check the name and who may read it", file.display());
    fs::read(file).map_err(told)
}

fn chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(file)?).collect();
    let none = || format!("the file {} holds no certificate in PEM", file.display());
    found.ok().filter(|found| !found.is_empty()).ok_or_else(none)
}

fn private(file: &Path) -> Result<PrivateKeyDer<'static>, String> {
    let none = |_| format!("the file {} holds no private key in PEM without a password", file.display());
    PrivateKeyDer::from_pem_slice(&read(file)?).map_err(none)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use tempfile::TempDir;

    use super::*;

    struct Files(TempDir);

    impl Files {
        fn new() -> Self {
            let files = Self(tempfile::tempdir().unwrap());
            files.renew();
            files
        }

        fn certificate(&self) -> PathBuf {
            self.0.path().join("cert.pem")
        }

        fn key(&self) -> PathBuf {
            self.0.path().join("key.pem")
        }

        fn renew(&self) {
            let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
            // An authority's certificate after it, so that the length changes whatever the clock of the file system says.
            let more = fs::read_to_string(self.certificate()).unwrap_or_default();
            fs::write(self.certificate(), cert.pem() + &more).unwrap();
            fs::write(self.key(), signing_key.serialize_pem()).unwrap();
        }

        fn open(&self) -> Result<Arc<Tls>, String> {
            Tls::open(&self.certificate(), &self.key())
        }
    }

    #[test]
    fn what_cannot_be_used_is_told_in_one_line() {
        let (files, others) = (Files::new(), Files::new());
        assert!(files.open().is_ok());
        let told = |certificate: &Path, key: &Path| Tls::open(certificate, key).err().unwrap();
        let missing = files.0.path().join("none.pem");
        assert!(told(&missing, &files.key()).contains("none.pem cannot be read"));
        assert!(told(&files.certificate(), &missing).contains("none.pem cannot be read"));
        assert!(told(&files.key(), &files.key()).contains("no certificate"));
        assert!(told(&files.certificate(), &files.certificate()).contains("no private key"));
        assert!(told(&files.certificate(), &others.key()).contains("does not belong"));
        fs::write(files.certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        assert!(told(&files.certificate(), &files.key()).contains("cannot be used"));
    }

    #[tokio::test(start_paused = true)]
    async fn new_files_are_in_force_and_broken_ones_are_not() {
        let files = Files::new();
        let tls = files.open().unwrap();
        let config = || Arc::clone(&tls.current().config);
        let first = config();
        assert_eq!(tls.reload(), Reloaded::Same);
        files.renew();
        tls.acceptor();
        assert!(Arc::ptr_eq(&first, &config()), "it was looked at a moment ago");
        tokio::time::advance(PACE).await;
        tls.acceptor();
        let second = config();
        assert!(!Arc::ptr_eq(&first, &second));
        fs::write(files.certificate(), "broken").unwrap();
        assert!(matches!(tls.reload(), Reloaded::Broken(_)));
        assert_eq!(tls.reload(), Reloaded::Same, "it is told once");
        assert!(Arc::ptr_eq(&second, &config()));
        fs::remove_file(files.key()).unwrap();
        assert!(matches!(tls.reload(), Reloaded::Broken(_)));
        files.renew();
        assert_eq!(tls.reload(), Reloaded::New);
    }
}
