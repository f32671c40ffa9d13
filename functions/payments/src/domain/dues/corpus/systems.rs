//! The files of other systems, and what they ask for that an import does not do.

use super::*;

#[test]
fn the_layouts_of_other_systems_are_recognised() {
    let mypay = load(
        "IUD;codIuv;tipoIdentificativoUnivoco;codiceIdentificativoUnivoco;anagraficaPagatore;\
         indirizzoPagatore;civicoPagatore;capPagatore;localitaPagatore;provinciaPagatore;\
         nazionePagatore;mailPagatore;dataEsecuzionePagamento;importoDovuto;tipoDovuto;\
         causaleVersamento;azione\n\
         1;;F;RSSMRA85T10A562S;Rossi Mario;Via Roma;1;00118;Roma;rm;IT;A@b.it;2026-12-31;1234.50;\
         TARI;Rata unica;I\n\
         2;;F;RSSMRA85T10A562S;Rossi Mario;;;;;;;;2026-12-31;10.00;TARI;Rata;A\n\
         3;300000000000000000;F;RSSMRA85T10A562S;Rossi Mario;;;;;;;;2026-12-31;10.00;TARI;R;I\n"
            .as_bytes(),
    );
    use RowCode::{ActionUnsupported, NumberPresent};
    assert_eq!(codes(&mypay), [(3, ActionUnsupported), (4, NumberPresent)]);
    let due = &mypay.dues[0];
    assert_eq!(due.amount_cents, Cents::new(123_450));
    assert_eq!(due.debtor.email.as_deref(), Some("a@b.it"));
    assert_eq!(mypay.sheet.dialect.decimal, Decimal::Point);
    assert_eq!(mypay.sheet.dialect.date, DateOrder::YearFirst);
    let govpay = load(
        b"idA2A,idPendenza,causale,importo,dataScadenza,tipoSoggettoPagatore,\
          identificativoPagatore,anagraficaPagatore,capPagatore\n\
          A,P1,Rata,12.50,2026-12-31,G,80047110152,Ditta,340\n",
    );
    assert_eq!(codes(&govpay), []);
    assert_eq!(
        govpay.dues[0].iud.as_ref().map(|iud| iud.as_str()),
        Some("P1")
    );
    assert_eq!(govpay.warnings.len(), 1);
}

const V2: &str = "IUPD;descrizionePosizioneDebitoria;dataValidita;multiDebtor;dataNotifica;\
    indiceOpzionePagamento;tipoOpzionePagamento;descrizioneOpzionePagamento;iud;codIUV;\
    tipoIdentificativoUnivoco;codiceIdentificativoUnivoco;anagraficaPagatore;capPagatore;\
    dataEsecuzionePagamento;importoDovuto;tipoDovuto;causaleVersamento;flgGeneraIuv;\
    flagMultiBeneficiario;numeroBeneficiari;codiceFiscaleEnte_1;ibanAccreditoEnte_1;\
    codiceFiscaleEnte_2;importoVersamentoEnte_2;azione;draft";
const V2_ENG: &str = "iupdOrg;description;validityDate;multiDebtor;notificationDate;\
    paymentOptionIndex;paymentOptionType;paymentOptionDescription;iud;iuv;entityType;fiscalCode;\
    fullName;postalCode;dueDate;amount;debtPositionTypeCode;remittanceInformation;\
    generateNotice;flagMultiBeneficiary;numberBeneficiary;orgFiscalCode_1;iban_1;\
    orgFiscalCode_2;amount_2;action;draft";

