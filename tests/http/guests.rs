//! People who are made for a test, and sign in as browsers do.

use access::domain::email::Email;
use access::domain::password::{Password, PasswordHash};
use access::domain::second_factor::SecondFactor;
use access::domain::user::{Membership, User};
use access::store::users;
use access::{Grant, Role};
use kernel::dice::OsDice;
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use local::stack::Stack;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};

const PASSWORD: &str = "Corretto cavallo 1";

/// Somebody with a browser that shows redirects instead of following them.
pub struct Guest {
    pub id: UserId,
    email: String,
    url: String,
    http: Client,
    cookie: String,
}

impl Guest {
    /// A new member of an organisation, who signs in.
    pub async fn new(stack: &Stack, tenant: &str, role: Role, grants: Vec<Grant>) -> Self {
        let id = UserId::mint(&*stack.clock, &OsDice);
        let email = format!("{}@ospiti.example", id.as_str().to_lowercase());
        let tenant = OrgFiscalCode::parse(tenant).unwrap();
        let membership = Membership {
            grants,
            ..Membership::new(tenant, "Ente", role)
        };
        let user = User::new(id.clone(), Email::parse(&email).unwrap(), "Ospite Prova")
            .with_password(
                PasswordHash::make(&Password::parse(PASSWORD).unwrap(), [3; 16]).unwrap(),
            )
            .with_second_factor(SecondFactor::None)
            .with_memberships(vec![membership]);
        assert!(users::create(&stack.parts.table, user).await.unwrap());
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        let mut guest = Self {
            id,
            email,
            url: stack.url.clone(),
            http,
            cookie: String::new(),
        };
        guest.sign_in().await;
        guest
    }

    pub async fn sign_in(&mut self) {
        let fields = [("email", self.email.as_str()), ("password", PASSWORD)];
        let answer = self.post("/panel/sign-in", &fields).await;
        let cookies = answer.headers().get_all("set-cookie").into_iter();
        let mut cookies = cookies.map(|cookie| cookie.to_str().unwrap());
        let session = cookies.find(|cookie| cookie.starts_with("__Host-session="));
        let session = session.unwrap_or_else(|| panic!("signed in: {}", answer.status()));
        session
            .split(';')
            .next()
            .unwrap()
            .clone_into(&mut self.cookie);
    }

    pub async fn ask(&self, method: &Method, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self
            .http
            .request(method.clone(), format!("{}{path}", self.url))
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin");
        let request = match *method == Method::GET {
            true => request,
            false => request.form(fields),
        };
        request.send().await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.ask(&Method::GET, path, &[]).await
    }

    pub async fn page(&self, path: &str) -> String {
        self.get(path).await.text().await.unwrap()
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.ask(&Method::POST, path, fields).await
    }
}

/// An answer as far as it may not differ between what is foreign and what is unknown: everything
/// but the date and the code of the request, with `name` (the thing that was asked for) taken out.
pub async fn told(answer: Response, name: &str) -> String {
    let mut lines = vec![answer.status().to_string()];
    for (header, value) in answer.headers() {
        if header != "date" && header != "x-request-id" {
            lines.push(format!("{header}: {}", value.to_str().unwrap()));
        }
    }
    lines.sort();
    lines.push(answer.text().await.unwrap());
    let told = lines.join("\n").replace(name, "…");
    let told = without_code(&told, "/errors/");
    without_code(&told, "<strong class=\"font-monospace\">")
}

/// Without the nine characters of a code, `K7QM-3XPD`, behind what stands before codes.
fn without_code(text: &str, before: &str) -> String {
    let mut parts = text.split(before);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |sum, part| {
        sum + before + part.get(9..).unwrap_or_default()
    })
}
