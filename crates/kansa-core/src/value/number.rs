//! Numbers and percentages as Japanese tables write them.

use super::Fault;
use super::fault::rounded;

/// Counters and units of one whole: what is counted does not change the number. No 千円 or 万, which do; no 分
/// or 年, because the same column would hold 時間 or ヶ月 too.
const COUNTERS: [&str; 22] = [
    "円", "点", "件", "名", "人", "回", "日", "日間", "時間", "個", "台", "枚", "社", "本", "冊", "箇所",
    "か所", "ヶ所", "ヵ所", "カ所", "拠点", "項目",
];

/// Reads a folded text as a number.
pub(super) fn in_text(text: &str) -> Result<f64, Fault> {
    if let Some(inside) = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        // In accounts it is a negative number, in lists often a number that is said aside.
        let number = counted(inside.trim())?;
        return one_of(-number.abs(), number);
    }
    match percent_in(text) {
        Some(percent) => of_percent(signed(percent)?),
        None => counted(text),
    }
}

/// Reads a folded text as a percentage, in percent.
pub(super) fn percent_in_text(text: &str) -> Result<f64, Fault> {
    match percent_in(text) {
        Some(percent) => signed(percent),
        None => bare_percent(signed(text)?),
    }
}

/// A percentage where a number is expected: 80 % is 0.8 to a spreadsheet and 80 to people.
pub(super) fn of_percent(percent: f64) -> Result<f64, Fault> {
    one_of(percent / 100.0, percent)
}

/// A number where a percentage is expected. Up to 1 it may be a fraction: 0.8 is 0.8 % or 80 %.
pub(super) fn bare_percent(number: f64) -> Result<f64, Fault> {
    if number.abs() <= 1.0 { one_of(number, rounded(number * 100.0)) } else { Ok(number) }
}

fn one_of(one: f64, other: f64) -> Result<f64, Fault> {
    if one == other { Ok(other) } else { Err(Fault::TwoNumbers(one, other)) }
}

/// What stands before a sign of percent.
fn percent_in(text: &str) -> Option<&str> {
    ["%", "パーセント"].iter().find_map(|it| text.strip_suffix(it)).map(str::trim_end)
}

/// A number, perhaps as a sum of yen or with its counter.
fn counted(text: &str) -> Result<f64, Fault> {
    if text.is_ascii() {
        return signed(text);
    }
    let counters = COUNTERS.iter().filter_map(|it| text.strip_suffix(it));
    // The shortest rest is left by the longest counter: 日間 before 間.
    let number = counters.min_by_key(|it| it.len()).unwrap_or(text).trim_end();
    signed(number)
}

/// A number with its sign and its yen sign, in either order.
fn signed(text: &str) -> Result<f64, Fault> {
    let mut rest = text;
    let (mut sign, mut yen) = (None, false);
    while let Some(first) = rest.chars().next() {
        match first {
            '-' | '−' | '△' | '▲' if sign.is_none() => sign = Some(-1.0),
            '+' if sign.is_none() => sign = Some(1.0),
            // The yen sign of JIS X 0201 is a backslash elsewhere.
            '¥' | '￥' | '\\' if !yen => yen = true,
            _ => break,
        }
        rest = rest.get(first.len_utf8()..).unwrap_or_default().trim_start();
    }
    let number = unsigned(rest)? * sign.unwrap_or(1.0);
    // There is one zero.
    Ok(if number == 0.0 { 0.0 } else { number })
}

fn unsigned(text: &str) -> Result<f64, Fault> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(it, rest)| (it, Some(rest)));
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    if fraction.is_some_and(|it| !digits(it)) || !whole.bytes().all(|it| it.is_ascii_digit() || it == b',') {
        return Err(Fault::NotOfType);
    }
    let number = if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        let leads = digits(first) && first.len() <= 3 && !first.starts_with('0');
        if !leads || !groups.all(|it| digits(it) && it.len() == 3) {
            return Err(Fault::Commas);
        }
        text.replace(',', "").parse()
    } else {
        text.parse()
    };
    // Only digits are left, so that the one way to fail is to be empty.
    number.ok().filter(|it: &f64| it.is_finite()).ok_or(Fault::NotOfType)
}
