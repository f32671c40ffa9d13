//! What people do on a page: type, choose, press, go by the keyboard.

use thirtyfour::{By, Key, WebElement};

use crate::browser::Browser;

/// Stops of the Tab key on one page, more than any of ours has.
const STOPS_MAX: usize = 60;

impl Browser {
    /// Types into the field of this name, after what is there.
    pub async fn fill(&self, name: &str, text: &str) {
        self.find(&format!("[name=\"{name}\"]"))
            .await
            .send_keys(text)
            .await
            .unwrap();
    }

    /// Chooses what is sent as `value` in a drop-down list, among radio buttons or check boxes.
    pub async fn choose(&self, name: &str, value: &str) {
        let option = format!("[name=\"{name}\"] option[value=\"{value}\"]");
        let label = format!("input[name=\"{name}\"][value=\"{value}\"] + label");
        self.find(&format!("{option}, {label}"))
            .await
            .click()
            .await
            .unwrap();
    }

    /// Where the first link leads that says this.
    pub async fn link(&self, label: &str) -> String {
        let path = format!("//a[contains(normalize-space(.), \"{label}\")]");
        let found = self.driver.find(By::XPath(path)).await.unwrap();
        found.prop("href").await.unwrap().unwrap()
    }

    /// Presses a button or follows a link by what it says, and stays on the page.
    pub async fn press(&self, label: &str) {
        let says = format!("[contains(normalize-space(.), \"{label}\")]");
        let path = format!("//*[self::a or self::button or self::summary]{says}");
        let found = self.driver.find(By::XPath(path)).await;
        let found = found.unwrap_or_else(|_| panic!("nothing says {label}"));
        found.click().await.unwrap();
    }

    /// Presses a button or follows a link that leads to another page, and waits for that.
    pub async fn go(&self, label: &str) {
        let before = self.page_born().await;
        self.press(label).await;
        self.arrive(before, label).await;
    }

    /// The same for what a CSS selector finds, where several say the same.
    pub async fn go_by(&self, css: &str) {
        let before = self.page_born().await;
        self.find(css).await.click().await.unwrap();
        self.arrive(before, css).await;
    }

    /// Waits for another page than the one that began then.
    async fn arrive(&self, before: Option<f64>, by: &str) {
        let other = async || {
            self.page_born()
                .await
                .is_some_and(|born| Some(born) != before)
        };
        self.until(by, other).await;
    }

    /// When the page in the window began, once it is whole: no two pages have the same.
    async fn page_born(&self) -> Option<f64> {
        let script = "return document.readyState == 'complete' ? performance.timeOrigin : null";
        self.driver
            .execute(script, vec![])
            .await
            .ok()?
            .json()
            .as_f64()
    }

    /// Goes by the Tab key to the button, link or field that says or is called this.
    pub async fn tab_to(&self, label: &str) -> WebElement {
        for _ in 0..STOPS_MAX {
            self.find("body")
                .await
                .send_keys("" + Key::Tab)
                .await
                .unwrap();
            let at = self.driver.active_element().await.unwrap();
            let name = at.attr("name").await.unwrap().unwrap_or_default();
            if name == label || at.text().await.unwrap().contains(label) {
                return at;
            }
        }
        panic!("the keyboard does not reach {label}");
    }

    /// The same, and presses Enter there, which leads to another page.
    pub async fn enter(&self, label: &str) {
        let before = self.page_born().await;
        self.tab_to(label)
            .await
            .send_keys("" + Key::Enter)
            .await
            .unwrap();
        self.arrive(before, label).await;
    }
}
