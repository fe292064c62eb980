use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::contract::{Asked, Contract, Unclear};

fn read(contract: Contract, uri: &str, headers: &[(&str, &str)]) -> Result<Asked, Unclear> {
    let lines = headers.iter().map(|(name, value)| {
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
    });
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        map.append(name, value);
    }
    contract.read((&Method::GET, &uri.parse::<Uri>().unwrap()), &map)
}

const NGINX: [(&str, &str); 2] = [("X-Original-URL", "https://a.example/x?y=%20"), ("X-Original-Method", "POST")];
const TRAEFIK: [(&str, &str); 4] = [
    ("X-Forwarded-Method", "POST"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Host", "a.example"),
    ("X-Forwarded-Uri", "/x?y=%20"),
];

#[test]
fn g_02_each_contract_reads_its_own_headers_and_never_falls_back() {
    for (contract, own, others) in [(Contract::AuthRequest, &NGINX[..], &TRAEFIK[..]), (Contract::ForwardAuth, &TRAEFIK, &NGINX)]
    {
        let asked = read(contract, "/", own).unwrap();
        assert_eq!(
            (&*asked.method, asked.is_secure, &*asked.target.url("https")),
            ("POST", Some(true), "https://a.example/x?y=%20")
        );
        let forged = others.iter().map(|(name, value)| (*name, value.replace("a.example", "evil.example")));
        let forged: Vec<_> = forged.collect();
        let both: Vec<_> = own.iter().copied().chain(forged.iter().map(|(name, value)| (*name, value.as_str()))).collect();
        assert_eq!(read(contract, "/", &both), Ok(asked), "what this proxy does not set is not looked at");
        for (number, (missing, _)) in own.iter().enumerate() {
            let mut rest = both.clone();
            rest.remove(number);
            assert_eq!(read(contract, "/", &rest), Err(Unclear::Missing(missing.to_ascii_lowercase().leak())), "{missing}");
        }
    }
    let asked = read(Contract::ExtAuthz, "/api/authz/ext-authz/x?y=%20", &[("Host", "a.example:8443"), TRAEFIK[2]]).unwrap();
    assert_eq!((asked.is_secure, &*asked.target.url("https")), (None, "https://a.example:8443/x?y=%20"));
}

#[test]
fn g_03_a_header_that_is_doubled_or_has_an_alias_is_refused() {
    for (contract, own) in [(Contract::AuthRequest, &NGINX[..]), (Contract::ForwardAuth, &TRAEFIK)] {
        for (name, value) in own {
            for alias in [(*name).to_owned(), name.replace('-', "_"), name.replacen('-', "_", 1), name.to_ascii_lowercase()] {
                let more: Vec<_> = own.iter().copied().chain([(&*alias, *value)]).collect();
                assert!(matches!(read(contract, "/", &more), Err(Unclear::Doubled(_))), "{alias}");
            }
        }
    }
}

#[test]
fn what_is_no_address_or_could_be_another_is_refused() {
    let nginx = |url: &str| read(Contract::AuthRequest, "/", &[("X-Original-URL", url), NGINX[1]]);
    for malformed in ["", "a.example/x", "https://a.example", "ftp://a.example/", "https:/a.example/"] {
        assert!(matches!(nginx(malformed), Err(Unclear::Malformed(_))), "{malformed}");
    }
    for ambiguous in
        ["https:///x", "https://u@a.example/", "https://a.example//x", "https://a.example/a/..%2fb", "https://a.example/a;b"]
    {
        assert!(matches!(nginx(ambiguous), Err(Unclear::Ambiguous(_))), "{ambiguous}");
    }
    assert!(matches!(
        read(Contract::ForwardAuth, "/", &[TRAEFIK[0], ("X-Forwarded-Proto", "gopher"), TRAEFIK[2], TRAEFIK[3]]),
        Err(Unclear::Malformed(_))
    ));
    assert!(matches!(read(Contract::ExtAuthz, "/other/x", &[("Host", "a.example")]), Err(Unclear::Ambiguous(_))));
    assert!(matches!(
        read(Contract::ExtAuthz, "/api/authz/ext-authz/a//b", &[("Host", "a.example")]),
        Err(Unclear::Ambiguous(_))
    ));
}
