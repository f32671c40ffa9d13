use super::*;
use crate::domain::dues::Due;
use crate::domain::publish::samples::due;

const ROSSI: &str = "RSSMRA85T10A562S";
const TEMPO: &str = "MRTMTT91D08F205J";

fn people(dues: &[Due]) -> People {
    let mut people = People::default();
    dues.iter().for_each(|due| people.add(due).expect("small"));
    people
}

fn differences(now: &[Due], before: &[Due]) -> (Counts, Vec<(Kind, Difference)>) {
    let mut told = Vec::new();
    let counts = people(now).differences(&people(before), |kind, line| told.push((kind, line)));
    (counts, told)
}

#[test]
fn new_gone_and_unchanged_people_are_told_apart() {
    let before = [due(2, ROSSI, "QUOTA", 100), due(3, TEMPO, "QUOTA", 100)];
    let now = [due(2, TEMPO, "QUOTA", 100), due(3, TEMPO, "MORA", 5)];
    let (counts, told) = differences(&now, &before);
    assert_eq!(
        (counts.new, counts.gone, counts.changed, counts.same),
        (1, 1, 0, 1)
    );
    let kinds: Vec<_> = told.iter().map(|(kind, line)| (*kind, line.row)).collect();
    assert_eq!(kinds, [(Kind::New, 3), (Kind::Gone, 2)]);
}

#[test]
fn another_amount_or_word_is_a_change_and_another_spelling_is_none() {
    let before = [due(2, ROSSI, "QUOTA", 1_000)];
    let mut now = before.clone();
    now[0].debtor.name = "MARIO  ROSSI".to_owned();
    assert_eq!(differences(&now, &before).0.same, 1);
    now[0].amount_cents = Cents::new(1_250);
    now[0].debtor.email = Some("a@b.it".to_owned());
    let (counts, lines) = differences(&now, &before);
    assert_eq!(counts.changed, 1);
    assert_eq!(
        told(&lines[0].1.changes),
        "Importo: 10,00 → 12,50; E-mail: — → a@b.it"
    );
}

#[test]
fn somebody_twice_is_added_up_and_told() {
    let before = [due(2, ROSSI, "QUOTA", 200)];
    let now = [due(2, ROSSI, "QUOTA", 100), due(9, ROSSI, "QUOTA", 100)];
    let (counts, lines) = differences(&now, &before);
    assert_eq!((counts.same, counts.twice), (1, 1));
    assert_eq!((lines[0].0, lines[0].1.dues), (Kind::Twice, 2));
}

#[test]
fn another_category_is_another_person_to_the_office() {
    let before = [due(2, ROSSI, "QUOTA", 100)];
    let mut now = before.clone();
    now[0].category = Some(PersonCategory::Trainee);
    let (counts, _) = differences(&now, &before);
    assert_eq!((counts.new, counts.gone), (1, 1));
}

#[test]
fn no_cell_of_the_file_would_run_in_a_spreadsheet() {
    let mut hostile = due(2, ROSSI, "QUOTA", 100);
    hostile.debtor.name = "=cmd|' /C calc'!A0".to_owned();
    let (_, lines) = differences(&[hostile], &[]);
    let line = csv_line(lines[0].0, &lines[0].1);
    assert!(line.contains(";\"'=cmd|' /C calc'!A0\";"), "{line}");
}

#[test]
fn a_hundred_thousand_people_are_compared_at_once() {
    let many: Vec<Due> = (0..100_000)
        .map(|row| {
            let mut due = due(row, "ANONIMO", "QUOTA", 100);
            due.debtor.name = format!("persona {row}");
            due
        })
        .collect();
    let (before, now) = (&many[..90_000], &many[10_000..]);
    let (counts, _) = differences(now, before);
    assert_eq!(
        (counts.new, counts.gone, counts.same),
        (10_000, 10_000, 80_000)
    );
}
