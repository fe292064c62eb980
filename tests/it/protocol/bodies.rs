//! Bodies: how large, how slow, how broken.

use latchkey::ui::message::Message;

use crate::support::{Browser, House, Way, wire, wire::Wire};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn d_02_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent() {
    let house = House::open().await;
    for path in ["/ui/sign_in", "/ui/register", "/ui/write_scrap", "/api/v1/scraps", "/account", "/nowhere", "/pkg/latchkey.css"]
    {
        for length in ["10485760", "1073741824", "99999999999999"] {
            let headers = format!("Content-Length: {length}\r\nSec-Fetch-Site: same-origin\r\n");
            let answer = wire::ask(house.address, &format!("POST {path}"), &headers, "").await;
            assert_eq!(wire::status(&answer), 413, "{path} {length}: {answer}");
        }
    }
}

#[tokio::test]
async fn d_02_a_body_without_end_is_cut_off() {
    let house = House::open().await;
    let refresh = house.registered("Ada").await.browser.cookie("latchkey-refresh").unwrap();
    for (path, most) in
        [("/ui/sign_in", 16), ("/nowhere", 16), ("/healthz", 16), ("/ui/write_scrap", 128), ("/api/v1/scraps", 128)]
    {
        // What shows tokens of ours may be a post.
        let cookie = if most > 16 { format!("Cookie: latchkey-refresh={refresh}\r\n") } else { String::new() };
        let mut wire = Wire::to(house.address).await;
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{cookie}Transfer-Encoding: chunked\r\n\r\n");
        assert!(wire.send(&head).await);
        for _ in 0..=most {
            assert!(wire.send(&format!("400\r\n{}\r\n", "x".repeat(1024))).await);
        }
        // The end never comes, the answer does.
        assert_eq!(wire::status(&wire.read_to_end().await), 413, "{path}");
    }
}

#[tokio::test]
async fn d_02_a_post_may_be_as_long_as_a_post_and_other_forms_as_forms() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    // 10,000 characters of four bytes, each sent as twelve.
    let longest = "🐢".repeat(10_000);
    ada.submit("/ui/write_scrap", &[("title", "Turtles"), ("content", &longest)]).await.leads_to("/scraps");
    for way in Way::BOTH {
        let browser = Browser::new(&house, way);
        for field in ["email", "password", "name", "code", "next"] {
            let value = "x".repeat(1024 * 1024);
            let answer = house.changes_nothing(browser.send_form("/ui/sign_in", &[(field, &value)])).await;
            assert_eq!(answer.status, 413, "D-03: {field}");
            if way == Way::Island {
                assert_eq!(answer.told(), Message::TooLarge);
            }
        }
    }
}

#[tokio::test]
async fn broken_bodies_are_refused_with_a_sentence() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let nested = format!("title={}", "x".repeat(10)) + &"[a]".repeat(2000) + "=1";
    let many = (0..3000).map(|n| format!("a{n}=&")).collect::<String>();
    for body in [
        "",
        "title",
        "title=x",
        "=&=&=",
        "&&&&",
        "title[]=x&content[]=y",
        "title[x]=x&content=y",
        "title=x&title=y&content=z",
        "{\"title\":\"x\",\"content\":\"y\"}",
        "\u{feff}title=x",
        &nested,
        &many,
    ] {
        for accept in ["application/json", "text/html"] {
            let headers = [("content-type", FORM), ("accept", accept), ("sec-fetch-site", "same-origin")];
            let answer = house.changes_nothing(ada.browser.send("POST", "/ui/write_scrap", &headers, body)).await;
            let told = answer.told();
            assert!(matches!(told, Message::Unreadable | Message::Invalid(_)), "{body:.80} {answer:#?}");
        }
    }
}

#[tokio::test]
async fn u_06_bytes_that_are_no_utf_8_are_refused_in_whatever_way_they_are_sent() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for body in ["title=%ff%fe&content=y", "title=x&content=%ed%a0%80", "title=x&content=y%C3", "%80=x&title=x&content=y"] {
        for (accept, kind) in [("application/json", "application/json"), ("text/html", "text/html; charset=utf-8")] {
            let headers = [("accept", accept), ("content-type", FORM), ("sec-fetch-site", "same-origin")];
            let answer = house.changes_nothing(ada.browser.send("POST", "/ui/write_scrap", &headers, body)).await;
            assert_eq!((answer.status, answer.header("content-type")), (400, Some(kind)), "{body}");
        }
    }
    // As bytes, and the same bytes whole.
    let request = |body: &[u8]| {
        let cookie = format!("latchkey-access={}", ada.browser.cookie("latchkey-access").unwrap());
        let request = crate::support::client().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        request
            .post(format!("http://{}/ui/write_scrap", house.address))
            .header("cookie", cookie)
            .header("content-type", FORM)
            .header("accept", "application/json")
            .body(body.to_vec())
            .send()
    };
    assert_eq!(house.changes_nothing(request(b"title=x\xff&content=y")).await.unwrap().status(), 400);
    request("title=Zoë&content=%C3%BC".as_bytes()).await.unwrap();
    assert!(ada.see("/scraps").await.shows().body.contains("Zoë"));
}

