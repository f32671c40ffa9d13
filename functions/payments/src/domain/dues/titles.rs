//! The titles by which a column is recognised, folded, best first. Sources: the layouts of
//! MyPay/p4pa (V1_0 to V1_4, V2_0 in Italian and English) and GovPay, titles seen in the files of bodies, English.

use super::field::Field;

pub fn titles_of(field: Field) -> &'static [&'static str] {
    match field {
        Field::TaxCode => TAX_CODE,
        Field::VatNumber => VAT_NUMBER,
        Field::Subject => SUBJECT,
        Field::Name => NAME,
        Field::FirstName => FIRST_NAME,
        Field::LastName => LAST_NAME,
        Field::Amount => AMOUNT,
        Field::Description => DESCRIPTION,
        Field::DueDate => DUE_DATE,
        Field::Email => EMAIL,
        Field::Street => STREET,
        Field::StreetNumber => STREET_NUMBER,
        Field::PostalCode => POSTAL_CODE,
        Field::City => CITY,
        Field::Province => PROVINCE,
        Field::Country => COUNTRY,
        Field::Iud => IUD,
        Field::Service => SERVICE,
        Field::Category => CATEGORY,
        Field::Origin => ORIGIN,
        Field::Chapter => CHAPTER,
        Field::Year => YEAR,
        Field::NoticeNumber => NOTICE_NUMBER,
        Field::Action => ACTION,
    }
}

const TAX_CODE: &[&str] = &[
    "codicefiscale",
    "codicefiscaledebitore",
    "codicefiscalepagatore",
    "codicefiscalepartitaiva",
    "codicefiscaleopartitaiva",
    "codicefiscalepiva",
    "codicefiscaleopiva",
    "codiceidentificativounivoco",
    "codiceidentificativounivocopagatore",
    "identificativopagatore",
    "cfdebitore",
    "cfpagatore",
    "cf",
    "cfpiva",
    "cfpartitaiva",
    "codfiscale",
    "codfisc",
    "codicefisc",
    "fiscalcode",
    "taxcode",
    "debtorfiscalcode",
];
const VAT_NUMBER: &[&str] = &[
    "partitaiva",
    "piva",
    "partiva",
    "codicefiscaleaziendale",
    "vatnumber",
    "vat",
];
const SUBJECT: &[&str] = &[
    "tiposoggetto",
    "tipoidentificativounivoco",
    "tiposoggettopagatore",
    "tipopersona",
    "entitytype",
    "subjecttype",
];
const NAME: &[&str] = &[
    "nominativo",
    "nominativodebitore",
    "anagraficapagatore",
    "anagrafica",
    "denominazione",
    "ragionesociale",
    "nomeecognome",
    "cognomeenome",
    "cognomenome",
    "nomecognome",
    "nominativoragionesociale",
    "cognomenomeragionesociale",
    "intestatario",
    "debitore",
    "pagatore",
    "contribuente",
    "iscritto",
    "fullname",
    "debtorfullname",
];
const FIRST_NAME: &[&str] = &["nome", "nomedebitore", "nomepagatore", "firstname"];
const LAST_NAME: &[&str] = &[
    "cognome",
    "cognomedebitore",
    "cognomepagatore",
    "cognomeoragionesociale",
    "lastname",
    "surname",
];
const AMOUNT: &[&str] = &[
    "importo",
    "importodovuto",
    "importototale",
    "importodapagare",
    "importoeuro",
    "importoineuro",
    "totaledovuto",
    "totaledapagare",
    "dovuto",
    "quota",
    "euro",
    "amount",
    "totale",
];
const DESCRIPTION: &[&str] = &[
    "causale",
    "causaleversamento",
    "causalepagamento",
    "descrizione",
    "oggetto",
    "oggettodelpagamento",
    "remittanceinformation",
    "descrizioneposizionedebitoria",
    "description",
    "reason",
];
const DUE_DATE: &[&str] = &[
    "scadenza",
    "datascadenza",
    "datadiscadenza",
    "dataesecuzionepagamento",
    "scadenzapagamento",
    "entroil",
    "duedate",
];
const EMAIL: &[&str] = &[
    "email",
    "mail",
    "postaelettronica",
    "indirizzoemail",
    "emailpagatore",
    "mailpagatore",
    "emaildebitore",
    "debtoremail",
];
const STREET: &[&str] = &[
    "indirizzo",
    "indirizzopagatore",
    "indirizzodebitore",
    "indirizzoresidenza",
    "indirizzodiresidenza",
    "via",
    "residenza",
    "address",
    "street",
];
const STREET_NUMBER: &[&str] = &[
    "numerocivico",
    "civico",
    "civicopagatore",
    "ncivico",
    "nciv",
    "streetnumber",
    "civic",
];
const POSTAL_CODE: &[&str] = &[
    "cap",
    "cappagatore",
    "capresidenza",
    "codicepostale",
    "postalcode",
    "zip",
    "zipcode",
];
const CITY: &[&str] = &[
    "comune",
    "citta",
    "localita",
    "localitapagatore",
    "comunepagatore",
    "comuneresidenza",
    "comunediresidenza",
    "cittaresidenza",
    "city",
    "location",
    "town",
];
const PROVINCE: &[&str] = &[
    "provincia",
    "prov",
    "pr",
    "provinciapagatore",
    "provinciaresidenza",
    "siglaprovincia",
    "province",
];
const COUNTRY: &[&str] = &["nazione", "nazionepagatore", "paese", "country", "nation"];
const IUD: &[&str] = &[
    "iud",
    "codiceiud",
    "identificativounivocodovuto",
    "idpendenza",
    "codicedovuto",
];
const SERVICE: &[&str] = &[
    "servizio",
    "codiceservizio",
    "tipodovuto",
    "tipopendenza",
    "tipologiaservizio",
    "service",
    "servicecode",
    "debtpositiontypecode",
];
const CATEGORY: &[&str] = &[
    "categoria",
    "categoriapersona",
    "categoriaiscritto",
    "categoriaanagrafica",
    "tipoiscritto",
    "tipologiaiscritto",
    "category",
    "personcategory",
];
const ORIGIN: &[&str] = &[
    "competenzaoresidui",
    "competenzaresidui",
    "competenzaresiduo",
    "competenzaoresiduo",
    "residuocompetenza",
    "residuicompetenza",
    "provenienzacontabile",
    "origin",
];
const CHAPTER: &[&str] = &[
    "capitolodientrata",
    "capitoloentrata",
    "capitolo",
    "capitolobilancio",
    "capitolodibilancio",
    "chapter",
    "revenuechapter",
];
const YEAR: &[&str] = &[
    "annodiriferimento",
    "annoriferimento",
    "anno",
    "annodicompetenza",
    "annocompetenza",
    "annodovuto",
    "annodimposta",
    "annoimposta",
    "annualita",
    "year",
    "referenceyear",
];
const NOTICE_NUMBER: &[&str] = &[
    "numeroavviso",
    "codiceavviso",
    "nav",
    "iuv",
    "codiuv",
    "codiceiuv",
    "noticenumber",
];
const ACTION: &[&str] = &["azione", "action"];
