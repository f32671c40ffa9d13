use jiff::Timestamp;
use kernel::time::Clock;
use local::stack::{DataDir, LocalJson, Stack, StackOptions};

const COMUNE: &str = "80047110152";

#[tokio::test]
async fn two_stacks_live_in_one_process_and_stop() {
    let first = Stack::start(StackOptions::ephemeral()).await.unwrap();
    let second = Stack::start(StackOptions::ephemeral()).await.unwrap();
    assert_ne!(first.url, second.url);
    for stack in [&first, &second] {
        let page = reqwest::get(format!("{}/panel/sign-in", stack.url))
            .await
            .unwrap();
        assert_eq!(page.status(), 200);
    }
    let (url, data) = (first.url.clone(), first.data().to_owned());
    first.stop().await;
    second.stop().await;
    assert!(reqwest::get(url).await.is_err());
    assert!(!data.exists());
}

#[tokio::test]
async fn the_site_stands_at_the_root_and_the_rest_is_unknown() {
    let stack = Stack::start(StackOptions::ephemeral()).await.unwrap();
    let http = reqwest::Client::new();
    let root = http.get(&stack.url).send().await.unwrap();
    assert_eq!(root.status(), 200);
    assert!(root.headers().contains_key("content-security-policy"));
    let nowhere = format!("{}/nowhere", stack.url);
    assert_eq!(http.get(&nowhere).send().await.unwrap().status(), 404);
    let post = http
        .post(&nowhere)
        .header("x-api-key", "any")
        .send()
        .await
        .unwrap();
    assert_eq!(post.status(), 404);
    stack.stop().await;
}

#[tokio::test]
async fn local_json_tells_the_address_the_people_and_the_keys() {
    let stack = Stack::start(StackOptions::ephemeral()).await.unwrap();
    let text = std::fs::read(stack.data().join("local.json")).unwrap();
    let written: LocalJson = serde_json::from_slice(&text).unwrap();
    assert_eq!(written, stack.local_json);
    assert_eq!(written.url, stack.url);
    assert_eq!(written.mail_dir, stack.mail_dir);
    assert_eq!(written.key_of(COMUNE), Some("test-key-comune-di-valdorra"));
    let secretary = written.person(COMUNE, "secretary").unwrap();
    assert_eq!(secretary.email, "secretary@valdorra.example");
    stack.stop().await;
}

#[tokio::test]
async fn a_person_of_local_json_signs_in_also_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let options = StackOptions {
        data: DataDir::Path(data.path().to_owned()),
        ..StackOptions::ephemeral()
    };
    let mut passwords = Vec::new();
    for _ in 0..2 {
        let stack = Stack::start(options.clone()).await.unwrap();
        let person = stack
            .local_json
            .person(COMUNE, "secretary")
            .unwrap()
            .clone();
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .build()
            .unwrap();
        let form = [("email", &person.email), ("password", &person.password)];
        let sign_in = http
            .post(format!("{}/panel/sign-in", stack.url))
            .form(&form);
        let panel = sign_in.header("origin", &stack.url).send().await.unwrap();
        assert_eq!(panel.status(), 200);
        assert_eq!(panel.url().path(), "/panel");
        passwords.push(person.password);
        stack.stop().await;
    }
    assert_eq!(passwords[0], passwords[1]);
}

#[tokio::test]
async fn a_creditor_without_user_and_key_gets_both() {
    let data = tempfile::tempdir().unwrap();
    let tenants = data.path().join("tenants.toml");
    let file = r#"
        [[creditor]]
        fiscal_code = "80051230409"
        name = "Ordine"
        segregation_code = "01"
        broker_fiscal_code = "11477110156"
        station_id = "11477110156_02"
        iban = "IT57E0503411701000000012345"
    "#;
    std::fs::write(&tenants, file).unwrap();
    let options = StackOptions {
        tenants,
        ..StackOptions::ephemeral()
    };
    let stack = Stack::start(options).await.unwrap();
    assert!(stack.local_json.key_of("80051230409").is_some());
    assert!(
        stack
            .local_json
            .person("80051230409", "secretary")
            .is_some()
    );
    stack.stop().await;
}

#[tokio::test]
async fn the_clock_starts_where_it_is_told() {
    let now: Timestamp = "2030-06-01T10:00:00Z".parse().unwrap();
    let options = StackOptions {
        now: Some(now),
        ..StackOptions::ephemeral()
    };
    let stack = Stack::start(options).await.unwrap();
    let passed = stack.clock.now().duration_since(now);
    assert!(passed.as_secs() < 60 && !passed.is_negative(), "{passed}");
    stack.stop().await;
}

#[tokio::test]
async fn a_port_in_use_and_a_folder_in_use_are_told_clearly() {
    let data = tempfile::tempdir().unwrap();
    let options = StackOptions {
        data: DataDir::Path(data.path().to_owned()),
        ..StackOptions::ephemeral()
    };
    let stack = Stack::start(options.clone()).await.unwrap();
    let port = stack.url.rsplit(':').next().unwrap().parse().unwrap();
    let on_port = StackOptions {
        port,
        ..StackOptions::ephemeral()
    };
    let refused = Stack::start(on_port).await.err().unwrap();
    assert!(refused.to_string().contains("is in use"), "{refused}");
    let refused = Stack::start(options).await.err().unwrap();
    assert!(
        refused.to_string().contains("another Sportello"),
        "{refused}"
    );
    stack.stop().await;
}

#[tokio::test]
async fn a_wrong_tenants_file_is_told_with_its_lines() {
    let data = tempfile::tempdir().unwrap();
    let tenants = data.path().join("tenants.toml");
    std::fs::write(&tenants, "[[creditor]]\nfiscal_code = \"123\"\n").unwrap();
    let options = StackOptions {
        tenants,
        ..StackOptions::ephemeral()
    };
    let refused = Stack::start(options).await.err().unwrap();
    assert!(refused.to_string().contains("line 2"), "{refused}");
}
