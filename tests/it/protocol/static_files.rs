//! Files of the site, and nothing beside them.

use crate::support::{Browser, House, Way, repository, wire};

#[tokio::test]
async fn files_of_the_site_are_there_for_everybody() {
    let house = House::open().await;
    let nobody = Browser::new(&house, Way::Island);
    for path in ["/favicon.svg", "/robots.txt", "/islands.js", "/pkg/latchkey.css", "/pkg/latchkey.js", "/pkg/latchkey.wasm"] {
        let answer = nobody.get(path).await;
        assert_eq!(answer.shows().body.as_bytes(), std::fs::read(house.site_folder().join(&path[1..])).unwrap());
        assert_eq!(answer.set_cookies(), []);
        let head = nobody.send("HEAD", path, &[], "").await;
        assert_eq!((head.status, &*head.body), (200, ""));
        // A copy that is still good is not sent again.
        let modified = answer.header("last-modified").unwrap();
        assert_eq!(nobody.send("GET", path, &[("if-modified-since", modified)], "").await.status, 304);
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let answer = nobody.send(method, path, &[("sec-fetch-site", "same-origin")], "x").await;
            assert!(matches!(answer.status, 404 | 405), "B-13: {method} {path}: {answer:#?}");
        }
    }
    // The pages name these files, and the build makes them.
    for file in ["favicon.svg", "robots.txt", "islands.js", "forms.js"] {
        assert!(repository("public").join(file).is_file(), "{file}");
    }
}

#[tokio::test]
async fn h_06_no_spelling_of_a_path_leads_out_of_the_site() {
    let house = House::open().await;
    // Beside the site lies what nobody may have.
    std::fs::write(house.site_folder().parent().unwrap().join("secret.txt"), "canary beside the site").unwrap();
    let outside = ["secret.txt", "data/latchkey.db", "etc/passwd"];
    let ups = [
        "..",
        "%2e%2e",
        "..%2f",
        "%2e%2e%2f",
        "..%5c",
        "..\\",
        "%252e%252e",
        "%c0%ae%c0%ae",
        "....//",
        ".%2e",
        "%2e.",
        "..;",
        "..%00",
        "%00..",
        "..%ef%bc%8f",
    ];
    for file in outside {
        let mut paths =
            vec![format!("//{file}"), format!("/./{file}"), format!("/{file}%00.css"), format!("http://localhost/../{file}")];
        for up in ups {
            paths.push(format!("/{up}/{file}"));
            paths.push(format!("/{up}{file}"));
            paths.push(format!("/pkg/{up}/{up}/{file}"));
            paths.push(format!("/pkg/{up}/{up}/{up}/{up}/{up}/{up}/{file}"));
        }
        paths.push(format!("/{}", house.site_folder().join("..").join(file).display()));
        for path in paths {
            let answer = wire::ask(house.address, &format!("GET {path}"), "", "").await;
            assert!(matches!(wire::status(&answer), 400 | 404), "{path}: {answer}");
            for leak in ["canary beside the site", "SQLite format", "root:"] {
                assert!(!answer.contains(leak), "{path}: {answer}");
            }
        }
    }
}

#[tokio::test]
async fn h_07_what_is_no_file_of_the_site_is_not_there() {
    let house = House::open().await;
    let nobody = Browser::new(&house, Way::Island);
    for path in [
        "/.git/config",
        "/.git/HEAD",
        "/.env",
        "/Cargo.toml",
        "/Cargo.lock",
        "/latchkey.db",
        "/data/latchkey.db",
        "/data/secret-keys",
        "/secret-keys",
        "/latchkey.toml",
        "/pkg/latchkey.wasm.map",
        "/pkg/latchkey.js.map",
        "/src/main.rs",
        "/pkg",
        "/pkg/",
        "/pkg//",
        "/index.html",
        "/backup.zip",
        "/wp-login.php",
    ] {
        let answer = nobody.get(path).await;
        assert_eq!(answer.status, 404, "{path}: {answer:#?}");
        assert!(!answer.body.contains("latchkey_bg") && !answer.body.contains("[package]"));
    }
}
