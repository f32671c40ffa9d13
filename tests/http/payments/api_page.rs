//! The page of the machine API: every example on it runs as it stands there.

use std::process::Command;

use super::messages::CREDITOR;
use super::world::World;

/// What stands between the tags of the element with this attribute, entities resolved.
fn inside(page: &str, attribute: &str) -> String {
    let (_, rest) = page.split_once(attribute).expect(attribute);
    let (_, rest) = rest.split_once('>').unwrap();
    let (text, _) = rest.split_once("</code>").unwrap();
    let entities = [
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
    ];
    let text = entities
        .iter()
        .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c));
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

fn examples(page: &str) -> Vec<(String, String, String)> {
    let ids = page.split("data-example=\"").skip(1);
    let ids = ids.map(|rest| rest.split('"').next().unwrap().to_owned());
    let of = |id: String| {
        let shell = inside(page, &format!("data-example=\"{id}\""));
        let shows = inside(page, &format!("data-shows=\"{id}\""));
        (id, shell, shows)
    };
    ids.map(of).collect()
}

/// Blanks say nothing in JSON.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_of_the_page_runs_and_shows_what_it_says() {
    let world = World::start().await;
    let answer = world.http.get(world.url("/api/")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(!policy.contains("unsafe"), "{policy}");
    let page = answer.text().await.unwrap();
    let examples = examples(&page);
    assert!(examples.len() >= 7, "{}", examples.len());

    // One shell for all, as a reader would: each goes on from those before it.
    let mark = |id: &str| format!("\n=== {id} ===");
    let script: String = examples
        .iter()
        .map(|(id, shell, _)| format!("echo '{}'\n{shell}\n", mark(id)))
        .collect();
    let folder = std::env::temp_dir().join(format!("sportello-api-page-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let key = world.stack.local_json.key_of(CREDITOR).unwrap().to_owned();
    let (url, at) = (world.stack.url.clone(), folder.clone());
    let ran = tokio::task::spawn_blocking(move || {
        let mut shell = Command::new("bash");
        let shell = shell
            .args(["-u", "-o", "pipefail", "-c", &script])
            .current_dir(at);
        let shell = shell
            .env("SPORTELLO", url)
            .env("CF", CREDITOR)
            .env("KEY", key);
        shell.output().expect("bash and curl")
    });
    let ran = ran.await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let trouble = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{said}\n{trouble}");
    for (id, _, shows) in &examples {
        let (_, rest) = said.split_once(&mark(id)).expect(id);
        let answer = rest.split("\n===").next().unwrap();
        assert!(
            compact(answer).contains(&compact(shows)),
            "{id}: {shows} is not in {answer}\n{trouble}"
        );
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_without_the_slash_leads_to_the_page() {
    let world = World::start().await;
    let answer = world.http.get(world.url("/api")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.url().path() == "/api/", "{}", answer.url());
    world.stack.stop().await;
}