#[tokio::test]
async fn x_02_bodies_of_another_kind_are_no_forms() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let boundary = "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nx\r\n--x--\r\n";
    let form = "title=x&content=y";
    for (kind, body) in [
        ("application/json", "{\"title\":\"x\",\"content\":\"y\"}"),
        ("multipart/form-data; boundary=x", boundary),
        // What would be a form, if it said so.
        ("application/json", form),
        ("multipart/form-data; boundary=x", form),
        ("text/plain", form),
        ("text/plain; application/x-www-form-urlencoded", form),
        ("application/x-www-form-urlencoded; charset=utf-16", form),
        ("application/x-www-form-urlencoded, text/plain", form),
        ("application/x-www-form-urlencodedx", form),
        ("", form),
        ("", ""),
    ] {
        for (accept, told) in [("application/json", "application/json"), ("text/html", "text/html; charset=utf-8")] {
            let headers = [("content-type", kind), ("accept", accept), ("sec-fetch-site", "same-origin")];
            let answer = house.changes_nothing(ada.browser.send("POST", "/ui/write_scrap", &headers, body)).await;
            assert_eq!((answer.status, answer.header("content-type")), (415, Some(told)), "{kind}: {answer:#?}");
        }
    }
    let headers = [("content-type", FORM), ("content-encoding", "gzip"), ("accept", "application/json")];
    let answer = house.changes_nothing(ada.browser.send("POST", "/ui/write_scrap", &headers, "\u{1f}compressed")).await;
    assert_eq!(answer.status, 415, "{answer:#?}");
    let headers = [("accept", "application/json")];
    let answer = house.changes_nothing(ada.browser.send("POST", "/ui/write_scrap", &headers, form)).await;
    assert_eq!(answer.status, 415, "no kind at all: {answer:#?}");
    // Whoever may not call it is told that first, and these are the same thing.
    let headers = [("content-type", "text/plain"), ("accept", "application/json")];
    assert_eq!(Browser::new(&house, Way::Island).send("POST", "/ui/write_scrap", &headers, form).await.status, 401);
    for kind in ["Application/X-WWW-Form-URLEncoded", "application/x-www-form-urlencoded; charset=UTF-8"] {
        let headers = [("content-type", kind), ("accept", "application/json")];
        ada.browser.send("POST", "/ui/write_scrap", &headers, form).await.leads_to("/scraps");
    }
}

/// H-04: what could be read in two ways is read in none, and what follows on the connection is no second request.
#[tokio::test]
async fn h_04_requests_that_smuggle_others_are_refused() {
    let house = House::open().await;
    let smuggled = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for headers in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 5, 6\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length : 5\r\n",
        "X: y\r\n folded: z\r\n",
        "X\0: y\r\n",
    ] {
        let mut wire = Wire::to(house.address).await;
        let request =
            format!("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n0\r\n\r\n{smuggled}");
        wire.send(&request).await;
        let answer = wire.read_to_end().await;
        assert!(matches!(wire::status(&answer), 400 | 404), "{headers:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{headers:?}: {answer}");
    }
}

#[tokio::test]
async fn h_13_heads_that_are_too_large_are_refused() {
    let house = House::open().await;
    let (long, many) = ("x".repeat(500_000), (0..200).map(|n| format!("X-{n}: y\r\n")).collect::<String>());
    for (line, headers) in [
        (format!("GET /?{}", "x".repeat(70_000)), String::new()),
        ("GET /".into(), format!("X-Long: {long}\r\n")),
        ("GET /".into(), format!("Cookie: {}\r\n", "a=b; ".repeat(100_000))),
        ("GET /".into(), many),
    ] {
        let status = wire::status(&wire::ask(house.address, &line, &headers, "").await);
        assert!(matches!(status, 400 | 414 | 431), "{status}: {line:.40} {headers:.40}");
    }
    // As many as a busy browser sends are taken.
    let cookies = format!("Cookie: {}\r\n", (0..500).map(|n| format!("c{n}=v; ")).collect::<String>());
    assert_eq!(wire::status(&wire::ask(house.address, "GET /", &cookies, "").await), 200);
}
