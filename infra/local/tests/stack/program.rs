use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use local::stack::LocalJson;
use reqwest::redirect::Policy;

/// The program with these arguments on a free port.
fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_local"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A running program without demo records, and its address.
pub fn serve(data: &Path) -> (Child, String) {
    let mut child = start(&["--port", "0", "--no-demo", "--data", data.to_str().unwrap()]);
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let url = line
        .trim()
        .strip_prefix("ready ")
        .expect("ready")
        .to_owned();
    (child, url)
}

fn error_of(mut child: Child) -> (Option<i32>, String) {
    let code = child.wait().unwrap().code();
    let mut text = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    (code, text)
}

fn signal(child: &Child, name: &str) {
    let done = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(done.unwrap().success());
}

#[test]
fn the_program_says_ready_and_stops_at_a_signal() {
    for name in ["-TERM", "-INT"] {
        let data = tempfile::tempdir().unwrap();
        let (mut child, url) = serve(data.path());
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        assert!(data.path().join("local.json").is_file());
        let told = Instant::now();
        signal(&child, name);
        assert!(child.wait().unwrap().success(), "{name}");
        assert!(told.elapsed() < Duration::from_secs(5), "{name}");
    }
}

#[tokio::test]
async fn who_signed_in_stays_so_when_the_program_dies_at_once() {
    let data = tempfile::tempdir().unwrap();
    let (mut child, url) = serve(data.path());
    let before = local_json(data.path());
    let person = before.person("80047110152", "secretary").unwrap();
    let http = reqwest::Client::builder()
        .redirect(Policy::none())
        .build()
        .unwrap();
    let form = [("email", &person.email), ("password", &person.password)];
    let sign_in = http
        .post(format!("{url}/panel/sign-in"))
        .form(&form)
        .header("origin", &url);
    let answer = sign_in.send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    child.kill().unwrap();
    child.wait().unwrap();

    let (child, url) = serve(data.path());
    let after = local_json(data.path());
    assert_eq!(after.url, url);
    assert_eq!(
        (&before.sign_in, &before.api_keys),
        (&after.sign_in, &after.api_keys)
    );
    let panel = http.get(format!("{url}/panel")).header("cookie", cookie);
    assert_eq!(panel.send().await.unwrap().status(), 200);
    signal(&child, "-TERM");
    assert_eq!(error_of(child).0, Some(0));
}

pub fn local_json(data: &Path) -> LocalJson {
    serde_json::from_slice(&std::fs::read(data.join("local.json")).unwrap()).unwrap()
}

#[test]
fn a_port_in_use_ends_the_program_with_1() {
    let data = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let child = start(&["--port", &port, "--data", data.path().to_str().unwrap()]);
    let (code, text) = error_of(child);
    assert_eq!(code, Some(1));
    assert!(text.contains(&format!("port {port} is in use")), "{text}");
}

#[test]
fn a_tenants_file_is_checked_on_the_command_line() {
    let demo = local::stack::demo_tenants();
    let checked = start(&["tenants", "check", demo.to_str().unwrap()]);
    assert_eq!(error_of(checked).0, Some(0));
    let data = tempfile::tempdir().unwrap();
    let wrong = data.path().join("wrong.toml");
    std::fs::write(&wrong, "[[creditor]]\nname = 1\n").unwrap();
    let (code, text) = error_of(start(&["tenants", "check", wrong.to_str().unwrap()]));
    assert_eq!(code, Some(1));
    assert!(text.contains("line 2") && text.contains("hint"), "{text}");
}
