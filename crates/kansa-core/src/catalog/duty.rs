//! What a row of a catalog is: its force, whom it is for, when it asks for something, and what it lets pass.

use crate::measure::Basis;
use crate::period::Period;
use crate::text::Text;
use crate::yaml::keywords;

keywords! {
    /// What a row of a law is.
    ///
    /// Our reading of the law's verbs; a person who reads the current text has to confirm it.
    pub enum Force {
        /// A duty.
        Duty = "duty",
        /// A duty where personal data is handled abroad.
        DutyIfAbroad = "duty-if-abroad",
        /// Something to strive for (努力義務).
        Effort = "effort",
        /// Recommended by the guideline.
        Recommended = "recommended",
        /// Something that is permitted.
        Permission = "permission",
        /// What sets off a duty.
        Trigger = "trigger",
        /// What frees of a duty.
        Exception = "exception",
        /// What a word means.
        Definition = "definition",
    }
}

impl Force {
    /// The force in words.
    pub fn text(self) -> Text {
        match self {
            Self::Duty => Text::new("義務", "duty"),
            Self::DutyIfAbroad => Text::new("義務（外国で取り扱う場合）", "duty if handled abroad"),
            Self::Effort => Text::new("努力義務", "effort"),
            Self::Recommended => Text::new("推奨", "recommended"),
            Self::Permission => Text::new("任意", "permission"),
            Self::Trigger => Text::new("要件", "trigger"),
            Self::Exception => Text::new("例外", "exception"),
            Self::Definition => Text::new("定義", "definition"),
        }
    }

    /// Whether a row of this force gets a verdict; the others explain.
    pub fn is_judged(self) -> bool {
        match self {
            Self::Duty | Self::DutyIfAbroad | Self::Effort | Self::Recommended => true,
            Self::Permission | Self::Trigger | Self::Exception | Self::Definition => false,
        }
    }
}

keywords! {
    /// Entities that a requirement is for, beside everybody.
    ///
    /// Source: PCI DSS v4.0.1, applicability notes of the requirements.
    pub enum Audience {
        /// Service providers.
        ServiceProvider = "service-provider",
        /// Service providers whose customers share an environment.
        MultiTenantServiceProvider = "multi-tenant-service-provider",
        /// Entities with payment terminals that still use SSL or early TLS.
        LegacyTlsTerminal = "legacy-tls-terminal",
        /// Issuers.
        Issuer = "issuer",
        /// Entities that a brand or an acquirer has designated.
        DesignatedEntity = "designated-entity",
        /// Entities that keep the cardholder data environment apart by segmentation.
        Segmented = "segmented",
    }
}

impl Audience {
    /// The audience in words.
    pub fn text(self) -> Text {
        match self {
            Self::ServiceProvider => Text::new("サービスプロバイダー", "service providers"),
            Self::MultiTenantServiceProvider => {
                Text::new("マルチテナントサービスプロバイダー", "multi-tenant service providers")
            }
            Self::LegacyTlsTerminal => {
                Text::new("SSL・初期の TLS を使う決済端末を持つ事業体", "entities with legacy TLS terminals")
            }
            Self::Issuer => Text::new("イシュアー", "issuers"),
            Self::DesignatedEntity => Text::new("指定事業体", "designated entities"),
            Self::Segmented => {
                Text::new("セグメンテーションを用いる事業体", "entities that use segmentation")
            }
        }
    }
}

keywords! {
    /// When a requirement asks for something.
    pub enum Rhythm {
        /// At least this often.
        Every = "every",
        /// At the interval that the entity's own risk analysis sets.
        RiskAnalysis = "risk-analysis",
        /// On each occurrence.
        Event = "event",
        /// On a change.
        Change = "change",
        /// To be kept at least this long.
        Keep = "keep",
        /// Within a time, or a threshold.
        Limit = "limit",
        /// At all times.
        Continuous = "continuous",
    }
}

impl Rhythm {
    /// The rhythm in words.
    pub fn text(self) -> Text {
        match self {
            Self::Every => Text::new("定期", "every"),
            Self::RiskAnalysis => Text::new("リスク分析で定める間隔", "as the risk analysis sets"),
            Self::Event => Text::new("発生の都度", "on each occurrence"),
            Self::Change => Text::new("変更時", "on a change"),
            Self::Keep => Text::new("保管期間", "kept for"),
            Self::Limit => Text::new("期限・しきい値", "limit"),
            Self::Continuous => Text::new("常時", "at all times"),
        }
    }

    /// Whether it says nothing without a period.
    pub(super) fn needs_period(self) -> bool {
        match self {
            Self::Every | Self::Keep => true,
            Self::RiskAnalysis | Self::Event | Self::Change | Self::Limit | Self::Continuous => false,
        }
    }
}

/// How often, or when, a requirement itself asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periodicity {
    /// The kind of rhythm.
    pub rhythm: Rhythm,
    /// How often, for how long, or within which time.
    pub period: Option<Period>,
    /// Who says so; a customary one is never shown as required.
    pub basis: Basis,
    /// What the kind alone does not say.
    pub note: Option<Text>,
}

/// How far a requirement can be excluded from the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exclusion {
    /// With a reason.
    Allowed,
    /// What is done can be absent; the written rule stays owed (該当なし).
    RuleOwed,
    /// Not at all.
    Forbidden,
}

/// Whether an accepted gap can stand as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExceptionRule {
    /// With approver, reason and expiry.
    Allowed,
    /// Only with a compensating measure beside it.
    Compensating,
    /// Only with one that has a complete worksheet for the requirement.
    Worksheet,
    /// Not at all: it stays a gap.
    Forbidden,
}
