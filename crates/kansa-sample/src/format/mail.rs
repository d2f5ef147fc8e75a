//! Mails.

use chrono::Datelike;

use super::{Maker, text};
use crate::sheet::Contents;

/// A mail of the day, its subject and body in UTF-8.
pub(super) fn mail(contents: &Contents, maker: &Maker<'_>) -> String {
    let (day, domain) = (maker.day, maker.domain);
    let (hour, minute) = (9 + maker.salt % 8, maker.salt / 8 % 60);
    let weekday = day.format("%a");
    let month = day.format("%b");
    format!(
        "Date: {weekday}, {} {month} {} {hour:02}:{minute:02}:00 +0900\r\nFrom: =?UTF-8?B?{}?= <security-office@{domain}>\r\nTo: all@{domain}\r\nSubject: =?UTF-8?B?{}?=\r\nMessage-ID: <{:016x}@{domain}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        day.day(),
        day.year(),
        base64(maker.author),
        base64(contents.title().unwrap_or(maker.title)),
        maker.salt,
        folded(&base64(&text::plain(contents)))
    )
}

fn folded(text: &str) -> String {
    let mut lines = String::new();
    for (at, sign) in text.chars().enumerate() {
        if at > 0 && at % 76 == 0 {
            lines.push_str("\r\n");
        }
        lines.push(sign);
    }
    lines + "\r\n"
}

fn base64(text: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let at = |it: usize| u32::from(three.get(it).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            out.push(if place <= three.len() { char::from(SIGNS[index as usize]) } else { '=' });
        }
    }
    out
}
