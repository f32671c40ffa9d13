use local::stack::{Stack, StackOptions};
use platform::mail::Message;
use serde_json::{Value, json};

#[tokio::test]
async fn a_sent_mail_is_shown_with_its_attachment() {
    let stack = Stack::start(StackOptions::ephemeral()).await.unwrap();
    let message = Message {
        to: "anna@example.org".into(),
        subject: "Ecco l'avviso è <qui>".into(),
        text: "Il codice è 123456".into(),
        attachments: vec![(
            "avviso.pdf".into(),
            "application/pdf".into(),
            b"%PDF".to_vec(),
        )],
    };
    stack.parts.mailer.send(&message).await.unwrap();
    let get = async |path: &str| {
        let answer = reqwest::get(format!("{}{path}", stack.url)).await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.unwrap()
    };
    let list = get("/_local/mail").await;
    assert!(list.contains("&#60;qui&#62;"), "{list}");
    let id = list
        .split("/_local/mail/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let page = get(&format!("/_local/mail/{id}")).await;
    assert!(
        page.contains("123456") && page.contains("anna@example.org"),
        "{page}"
    );
    assert_eq!(get(&format!("/_local/mail/{id}/0")).await, "%PDF");
    let outside = reqwest::get(format!("{}/_local/mail/..%2flocal", stack.url))
        .await
        .unwrap();
    assert_eq!(outside.status(), 404);
    stack.stop().await;
}

#[tokio::test]
async fn the_clock_is_moved_forward_and_never_back() {
    let stack = Stack::start(StackOptions::ephemeral()).await.unwrap();
    let (http, url) = (
        reqwest::Client::new(),
        format!("{}/_local/clock", stack.url),
    );
    let post = async |body: Value| http.post(&url).json(&body).send().await.unwrap();
    let before: Value = http.get(&url).send().await.unwrap().json().await.unwrap();
    let moved: Value = post(json!({"advance_s": 86400}))
        .await
        .json()
        .await
        .unwrap();
    assert!(moved["now"].as_str() > before["now"].as_str());
    assert_eq!(post(json!({"to": before["now"]})).await.status(), 409);
    let there: Value = post(json!({"to": "2099-01-01T00:00:00Z"}))
        .await
        .json()
        .await
        .unwrap();
    assert!(
        there["now"]
            .as_str()
            .unwrap()
            .starts_with("2099-01-01T00:00:0"),
        "{there}"
    );
    let foreign = http
        .post(&url)
        .header("sec-fetch-site", "cross-site")
        .json(&json!({"advance_s": 1}));
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    stack.stop().await;
}
