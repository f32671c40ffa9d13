//! The operations of `paForNode.wsdl`.

use super::schema::{Kind, receipts, requests};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    VerifyPaymentNotice,
    GetPayment,
    GetPaymentV2,
    SendRt,
    SendRtV2,
    DemandPaymentNotice,
}

impl Operation {
    pub const ALL: [Self; 6] = [
        Self::VerifyPaymentNotice,
        Self::GetPayment,
        Self::GetPaymentV2,
        Self::SendRt,
        Self::SendRtV2,
        Self::DemandPaymentNotice,
    ];

    /// Reads the header `SOAPAction`, which is written with quotes or without.
    pub fn of_soap_action(header: &str) -> Option<Self> {
        let header = header.trim();
        let bare = header
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let action = bare.unwrap_or(header);
        Self::ALL
            .into_iter()
            .find(|operation| operation.soap_action() == action)
    }

    pub fn soap_action(self) -> &'static str {
        match self {
            Self::VerifyPaymentNotice => "paVerifyPaymentNotice",
            Self::GetPayment => "paGetPayment",
            Self::GetPaymentV2 => "paGetPaymentV2",
            Self::SendRt => "paSendRT",
            Self::SendRtV2 => "paSendRTV2",
            Self::DemandPaymentNotice => "paDemandPaymentNotice",
        }
    }

    /// The element in the body of a request.
    pub fn request_element(self) -> &'static str {
        match self {
            Self::VerifyPaymentNotice => "paVerifyPaymentNoticeReq",
            Self::GetPayment => "paGetPaymentReq",
            Self::GetPaymentV2 => "paGetPaymentV2Request",
            Self::SendRt => "paSendRTReq",
            Self::SendRtV2 => "paSendRTV2Request",
            Self::DemandPaymentNotice => "paDemandPaymentNoticeRequest",
        }
    }

    /// The element in the body of an answer.
    pub fn response_element(self) -> &'static str {
        match self {
            Self::VerifyPaymentNotice => "paVerifyPaymentNoticeRes",
            Self::GetPayment => "paGetPaymentRes",
            Self::GetPaymentV2 => "paGetPaymentV2Response",
            Self::SendRt => "paSendRTRes",
            Self::SendRtV2 => "paSendRTV2Response",
            Self::DemandPaymentNotice => "paDemandPaymentNoticeResponse",
        }
    }

    /// The schema of the request.
    pub(super) fn request_kind(self) -> &'static Kind {
        match self {
            Self::VerifyPaymentNotice => &requests::VERIFY_PAYMENT_NOTICE,
            Self::GetPayment | Self::GetPaymentV2 => &requests::GET_PAYMENT,
            Self::SendRt => &receipts::SEND_RT,
            Self::SendRtV2 => &receipts::SEND_RT_V2,
            Self::DemandPaymentNotice => &requests::DEMAND_PAYMENT_NOTICE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soap_action_may_have_quotes_and_nothing_else() {
        let read = Operation::of_soap_action;
        assert_eq!(read("paSendRTV2"), Some(Operation::SendRtV2));
        assert_eq!(read(" \"paSendRT\" "), Some(Operation::SendRt));
        for wrong in [
            "",
            "\"\"",
            "paSendRTV3",
            "PASENDRTV2",
            "\"paSendRT",
            "urn:paSendRT",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
