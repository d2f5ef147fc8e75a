//! What a company is to PCI DSS.

use crate::catalog::Audience;
use crate::text::Text;
use crate::yaml::{keywords, record};

keywords! {
    /// What a company does with account data.
    pub enum PciRole {
        /// It accepts cards.
        Merchant = "merchant",
        /// It handles account data for others, or can affect their security.
        ServiceProvider = "service-provider",
    }
}

impl PciRole {
    /// The role in words.
    pub fn text(self) -> Text {
        match self {
            Self::Merchant => Text::new("加盟店", "merchant"),
            Self::ServiceProvider => Text::new("サービスプロバイダー", "service provider"),
        }
    }
}

keywords! {
    /// How compliance is validated.
    ///
    /// Which requirements a questionnaire asks is what the company's own copy of it says: the register `questionnaire`.
    pub enum Validation {
        /// Report on compliance.
        Roc = "roc",
        /// Self-assessment questionnaire A.
        SaqA = "saq-a",
        /// Self-assessment questionnaire A-EP.
        SaqAEp = "saq-a-ep",
        /// Self-assessment questionnaire B.
        SaqB = "saq-b",
        /// Self-assessment questionnaire B-IP.
        SaqBIp = "saq-b-ip",
        /// Self-assessment questionnaire C.
        SaqC = "saq-c",
        /// Self-assessment questionnaire C-VT.
        SaqCVt = "saq-c-vt",
        /// Self-assessment questionnaire P2PE.
        SaqP2pe = "saq-p2pe",
        /// Self-assessment questionnaire D.
        SaqD = "saq-d",
    }
}

impl Validation {
    /// The way of validation in words.
    pub fn text(self) -> Text {
        Text::same(match self {
            Self::Roc => "ROC",
            Self::SaqA => "SAQ A",
            Self::SaqAEp => "SAQ A-EP",
            Self::SaqB => "SAQ B",
            Self::SaqBIp => "SAQ B-IP",
            Self::SaqC => "SAQ C",
            Self::SaqCVt => "SAQ C-VT",
            Self::SaqP2pe => "SAQ P2PE",
            Self::SaqD => "SAQ D",
        })
    }
}

record! {
    /// What a company is to PCI DSS: decides which requirements are for it.
    pub(crate) struct RawPci {
        /// What it does with account data.
        role: PciRole,
        /// How its compliance is validated.
        validation: Validation,
        /// Whether customers of its services share an environment: no if left out.
        multi_tenant: Option<bool>,
        /// Whether it issues cards: no if left out.
        issuer: Option<bool>,
        /// Whether a brand or an acquirer has designated it: no if left out.
        designated_entity: Option<bool>,
        /// Whether segmentation keeps the cardholder data environment apart: taken to be so if left out.
        segmentation: Option<bool>,
        /// Whether it has payment terminals that still use SSL or early TLS: no if left out.
        legacy_tls_terminals: Option<bool>,
    }
}

/// What a company is to PCI DSS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PciProfile {
    /// What it does with account data.
    pub role: PciRole,
    /// How its compliance is validated.
    pub validation: Validation,
    /// Whether segmentation keeps the cardholder data environment apart, as the company says itself.
    pub segmentation: Option<bool>,
    audiences: Vec<Audience>,
}

impl From<RawPci> for PciProfile {
    fn from(raw: RawPci) -> Self {
        let provider = raw.role == PciRole::ServiceProvider;
        let yes = |it: Option<bool>| it == Some(true);
        let audiences = [
            (Audience::ServiceProvider, provider),
            (Audience::MultiTenantServiceProvider, provider && yes(raw.multi_tenant)),
            (Audience::LegacyTlsTerminal, yes(raw.legacy_tls_terminals)),
            (Audience::Issuer, yes(raw.issuer)),
            (Audience::DesignatedEntity, yes(raw.designated_entity)),
            // What nobody has said is taken to ask for more, not for less.
            (Audience::Segmented, raw.segmentation != Some(false)),
        ];
        let audiences = audiences.into_iter().filter(|(_, is)| *is).map(|(it, _)| it).collect();
        Self { role: raw.role, validation: raw.validation, segmentation: raw.segmentation, audiences }
    }
}

impl PciProfile {
    /// Whether a company of this profile is among the entities that a requirement is for.
    pub fn is(&self, audience: Audience) -> bool {
        self.audiences.contains(&audience)
    }
}
