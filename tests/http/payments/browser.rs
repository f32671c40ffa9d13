//! A browser without script, in front of the panel.

use std::time::Duration;

use platform::web::inspect;
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};

use super::world::{World, hidden};

/// A browser of somebody who signed in; it shows redirects instead of following them.
pub struct Browser<'a> {
    pub world: &'a World,
    pub http: Client,
    cookie: String,
}

impl<'a> Browser<'a> {
    pub async fn open(world: &'a World) -> Self {
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        Self {
            world,
            http,
            cookie: world.sign_in().await,
        }
    }

    pub async fn get(&self, path: &str) -> Response {
        let request = self
            .http
            .get(self.world.url(path))
            .header("Cookie", &self.cookie);
        request.send().await.unwrap()
    }

    /// A page, which must be sound.
    pub async fn page(&self, path: &str) -> String {
        let html = self.get(path).await.text().await.unwrap();
        assert_eq!(inspect::faults(&html), [""; 0], "{path}");
        html
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self
            .http
            .post(self.world.url(path))
            .header("Cookie", &self.cookie);
        let request = request.header("Sec-Fetch-Site", "same-origin");
        request.form(fields).send().await.unwrap()
    }

    /// Sends the upload form of a page and gives the address to which the bucket leads back.
    pub async fn upload(&self, page: &str, file: Vec<u8>) -> String {
        self.upload_at(page, 1, file).await
    }

    /// As [`Browser::upload`], for the form in this place of the page, from 1.
    pub async fn upload_at(&self, page: &str, place: usize, file: Vec<u8>) -> String {
        let form = page.split("<form class=\"sp-box\"").nth(place).unwrap();
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
    pub async fn settled(&self, path: &str) -> String {
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

pub fn location(answer: &Response) -> String {
    answer.headers()["location"].to_str().unwrap().to_owned()
}
