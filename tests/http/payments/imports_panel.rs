//! Imports in the panel, without script: the whole way of a secretary.

use std::time::Duration;

use platform::web::inspect;
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};

use super::world::{DEBTOR, World, hidden};

const HERE: &str = "/panel/payments/imports";

/// A browser of somebody who signed in; it shows redirects instead of following them.
struct Browser<'a> {
    world: &'a World,
    http: Client,
    cookie: String,
}

impl<'a> Browser<'a> {
    async fn open(world: &'a World) -> Self {
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        Self {
            world,
            http,
            cookie: world.sign_in().await,
        }
    }

    async fn get(&self, path: &str) -> Response {
        let request = self
            .http
            .get(self.world.url(path))
            .header("Cookie", &self.cookie);
        request.send().await.unwrap()
    }

    /// A page, which must be sound.
    async fn page(&self, path: &str) -> String {
        let html = self.get(path).await.text().await.unwrap();
        assert_eq!(inspect::faults(&html), [""; 0], "{path}");
        html
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self
            .http
            .post(self.world.url(path))
            .header("Cookie", &self.cookie);
        let request = request.header("Sec-Fetch-Site", "same-origin");
        request.form(fields).send().await.unwrap()
    }

    /// Sends the upload form of a page and gives the address to which the bucket leads back.
    async fn upload(&self, page: &str, file: Vec<u8>) -> String {
        let form = page.split("<form class=\"sp-box\"").nth(1).unwrap();
        let form = form.split("</form>").next().unwrap();
        let action = form
            .split("action=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let names = form.split("type=\"hidden\" name=\"").skip(1);
        let fields = names.map(|rest| rest.split('"').next().unwrap());
        let filled = fields.fold(Form::new(), |filled, name| {
            filled.text(name.to_owned(), hidden(form, name))
        });
        let filled = filled.part("file", Part::bytes(file).file_name("x.csv"));
        let answer = self
            .http
            .post(action)
            .multipart(filled)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        location(&answer)
    }

    /// The page once its work is over.
    async fn settled(&self, path: &str) -> String {
        for _ in 0..1_500 {
            let html = self.page(path).await;
            if !html.contains("id=\"progress\"") {
                return html;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{path} never settled");
    }
}

fn location(answer: &Response) -> String {
    answer.headers()["location"].to_str().unwrap().to_owned()
}

fn file() -> Vec<u8> {
    let mut file = "CF;Nominativo;Quanto;Causale\n".to_owned();
    for cents in 10..13 {
        file.push_str(&format!("{DEBTOR};Rossi Mario;{cents},50;Tassa\n"));
    }
    file.push_str("x;<b>;1,00;Tassa\n");
    file.into_bytes()
}

/// From the upload to the preview, with one column to put right.
async fn look_over(browser: &Browser<'_>, here: &str) {
    let back = browser.upload(&browser.page(here).await, file()).await;
    let start = browser
        .page(back.strip_prefix(&browser.world.stack.url).unwrap())
        .await;
    assert!(start.contains("Il file è arrivato"));
    let check = format!("{here}/check");
    browser.post(&check, &[("service", "TARI")]).await;
    assert!(
        browser
            .settled(here)
            .await
            .contains("Manca la colonna «Importo»")
    );
    browser
        .post(&check, &[("service", "TARI"), ("map.amount", "3")])
        .await;
    let preview = browser.settled(here).await;
    assert!(preview.contains("34,50\u{a0}€") && preview.contains("Tassa &#60;2026&#62;"));
    assert!(preview.contains("Il codice fiscale deve avere 16 caratteri"));
    let refused = browser.page(&format!("{here}/refused")).await;
    assert!(refused.contains(">5<"), "the physical row");
    let csv = location(&browser.get(&format!("{here}/refused?format=csv")).await);
    let csv = browser
        .http
        .get(csv)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(csv.contains("5;\"CF\";\"tax_code_invalid\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secretary_goes_from_the_empty_form_to_published_positions() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    let list = browser.page(HERE).await;
    let once = hidden(&list, "once");
    let empty = browser.post(HERE, &[("name", ""), ("once", &once)]).await;
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("name", "Tassa <2026>"), ("once", once.as_str())];
    let here = location(&browser.post(HERE, &fields).await);
    assert_eq!(
        location(&browser.post(HERE, &fields).await),
        here,
        "sent twice, begun once"
    );

    let check = format!("{here}/check");
    look_over(&browser, &here).await;
    let confirm = format!("{here}/confirm");
    let wrong = browser
        .post(&confirm, &[("description", ""), ("exclude_rows", "tre")])
        .await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().await.unwrap().contains("value=\"tre\""),
        "what was typed is kept"
    );
    let terms = [("description", "Tassa"), ("exclude_rows", "3")];
    for _ in 0..2 {
        assert_eq!(
            location(&browser.post(&confirm, &terms).await),
            here,
            "pressed twice"
        );
    }
    assert!(
        browser
            .settled(&here)
            .await
            .contains("Le posizioni sono pubblicate")
    );
    let id = here.rsplit('/').next().unwrap();
    assert_eq!(world.positions(id).await.len(), 2);
    let late = browser.post(&check, &[("service", "TARI")]).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_can_be_loaded_as_it_is() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    for format in ["xlsx", "csv"] {
        let answer = browser
            .get(&format!("{HERE}/template?format={format}"))
            .await;
        let disposition = answer.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            disposition.ends_with(&format!(".{format}\"")),
            "{disposition}"
        );
        let bytes = answer.bytes().await.unwrap().to_vec();
        let once = hidden(&browser.page(HERE).await, "once");
        let here = location(
            &browser
                .post(HERE, &[("name", format), ("once", &once)])
                .await,
        );
        browser.upload(&browser.page(&here).await, bytes).await;
        browser
            .post(&format!("{here}/check"), &[("service", "TARI")])
            .await;
        assert!(browser.settled(&here).await.contains("1.280,50\u{a0}€"));
    }
    world.stack.stop().await;
}