#[test]
fn the_second_version_is_read_in_italian_and_in_english() {
    let own = "80047110152;IT44H0306933840100000009001";
    let row = |plan: &str, several: &str, own: &str, second: &str, draft: &str| {
        format!(
            "P1;Posizione;;false;;1;{plan};;0;;F;{CF};Rossi Mario;340;\
             2026-12-31;12.50;TARI;Causale;true;false;{several};{own};{second};I;{draft}\n"
        )
    };
    let whole = "SINGLE_INSTALLMENT";
    let rows = [
        row(whole, "1", own, ";", "false"),
        row("INSTALLMENTS", "1", own, ";", "false"),
        row(whole, "2", own, "80051230409;2.50", "false"),
        row(whole, "1", "80051230409;", ";", "false"),
        row(
            whole,
            "1",
            "80047110152;IT60X0542811101000000123456",
            ";",
            "false",
        ),
        row(whole, "1", own, ";", "TRUE"),
    ];
    use RowCode::*;
    let expected = [
        (3, PlanUnsupported),
        (4, BeneficiariesUnsupported),
        (5, CreditorDiffers),
        (6, AccountDiffers),
        (7, DraftUnsupported),
    ];
    for (titles, system) in [(V2, System::P4paV2_0), (V2_ENG, System::P4paV2_0Eng)] {
        // The IUD must differ and stay short.
        let rows: Vec<String> = (0..)
            .zip(&rows)
            .map(|(n, row): (u32, &String)| {
                let mut cells: Vec<&str> = row.trim_end().split(';').collect();
                let iud = n.to_string();
                cells[8] = &iud;
                cells.join(";")
            })
            .collect();
        let outcome = load(format!("{titles}\n{}\n", rows.join("\n")).as_bytes());
        assert_eq!(outcome.sheet.system(), Some(system));
        assert_eq!(codes(&outcome), expected);
        assert!(outcome.refused.iter().all(|row| row.others.is_empty()));
        let due = &outcome.dues[0];
        assert_eq!(due.amount_cents, Cents::new(1_250));
        assert_eq!(due.description.as_deref(), Some("Causale"));
        assert_eq!(due.due_date, Some(date(2026, 12, 31)));
    }
}

#[test]
fn a_second_beneficiary_of_the_first_versions_is_refused_and_an_unwanted_notice_is_told() {
    let titles = "IUD;codIuv;tipoIdentificativoUnivoco;codiceIdentificativoUnivoco;\
        anagraficaPagatore;importoDovuto;tipoDovuto;causaleVersamento;bilancio;flgGeneraIuv;\
        flagMultiBeneficiario;codiceFiscaleEnteSecondario;importoVersamentoEnteSecondario;azione";
    let outcome = load(
        format!(
            "{titles}\n1;;F;{CF};Rossi;10.00;TARI;x;;false;false;;;I\n\
             2;;F;{CF};Rossi;10.00;TARI;x;;true;true;80051230409;3.00;I\n\
             3;;F;{CF};Rossi;10.00;TARI;x;;true;false;;;M\n"
        )
        .as_bytes(),
    );
    assert_eq!(outcome.sheet.system(), Some(System::P4paV1_4));
    assert_eq!(
        codes(&outcome),
        [
            (3, RowCode::BeneficiariesUnsupported),
            (4, RowCode::ActionUnsupported)
        ]
    );
    assert_eq!(
        outcome.warnings[0].warning.code,
        WarningCode::NoticeNotWanted
    );
    assert_eq!(outcome.warnings[0].warning.column, "flgGeneraIuv");
}

#[test]
fn amounts_of_another_system_have_a_point_unless_the_file_proves_a_comma() {
    let file = |amount: &str| {
        format!(
            "idPendenza;identificativoPagatore;anagraficaPagatore;importo\nP;{CF};Rossi;{amount}\n"
        )
    };
    assert_eq!(
        load(file("10").as_bytes()).sheet.dialect.decimal,
        Decimal::Point
    );
    assert_eq!(
        load(file("10,50").as_bytes()).sheet.dialect.decimal,
        Decimal::Comma
    );
}

