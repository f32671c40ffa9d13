//! A Chromium of one's own, driven by a chromedriver on a free port.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::{
    By, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver, WebElement,
};

use crate::http::Http;

/// Whether pages may run scripts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// Width and height of what people hold, in CSS pixels.
#[derive(Clone, Copy)]
pub enum Screen {
    Desk,
    Telephone,
    /// A desk's window of 1280 pixels whose content is enlarged four times (WCAG 1.4.10).
    Enlarged,
}

impl Screen {
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Desk, "desk"),
        (Self::Telephone, "telephone"),
        (Self::Enlarged, "enlarged"),
    ];
}

/// A running browser with one window. Its driver is dropped, which closes the window, on a thread
/// that must not be the only one: `#[tokio::test(flavor = "multi_thread")]`.
pub struct Browser {
    pub driver: WebDriver,
    _service: Service,
    _profile: TempDir,
}

const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
];

/// Chromium's content setting "block".
const BLOCK: u8 = 2;

impl Browser {
    /// Starts chromedriver and, through it, Chromium with a profile of its own.
    pub async fn start(scripts: Scripts) -> Self {
        let profile = TempDir::new().unwrap();
        let (service, port) = start_service();
        let mut wanted = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wanted.add_arg(flag).unwrap();
        }
        wanted
            .add_arg(&format!("--user-data-dir={}", profile.path().display()))
            .unwrap();
        wanted
            .set_browser_log_level(LoggingPrefsLogLevel::All)
            .unwrap();
        if scripts == Scripts::Off {
            let settings = json!({"profile.managed_default_content_settings.javascript": BLOCK});
            wanted.add_experimental_option("prefs", settings).unwrap();
        }
        let driver = WebDriver::builder(format!("http://127.0.0.1:{port}"), wanted);
        let driver = driver.client(Http::new()).connect().await.unwrap();
        let browser = Self {
            driver,
            _service: service,
            _profile: profile,
        };
        browser.hold(Screen::Desk).await;
        browser
    }

    /// Takes another screen into the hand.
    pub async fn hold(&self, screen: Screen) {
        let (width, height, mobile) = match screen {
            Screen::Desk => (1280, 900, false),
            Screen::Telephone => (375, 812, true),
            Screen::Enlarged => (320, 256, false),
        };
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile});
        let cdp = self.driver.cdp();
        cdp.send_raw("Emulation.setDeviceMetricsOverride", metrics)
            .await
            .unwrap();
    }

    /// Opens an address.
    pub async fn open(&self, url: impl Into<String>) {
        self.driver.goto(url.into()).await.unwrap();
    }

    /// The element that a CSS selector finds.
    pub async fn find(&self, css: &str) -> WebElement {
        let found = self.driver.find(By::Css(css.to_owned())).await;
        found.unwrap_or_else(|_| panic!("{css} is not on the page"))
    }

    /// The text that people read in what a CSS selector finds.
    pub async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap()
    }

    /// Whether what a CSS selector finds says this; false while htmx swaps it.
    pub async fn says(&self, css: &str, words: &str) -> bool {
        let Ok(found) = self.driver.find(By::Css(css.to_owned())).await else {
            return false;
        };
        found.text().await.is_ok_and(|text| text.contains(words))
    }

    /// The status of the page in the window.
    pub async fn status(&self) -> u64 {
        let script = "return performance.getEntriesByType('navigation')[0].responseStatus";
        self.driver
            .execute(script, vec![])
            .await
            .unwrap()
            .json()
            .as_u64()
            .unwrap()
    }

    /// What the console complained of since it was last asked: refused by the policy, failed
    /// requests, exceptions. Must be empty.
    pub async fn complaints(&self) -> Vec<String> {
        let entries = self.driver.browser_log().await.unwrap();
        let bad = |level: &str| matches!(level, "SEVERE" | "WARNING");
        entries
            .into_iter()
            .filter(|entry| bad(&entry.level))
            .map(|entry| entry.message)
            .collect()
    }

    /// Whether the page scrolls sideways.
    pub async fn is_wider_than_its_screen(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > innerWidth";
        self.driver.execute(script, vec![]).await.unwrap().json() == true
    }

    /// Waits until something holds, ten seconds at most.
    pub async fn until(&self, what: &str, mut holds: impl AsyncFnMut() -> bool) {
        for _ in 0..100 {
            if holds().await {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("waited in vain: {what}");
    }

    /// Leaves a picture of the whole page in `target/tmp/browser/`.
    pub async fn picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
        std::fs::create_dir_all(&folder).unwrap();
        let whole = json!({"format": "png", "captureBeyondViewport": true});
        let cdp = self.driver.cdp();
        let shot = cdp.send_raw("Page.captureScreenshot", whole).await.unwrap();
        let picture = BASE64_STANDARD
            .decode(shot["data"].as_str().unwrap())
            .unwrap();
        std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
    }
}

/// chromedriver, stopped when nobody needs it any more. [`WebDriver`] closes the browser when it
/// is dropped, also by a failed test, so it stands before this one in [`Browser`].
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Starts chromedriver on a port of its choice, which it tells on its standard output.
fn start_service() -> (Service, u16) {
    let child = Command::new("chromedriver")
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let child = child.expect("chromedriver (Debian: chromium, chromium-driver) is installed");
    let mut service = Service(child);
    let output = BufReader::new(service.0.stdout.take().unwrap());
    let port = |line: String| {
        line.rsplit_once("successfully on port ")?
            .1
            .trim_end_matches('.')
            .parse()
            .ok()
    };
    let port = output.lines().map_while(Result::ok).find_map(port);
    (service, port.expect("chromedriver tells its port"))
}
