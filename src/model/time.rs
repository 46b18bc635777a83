//! Moments and days. The model reads no clock: a moment is passed in.

use serde::Serialize;

/// A moment in UTC, written as `2026-01-31T09:30:00.000Z` (RFC 3339), so that
/// the order of the text is the order in time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    /// `None` unless the text is a date-time in UTC that ends in `Z`.
    pub fn new(text: &str) -> Option<Self> {
        (is_date_time(text) && text.ends_with('Z')).then(|| Timestamp(text.to_owned()))
    }

    /// The start of 1970: for a clock that cannot say what time it is.
    pub fn epoch() -> Self {
        Timestamp("1970-01-01T00:00:00.000Z".to_owned())
    }

    /// The moment as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text is a day (`2015-09-20`) or a date-time with a zone
/// (`2015-09-20T08:00:00+02:00`), after RFC 3339.
pub fn is_date_or_date_time(text: &str) -> bool {
    is_date(text) || is_date_time(text)
}

/// Whether a text is a day of the calendar, written `2015-09-20`.
pub fn is_date(text: &str) -> bool {
    let [year, month, day] = match numbers(text, "0000-00-00") {
        Some(parts) => parts,
        None => return false,
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Whether a text is a date-time with seconds and a zone.
pub fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_once('T') else { return false };
    let Some((clock, zone)) = rest.find(['Z', '+', '-']).and_then(|at| rest.split_at_checked(at)) else {
        return false;
    };
    let (seconds, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let in_day = |parts: Option<[u32; 3]>| matches!(parts, Some([h, m, s]) if h < 24 && m < 60 && s <= 60);
    let zone_ok = zone == "Z"
        || zone
            .strip_prefix(['+', '-'])
            .and_then(|offset| numbers(&format!("{offset}:00"), "00:00:00"))
            .is_some_and(|parts| in_day(Some(parts)));
    is_date(date)
        && in_day(numbers(seconds, "00:00:00"))
        && (1..=9).contains(&fraction.len())
        && fraction.bytes().all(|b| b.is_ascii_digit())
        && zone_ok
}

/// The three numbers of a text of exactly the pattern's shape, where `0` stands
/// for a digit and everything else for itself.
fn numbers(text: &str, pattern: &str) -> Option<[u32; 3]> {
    let fits = text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(t, p)| if p == b'0' { t.is_ascii_digit() } else { t == p });
    if !fits {
        return None;
    }
    let mut parts = text.split(['-', ':']).map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments() {
        for good in ["2015-09-20", "2024-02-29", "2015-09-20T08:00:00Z", "2015-09-20T08:00:00.5+02:00"] {
            assert!(is_date_or_date_time(good), "{good}");
        }
        for bad in [
            "",
            "2015",
            "2015-9-20",
            "2015-13-01",
            "2023-02-29",
            "20 September 2015",
            "2015-09-20T08:00",
            "2015-09-20T08:00:00",
            "2015-09-20T25:00:00Z",
            "2015-09-20T08:00:00.Z",
            "2015-09-20T08:00:00+2",
            "２015-09-20",
        ] {
            assert!(!is_date_or_date_time(bad), "{bad}");
        }
        assert!(Timestamp::new("2015-09-20T08:00:00+02:00").is_none(), "a timestamp is in UTC");
    }
}