#[test]
fn a_tracciato_in_json_is_read_like_its_csv() {
    let json = format!(
        r#"{{"idTracciato":"T1","idDominio":"80047110152","inserimenti":[
        {{"idPendenza":"P1","idTipoPendenza":"TARI","causale":"Rata","importo":12.5,"dataScadenza":"2026-12-31",
          "annoRiferimento":2026,"soggettoPagatore":{{"tipo":"F","identificativo":"{CF}","anagrafica":"Rossi Mario","cap":"340"}},
          "voci":[{{"idVocePendenza":"1","importo":12.5,"ibanAccredito":"IT44H0306933840100000009001"}}]}},
        {{"idPendenza":"P2","idTipoPendenza":"TARI","importo":1,"idDominio":"80051230409",
          "soggettoPagatore":{{"identificativo":"{CF}","anagrafica":"Rossi"}},"voci":[{{}},{{}}]}}],
        "annullamenti":[{{"idPendenza":"P9"}}]}}"#
    );
    let outcome = load(json.as_bytes());
    assert_eq!(outcome.sheet.system(), Some(System::GovPayJson));
    assert_eq!(outcome.sheet.dialect.format, Format::Json);
    let due = &outcome.dues[0];
    assert_eq!(
        (due.row, due.amount_cents, due.year),
        (2, Cents::new(1_250), Some(2026))
    );
    let refused: Vec<_> = outcome.refused.iter().map(|row| row.row).collect();
    assert_eq!(refused, [3, 4]);
    let codes: Vec<RowCode> = std::iter::once(&outcome.refused[0].fault)
        .chain(&outcome.refused[0].others)
        .map(|fault| fault.code)
        .collect();
    assert_eq!(
        codes,
        [RowCode::CreditorDiffers, RowCode::BeneficiariesUnsupported]
    );
    assert_eq!(outcome.refused[1].fault.code, RowCode::ActionUnsupported);
}

#[test]
fn a_zip_of_one_csv_is_read_like_the_csv() {
    let csv = format!("CF;Nominativo;Importo\n{CF};Mario;1,50\n{CF};Anna;0\n");
    let zip = super::hostile::zipped(&[("../../dovuti-1_3.CSV", csv.as_bytes())]);
    let outcome = load(&zip);
    assert_eq!(outcome.dues[0].amount_cents, Cents::new(150));
    let rejects = reject_file(&outcome.sheet, &zip, &outcome.refused).expect("readable");
    assert!(String::from_utf8(rejects).expect("text").contains("Anna"));
}

#[test]
fn a_mapping_that_was_taught_is_applied_to_the_next_file_with_these_titles() {
    let first = format!("Chi,Codice,Quanto\nMario,{CF},\"1.234,00\"\n");
    let mut choices = Choices::default();
    for (field, number) in [(Field::Name, 1), (Field::TaxCode, 2), (Field::Amount, 3)] {
        choices.mapping.set(field, Some(ColumnRef::Number(number)));
    }
    let outcome = try_load(first.as_bytes(), &choices).expect("readable");
    assert_eq!(outcome.sheet.mapped_by(), MappedBy::Chosen);
    let lesson = outcome.sheet.lesson(&choices.mapping).expect("a lesson");
    let taught = Choices {
        learnt: vec![lesson],
        ..Choices::default()
    };
    let next = format!("Comune di Valdorra\n\nCHI,codice,quanto \nAnna,{CF},2\n");
    let outcome = try_load(next.as_bytes(), &taught).expect("readable");
    assert_eq!(outcome.sheet.mapped_by(), MappedBy::Learnt);
    assert_eq!(outcome.dues[0].amount_cents, Cents::new(200));
    assert_eq!(outcome.sheet.header_row(), 3);
    let other = format!("Chi,Codice,Quanti\nAnna,{CF},2\n");
    assert!(try_load(other.as_bytes(), &taught).is_err(), "other titles");
    let chosen = Choices {
        mapping: choices.mapping.clone(),
        ..taught
    };
    let outcome = try_load(next.as_bytes(), &chosen).expect("readable");
    assert_eq!(
        outcome.sheet.mapped_by(),
        MappedBy::Chosen,
        "the request decides"
    );
}

#[test]
fn what_the_titles_say_by_themselves_is_no_lesson() {
    let file = format!("CF;Nominativo;Importo\n{CF};Mario;1\n");
    let mut choices = Choices::default();
    choices.mapping.set(Field::Name, Some(ColumnRef::Number(2)));
    let outcome = try_load(file.as_bytes(), &choices).expect("readable");
    assert_eq!(outcome.sheet.lesson(&choices.mapping), None);
    choices.mapping.set(Field::Email, None);
    let outcome = try_load(file.as_bytes(), &choices).expect("readable");
    assert_eq!(outcome.sheet.lesson(&choices.mapping), None);
}
