use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program with these arguments on a free port.
fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_local"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn serve(data: &Path) -> (Child, String) {
    let mut child = start(&["--port", "0", "--data", data.to_str().unwrap()]);
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

#[test]
fn the_program_starts_again_after_kill_9() {
    let data = tempfile::tempdir().unwrap();
    let (mut child, _) = serve(data.path());
    let before = std::fs::read_to_string(data.path().join("local.json")).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let (child, url) = serve(data.path());
    let after = std::fs::read_to_string(data.path().join("local.json")).unwrap();
    let without_url = |text: &str| text.lines().skip(2).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(without_url(&before), without_url(&after));
    assert!(after.contains(&url));
    signal(&child, "-TERM");
    assert_eq!(error_of(child).0, Some(0));
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
