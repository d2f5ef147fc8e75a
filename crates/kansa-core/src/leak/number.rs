//! Which digits are a card number or a 個人番号.

use super::Secret;

/// Digits as one number.
pub(super) fn joined(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |sum, it| sum.saturating_mul(10).saturating_add(u64::from(*it)))
}

/// Whether digits have the issuer's prefix, the length and the check digit of a card number.
///
/// Source: ISO/IEC 7812-1 (numbering, Luhn's formula); prefixes and lengths as the brands publish them.
pub(super) fn is_card(digits: &[u8]) -> bool {
    let Some(lead) = digits.get(..4) else { return false };
    let length = digits.len();
    let is_issued = match joined(lead) {
        // Visa.
        4000..=4999 => matches!(length, 16 | 19),
        // Mastercard.
        2221..=2720 | 5100..=5599 => length == 16,
        // American Express.
        3400..=3499 | 3700..=3799 => length == 15,
        // Diners Club.
        3000..=3059 | 3095 | 3600..=3699 | 3800..=3999 => (14..=19).contains(&length),
        // JCB; Discover; UnionPay.
        3528..=3589 | 6011 | 6440..=6599 | 6200..=6299 => (16..=19).contains(&length),
        _ => false,
    };
    is_issued && passes_luhn(digits)
}

fn passes_luhn(digits: &[u8]) -> bool {
    let doubled = |it: u8| if it < 5 { it * 2 } else { it * 2 - 9 };
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([false, true].iter().cycle())
        .map(|(it, second)| u32::from(if *second { doubled(*it) } else { *it }))
        .sum();
    sum.is_multiple_of(10)
}

/// Whether twelve digits have the check digit of a 個人番号.
///
/// Source: 平成26年総務省令第85号, 5条.
pub(super) fn is_individual(digits: &[u8]) -> bool {
    let [others @ .., check] = digits else { return false };
    if others.len() != 11 {
        return false;
    }
    // From the lowest digit up the weights are 2 to 7, then 2 to 6.
    let weights = (2..=7).chain(2..=6);
    let sum: u32 =
        others.iter().rev().zip(weights).map(|(it, weight): (&u8, u32)| u32::from(*it) * weight).sum();
    let rest = sum % 11;
    u32::from(*check) == if rest <= 1 { 0 } else { 11 - rest }
}

/// What a number of a cell may be: a 個人番号 has lost its leading zeros there.
pub(super) fn in_float(number: f64) -> impl Iterator<Item = (Secret, u64)> {
    // Integers are exact up to here. Less than ten digits left of twelve are too few to judge by.
    let is_candidate = (1e9..=9_007_199_254_740_991.0).contains(&number) && number.fract() == 0.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and in range")]
    let whole = if is_candidate { number as u64 } else { 0 };
    let mut digits = [0u8; 16];
    let mut rest = whole;
    for it in digits.iter_mut().rev() {
        *it = u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    let leading = digits.iter().take_while(|it| **it == 0).count();
    let is_card = is_candidate && digits.get(leading..).is_some_and(is_card);
    let is_individual = is_candidate && leading >= 4 && digits.get(4..).is_some_and(is_individual);
    [(is_card, Secret::CardNumber), (is_individual, Secret::IndividualNumber)]
        .into_iter()
        .filter_map(move |(is_so, secret)| is_so.then_some((secret, whole)))
}
