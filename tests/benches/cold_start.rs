//! From exec to the first poll for an invocation, of a release binary, beside a Python twin with the usual packages.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::figure::{Aim, Figure};
use crate::rivals;

const STARTS: usize = 30;
/// How exactly a start is measured.
const POLL: Duration = Duration::from_micros(50);
const BINARY: &str = "payments-citizen";
/// A27 of the reliability facts: half of the cold starts within this.
const P50_MS_MAX: f64 = 60.0;

pub fn prepare() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let build = [
        "build",
        "--release",
        "--locked",
        "-p",
        "payments",
        "--bin",
        BINARY,
    ];
    let built = Command::new(cargo).args(build).current_dir(root()).status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "{BINARY} can be built"
    );
}

pub fn measure() {
    let binary = binary();
    let ours = median_ms(|| Command::new(&binary));
    let twin = rivals::python().map(|python| {
        median_ms(|| {
            let mut twin = Command::new(&python);
            twin.arg(rivals::scripts().join("twin.py"));
            twin
        })
    });
    Figure::new("cold start, exec to first poll, median", ours, "ms")
        .aim(Aim::AtMost(P50_MS_MAX))
        .beside("Python twin with boto3 and jinja2", twin)
        .print();
}

fn median_ms(command: impl Fn() -> Command) -> f64 {
    let mut all: Vec<Duration> = (0..STARTS).map(|_| start(command())).collect();
    all.sort();
    all[STARTS / 2].as_secs_f64() * 1e3
}

/// Starts a function against a runtime API of our own and waits until it asks for work.
fn start(mut command: Command) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let api = listener.local_addr().unwrap().to_string();
    environment(&mut command, &api);
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let stream = accept(&listener, &mut child);
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    let took = began.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(line.contains("/runtime/invocation/next"), "{line}");
    took
}

/// Its first call; one that ends before, for want of configuration, ends the bench too.
fn accept(listener: &TcpListener, child: &mut Child) -> TcpStream {
    listener.set_nonblocking(true).unwrap();
    loop {
        if let Ok((stream, _)) = listener.accept() {
            stream.set_nonblocking(false).unwrap();
            return stream;
        }
        assert!(
            child.try_wait().unwrap().is_none(),
            "it ended before it asked for work"
        );
        std::thread::sleep(POLL);
    }
}

/// What Lambda sets, and what the function's own configuration wants; nothing listens at these addresses.
fn environment(command: &mut Command, api: &str) {
    let ours = [
        ("AWS_LAMBDA_RUNTIME_API", api),
        ("AWS_LAMBDA_FUNCTION_NAME", BINARY),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "bench"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "bench"),
        ("AWS_REGION", "eu-south-1"),
        ("AWS_ACCESS_KEY_ID", "bench"),
        ("AWS_SECRET_ACCESS_KEY", "bench"),
        ("EDGE_KEY", "bench"),
        ("TABLE", "sportello"),
        ("PUBLIC_URL", "https://sportello.example"),
        ("CHECKOUT_URL", "https://checkout.example"),
        ("CHECKOUT_PAGE", "https://checkout.example"),
        ("CHECKOUT_KEY", "bench"),
        (
            "SEAL_KEY",
            "0000000000000000000000000000000000000000000000000000000000000000",
        ),
    ];
    command.envs(ours);
}

fn binary() -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("release").join(BINARY)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
