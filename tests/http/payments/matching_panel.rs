//! Matching in the panel, without script: a flow and a statement are uploaded and looked at.

use std::time::Duration;

use reqwest::StatusCode;

use super::browser::{Browser, location};
use super::flow_files::{FLOW, flow, row, statement};
use super::world::{World, hidden};

const HERE: &str = "/panel/payments/matching";

/// Uploads a file through the form in this place of the list, and has it read.
async fn upload(browser: &Browser<'_>, place: usize, file: &str) -> reqwest::Response {
    let list = browser.page(HERE).await;
    let back = browser
        .upload_at(&list, place, file.as_bytes().to_vec())
        .await;
    let page = browser
        .page(back.strip_prefix(&browser.world.stack.url).unwrap())
        .await;
    assert!(page.contains("Il file è arrivato"));
    let action = page
        .split("<form class=\"sp-box\" method=\"post\" action=\"")
        .nth(1)
        .unwrap();
    let action = action.split('"').next().unwrap();
    let fields = [("upload", hidden(&page, "upload"))];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    browser.post(action, &fields).await
}

/// A page once nothing is in the works any more.
async fn over(browser: &Browser<'_>, path: &str) -> String {
    for _ in 0..1_500 {
        let page = browser.page(path).await;
        if !page.contains("http-equiv=\"refresh\"") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{path} is never over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secretary_loads_a_flow_and_a_statement_and_sees_them_matched() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    world.pay(&notice).await;
    let receipt = world.receipt_of(&notice).await;
    let xml = flow(
        FLOW,
        "10:30:00",
        &[row(&notice, &receipt, "30.00", "0")],
        "30.00",
    );
    let browser = Browser::open(&world).await;
    assert!(browser.page(HERE).await.contains("Ancora nessun flusso"));

    let answer = upload(&browser, 1, &xml).await;
    assert_eq!(
        (answer.status(), location(&answer)),
        (StatusCode::SEE_OTHER, format!("{HERE}/flows/{FLOW}"))
    );
    let page = over(&browser, &location(&answer)).await;
    assert!(
        page.contains("Abbinato") && page.contains(&format!("/positions/{notice}")),
        "{page}"
    );

    let answer = upload(&browser, 2, &statement(FLOW, "30,00")).await;
    let page = over(&browser, &location(&answer)).await;
    assert!(
        page.contains("CONCESSIONE SALA") && page.contains(&format!("/flows/{FLOW}")),
        "{page}"
    );
    let list = browser.page(HERE).await;
    assert!(
        list.contains("1 di 1") && list.contains("Accreditato"),
        "{list}"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_flow_shows_its_faults_and_a_strange_address_nothing() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    let answer = upload(&browser, 1, &flow(FLOW, "25:00:00", &[], "0.00")).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text().await.unwrap();
    for fault in [
        "dataOraFlusso",
        "numeroTotalePagamenti",
        "datiSingoliPagamenti",
    ] {
        assert!(page.contains(fault), "{fault}: {page}");
    }
    for path in [
        format!("{HERE}/flows/{FLOW}"),
        format!("{HERE}/statements/01KA9B6N0M5VJ8G2Q4T7XW3ZRE"),
        format!("{HERE}/uploads/01KA9B6N0M5VJ8G2Q4T7XW3ZRE?what=flow"),
    ] {
        assert_eq!(
            browser.get(&path).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let nothing = [("upload", "01KA9B6N0M5VJ8G2Q4T7XW3ZRE")];
    for action in [
        "/panel/payments/matching/flows",
        "/panel/payments/matching/statements",
    ] {
        let answer = browser.post(action, &nothing).await;
        assert_eq!(answer.status(), StatusCode::CONFLICT, "{action}");
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_of_more_than_five_megabytes_is_read_in_the_background() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    world.pay(&notice).await;
    let receipt = world.receipt_of(&notice).await;
    let mut rows: Vec<String> = (0..1_099)
        .map(|at| {
            row(
                &format!("3079999999{at:08}"),
                &format!("U{at}"),
                "1.00",
                "0",
            )
        })
        .collect();
    rows.push(row(&notice, &receipt, "30.00", "0"));
    let blanks = " \n".repeat(5 * 1024 * 1024 / 2);
    let xml = flow(FLOW, "10:30:00", &rows, "1129.00");
    let xml = xml.replacen("<numeroTotale", &format!("{blanks}<numeroTotale"), 1);
    let browser = Browser::open(&world).await;
    let answer = upload(&browser, 1, &xml.replace("1129.00", "1129.01")).await;
    let page = over(&browser, &location(&answer)).await;
    assert!(page.contains("importoTotalePagamenti"), "{page}");
    let answer = upload(&browser, 1, &xml).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let page = over(&browser, &location(&answer)).await;
    assert!(page.contains(&format!("{HERE}/flows/{FLOW}")), "{page}");
    let whole = world.flow(FLOW).await;
    assert_eq!(
        (&whole["row_count"], &whole["matched"]),
        (&1_100.into(), &1.into())
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_found_by_its_person_its_iuv_and_its_period_and_a_flow_is_downloaded() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    world.pay(&notice).await;
    let receipt = world.receipt_of(&notice).await;
    let rows = [row(&notice, &receipt, "30.00", "0")];
    world
        .send_flow(&flow(FLOW, "10:30:00", &rows, "30.00"), "f1")
        .await;
    world.flow(FLOW).await;
    let browser = Browser::open(&world).await;
    let search = format!("{HERE}/search");
    assert!(browser.page(&search).await.contains("di riversamento"));
    for (field, value, found) in [
        ("tax_code", super::world::DEBTOR, true),
        ("tax_code", "VRDLGU80A01H501T", false),
        ("iuv", &notice[1..], true),
        ("flow_id", FLOW, true),
        ("from", "2026-11-20", true),
        ("from", "2026-11-21", false),
        ("to", "2026-11-19", false),
    ] {
        let answer = browser.post(&search, &[(field, value)]).await;
        let page = answer.text().await.unwrap();
        let link = format!("{HERE}/flows/{FLOW}");
        assert_eq!(page.contains(&link), found, "{field} {value}: {page}");
    }
    let page = browser.post(&search, &[("tax_code", "X")]).await;
    assert!(page.text().await.unwrap().contains("non è valido"));
    let page = browser.post(&search, &[("iuv", "")]).await;
    assert!(page.text().await.unwrap().contains("almeno un dato"));
    let whole = browser.page(&format!("{HERE}/flows/{FLOW}")).await;
    let csv = browser.get(&format!("{HERE}/flows/{FLOW}/rows")).await;
    assert_eq!(csv.headers()["content-type"], "text/csv; charset=utf-8");
    let csv = csv.text().await.unwrap();
    assert!(csv.contains(&format!("'{}", &notice[1..])), "{csv}");
    let tax_code = super::world::DEBTOR;
    for told in [
        tax_code,
        "Rossi",
        "19/11/2026",
        "30,00",
        &receipt,
        "Eseguito",
    ] {
        assert!(csv.contains(told) && whole.contains(told), "{told}: {csv}");
    }
    world.stack.stop().await;
}
