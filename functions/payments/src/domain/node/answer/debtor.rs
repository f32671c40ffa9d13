//! The debtor as the node wants him.

use super::super::schema::is_email;
use super::super::xml::Xml;
use super::words::{line, line_if};
use crate::domain::position::Debtor;

/// `ctSubject`. Name and address are cut to the schema's lengths; an e-mail address that the schema
/// would refuse is left out.
pub fn write(xml: &mut Xml, debtor: &Debtor) {
    let code = debtor.tax_code.as_str();
    xml.nest("debtor", |xml| {
        xml.nest("uniqueIdentifier", |xml| {
            xml.leaf("entityUniqueIdentifierType", debtor.kind.as_str())
                .leaf("entityUniqueIdentifierValue", code);
        });
        let name = line(&debtor.full_name, 70);
        xml.leaf("fullName", name.as_deref().unwrap_or(code));
        if let Some(address) = &debtor.address {
            xml.leaf_if("streetName", line_if(address.street.as_deref(), 70))
                .leaf_if("civicNumber", line_if(address.number.as_deref(), 16))
                .leaf_if("postalCode", line_if(address.postal_code.as_deref(), 16))
                .leaf_if("city", line_if(address.city.as_deref(), 35))
                .leaf_if(
                    "stateProvinceRegion",
                    line_if(address.province.as_deref(), 35),
                );
        }
        xml.leaf_if(
            "e-mail",
            debtor.email.as_deref().filter(|email| is_email(email)),
        );
    });
}
