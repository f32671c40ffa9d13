use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use local::stack::LocalJson;
use reqwest::redirect::Policy;

/// A running program. It does not outlive a failed test.
pub struct Program(Child);

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
        let command = command.args(arguments);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    /// Without demo records, on a free port; answers with its address once it is ready.
    pub fn serve(data: &Path) -> (Self, String) {
        let data = data.to_str().unwrap();
        let mut program = Self::start(&["--port", "0", "--no-demo", "--data", data]);
        let mut line = String::new();
        let output = program.0.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("ready ").expect("ready");
        (program, url.to_owned())
    }

    /// As with kill -9.
    pub fn die(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    fn signal(&self, name: &str) {
        let id = self.0.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Its exit code and what it said on standard error.
    fn end(mut self) -> (Option<i32>, String) {
        let code = self.0.wait().unwrap().code();
        let mut text = String::new();
        let errors = self.0.stderr.as_mut().unwrap();
        errors.read_to_string(&mut text).unwrap();
        (code, text)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_program_says_ready_and_stops_at_a_signal() {
    for name in ["-TERM", "-INT"] {
        let data = tempfile::tempdir().unwrap();
        let (program, url) = Program::serve(data.path());
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        assert!(data.path().join("local.json").is_file());
        let told = Instant::now();
        program.signal(name);
        assert_eq!(program.end().0, Some(0), "{name}");
        assert!(told.elapsed() < Duration::from_secs(5), "{name}");
    }
}

#[tokio::test]
async fn who_signed_in_stays_so_when_the_program_dies_at_once() {
    let data = tempfile::tempdir().unwrap();
    let (mut program, url) = Program::serve(data.path());
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
    program.die();

    let (program, url) = Program::serve(data.path());
    let after = local_json(data.path());
    assert_eq!(after.url, url);
    assert_eq!(
        (&before.sign_in, &before.api_keys),
        (&after.sign_in, &after.api_keys)
    );
    let panel = http.get(format!("{url}/panel")).header("cookie", cookie);
    assert_eq!(panel.send().await.unwrap().status(), 200);
    program.signal("-TERM");
    assert_eq!(program.end().0, Some(0));
}

pub fn local_json(data: &Path) -> LocalJson {
    serde_json::from_slice(&std::fs::read(data.join("local.json")).unwrap()).unwrap()
}

#[test]
fn a_port_in_use_ends_the_program_with_1() {
    let data = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let program = Program::start(&["--port", &port, "--data", data.path().to_str().unwrap()]);
    let (code, text) = program.end();
    assert_eq!(code, Some(1));
    assert!(text.contains(&format!("port {port} is in use")), "{text}");
}

/// The exit code and standard output of a run.
fn told(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_local"))
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

#[test]
fn a_tenants_file_is_planned_applied_and_retired_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let demo = local::stack::demo_tenants();
    let run = |verb: &str, file: &Path| {
        told(&[
            "tenants",
            verb,
            file.to_str().unwrap(),
            "--data",
            data,
            "--json",
        ])
    };
    let plan = |told: (Option<i32>, String)| {
        assert_eq!(told.0, Some(0), "{}", told.1);
        serde_json::from_str::<serde_json::Value>(&told.1).unwrap()
    };
    assert_eq!(plan(run("plan", &demo))["empty"], false);
    assert!(!Path::new(data).exists(), "a plan makes nothing");
    assert_eq!(plan(run("apply", &demo))["acts"][0]["act"], "create");
    assert_eq!(plan(run("plan", &demo))["empty"], true);
    let empty = folder.path().join("empty.toml");
    std::fs::write(&empty, "").unwrap();
    let (code, table) = told(&["tenants", "plan", empty.to_str().unwrap(), "--data", data]);
    assert_eq!(code, Some(0));
    assert!(
        table.contains("retire") && table.contains("2 to retire"),
        "{table}"
    );
}

#[test]
fn a_tenants_file_is_checked_on_the_command_line() {
    let demo = local::stack::demo_tenants();
    let checked = Program::start(&["tenants", "check", demo.to_str().unwrap()]);
    assert_eq!(checked.end().0, Some(0));
    let data = tempfile::tempdir().unwrap();
    let wrong = data.path().join("wrong.toml");
    std::fs::write(&wrong, "[[creditor]]\nname = 1\n").unwrap();
    let (code, text) = Program::start(&["tenants", "check", wrong.to_str().unwrap()]).end();
    assert_eq!(code, Some(1));
    assert!(
        text.contains("line 2, column 8") && text.contains("hint"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "no colours in a file: {text}");
}
