//! Codes of diagnostics and findings: stable, documented one by one in `docs/findings.md`.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// What kind of problem it is. Never renamed, never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// All of them, in the order of `docs/findings.md`.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As it is written in reports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

codes! {
    // Diagnostics: an input file is not well formed.
    /// A file cannot be read as text.
    UnreadableFile = "unreadable-file",
    /// A YAML file breaks the rules of YAML.
    YamlSyntax = "yaml-syntax",
    /// A YAML file is too large, too deep or has too many nodes.
    YamlBudget = "yaml-budget",
    /// A key stands twice in one mapping.
    DuplicateKey = "duplicate-key",
    /// A key that this file does not have.
    UnknownKey = "unknown-key",
    /// A key that must be there is not.
    MissingKey = "missing-key",
    /// A value has the wrong shape.
    WrongType = "wrong-type",
    /// A plain scalar that YAML reads as a number, a date or a boolean.
    QuoteIt = "quote-it",
    /// A value is not one of those allowed.
    InvalidValue = "invalid-value",
    /// A date is no date.
    InvalidDate = "invalid-date",
    /// A duration is no duration.
    InvalidDuration = "invalid-duration",
    /// An id breaks the rules for ids.
    InvalidId = "invalid-id",
    /// A file is written for a newer kansa.
    NewerFormat = "newer-format",
    /// An id is given twice.
    DuplicateId = "duplicate-id",
    /// A catalog that is neither built in nor in `controls/catalogs`.
    UnknownCatalog = "unknown-catalog",
    /// A control that its catalog does not have.
    UnknownControl = "unknown-control",
    /// A measure that nobody defines.
    UnknownMeasure = "unknown-measure",
    /// A requirement that its measure does not have.
    UnknownRequirement = "unknown-requirement",
    /// A register that nobody defines.
    UnknownRegister = "unknown-register",
    /// A column that is not declared.
    UnknownColumn = "unknown-column",
    /// A company that the group does not have.
    UnknownCompany = "unknown-company",
    /// Controls that rest on each other in a circle.
    PrerequisiteCircle = "prerequisite-circle",
    /// Companies that provide a measure to each other in a circle.
    ProviderCircle = "provider-circle",
    /// Two rows say differently how two requirements relate.
    CrosswalkContradiction = "crosswalk-contradiction",
    /// A scope is narrower than its framework allows.
    ScopeTooNarrow = "scope-too-narrow",
    /// A requirement is excluded that its framework does not let anybody exclude.
    ExclusionForbidden = "exclusion-forbidden",
    /// A condition cannot be read.
    ConditionSyntax = "condition-syntax",
    /// A condition compares what cannot be compared.
    ConditionType = "condition-type",
    /// The header of a register lacks a column or names one twice.
    RegisterHeader = "register-header",

    // What `kansa catalog check` says of a library that is well formed.
    /// A number is missing between its siblings.
    NumberingGap = "numbering-gap",
    /// A measure serves no control.
    MeasureUnmapped = "measure-unmapped",
    /// A requirement of a catalog is served by no measure.
    ControlUnserved = "control-unserved",
    /// A cadence is said to be stated, and no requirement that it serves states it.
    CadenceUnfounded = "cadence-unfounded",
    /// A requirement states a cadence, and no measure that serves it comes so often.
    CadenceTooLoose = "cadence-too-loose",
    /// A requirement is equal to several of one catalog at once.
    CrosswalkAmbiguous = "crosswalk-ambiguous",

    // Findings: something in the organization's evidence calls for action.
    /// Nothing shows that it was done, and it can still be repaired.
    EvidenceOverdue = "evidence-overdue",
    /// Nothing shows that it was done, and the time for repair has passed.
    EvidenceMissed = "evidence-missed",
    /// It was done after its window.
    DoneLate = "done-late",
    /// What was shown is too old by now.
    EvidenceStale = "evidence-stale",
    /// A check on the contents failed.
    CheckFailed = "check-failed",
    /// The required approval is missing.
    NotApproved = "not-approved",
    /// The evidence cannot be read.
    EvidenceUnreadable = "evidence-unreadable",
    /// It falls due within the next 30 days.
    DueSoon = "due-soon",
    /// What was shown expires within the next 30 days.
    ExpiresSoon = "expires-soon",
    /// A deadline depends on holidays that the calendar does not know.
    CalendarRange = "calendar-range",
    /// A register that a requirement needs is not there.
    MissingRegister = "missing-register",
    /// A register cannot be read.
    RegisterUnreadable = "register-unreadable",
    /// A cell of a register cannot be read as what its column declares.
    RegisterCell = "register-cell",
    /// A register has no row for which a requirement could be owed.
    NoSubject = "no-subject",
    /// A file or folder that belongs to no requirement.
    UnplacedEvidence = "unplaced-evidence",
    /// A file has no date in its name and no evidence.yaml that gives one.
    UndatedEvidence = "undated-evidence",
    /// A date in a file name can be read in two ways.
    AmbiguousDate = "ambiguous-date",
    /// Something that is no regular file: a link, a device, a pipe.
    NotAFile = "not-a-file",
    /// A file is larger than the limit and was not opened.
    TooLarge = "too-large",
    /// The number of a payment card stands in a file.
    CardNumber = "card-number",
    /// A 個人番号 (My Number) stands in a file.
    IndividualNumber = "individual-number",
    /// A table has rows that people do not see.
    HiddenRows = "hidden-rows",
    /// An exception whose time has passed, or that rests on nothing.
    ExceptionInvalid = "exception-invalid",
    /// An exception that nothing needs.
    ExceptionUnused = "exception-unused",
    /// An exception to a requirement that allows none.
    ExceptionNotAllowed = "exception-not-allowed",
    /// Another company provides what only the company itself can answer for.
    NotDelegable = "not-delegable",
    /// The provider has evidence, but it does not name this company.
    ProviderSilent = "provider-silent",
    /// The time for which another company provides a measure has passed.
    ProvisionEnded = "provision-ended",
    /// A file was sealed with other contents.
    EvidenceAltered = "evidence-altered",
    /// A file was sealed and is gone, and nobody has recorded that it was disposed of.
    EvidenceRemoved = "evidence-removed",
    /// A file says that it is older than a seal that did not find it.
    FiledLate = "filed-late",
    /// A file was disposed of before the time for which it has to be kept.
    DisposedEarly = "disposed-early",
    /// A file says of itself that it was made long after the day of which it is said to be.
    DateContradicted = "date-contradicted",
    /// The same file is filed for two days.
    EvidenceReused = "evidence-reused",
    /// The seal log itself is not as it was written.
    SealBroken = "seal-broken",
    /// A baseline puts off a finding that is there no more.
    BaselineStale = "baseline-stale",
    /// A baseline puts off a finding until a day that has passed.
    BaselineExpired = "baseline-expired",
    /// Evidence for something that the company is not held to.
    OutOfScope = "out-of-scope",
    /// An event register is empty, and nobody has declared that nothing happened.
    NilUndeclared = "nil-undeclared",
    /// A recorded exclusion that the register which has to show it does not show.
    ExclusionUnshown = "exclusion-unshown",
    /// A company in scope of PCI DSS does not say what it is to it.
    ProfileMissing = "profile-missing",
    /// A part of a company is the scope of PCI DSS, and no segmentation keeps it apart.
    ScopeUnsegmented = "scope-unsegmented",
    /// A company has not said how often something is to be done that it has to decide itself.
    ParameterUnset = "parameter-unset",
    /// A role that a framework asks for is held by nobody.
    OfficerMissing = "officer-missing",
    /// A role that a framework asks for is held by someone who may not hold it.
    OfficerConflict = "officer-conflict",
    /// Reports of a department do not reach the top.
    RouteMissing = "route-missing",
    /// All routes for the reports of a department have somebody in common.
    RouteSingle = "route-single",
    /// A nonconformity that is not corrected, or whose correction nobody has checked.
    NonconformityOpen = "nonconformity-open",
    /// An auditor waits for an answer.
    AuditAnswerOverdue = "audit-answer-overdue",
    /// A scope is said to be certified, and no certificate is valid.
    CertificateMissing = "certificate-missing",
    /// A certificate has ended, or something has to be done for its renewal or next audit.
    CertificateDue = "certificate-due",
    /// Controls apply without a recorded reason.
    ApplicabilityUnreasoned = "applicability-unreasoned",
    /// Controls apply, and neither a risk nor a law, a contract or the business leads to them.
    ControlUntraced = "control-untraced",
    /// The statement of applicability says otherwise than the evidence.
    StatementContradicted = "statement-contradicted",
    /// The statement of applicability is no approved document, or older than the assessment of risks.
    StatementOutdated = "statement-outdated",
    /// An aspect that a control asks for is covered by no measure.
    AspectUncovered = "aspect-uncovered",
    /// No measure is mapped to a control.
    ControlUnmapped = "control-unmapped",
    /// A control rests on another one that fails.
    PrerequisiteFailing = "prerequisite-failing",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
