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

    /// The day in UTC, written `2026-01-31`.
    pub fn day(&self) -> &str {
        self.0.get(..DAY.len()).unwrap_or_default()
    }

    /// Seconds from the start of 1970; negative before it. Without their fractions.
    pub fn seconds(&self) -> i64 {
        let [year, month, day] = numbers(self.day(), DAY).unwrap_or_default().map(i64::from);
        let clock = self.0.get(DAY.len() + 1..).and_then(|clock| numbers(clock.get(..CLOCK.len())?, CLOCK));
        let [hour, minute, second] = clock.unwrap_or_default().map(i64::from);
        // Years begin in March here: then the leap day is the last of its year.
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let days = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        // From the first of March of the year 0 to the start of 1970 it is so many days.
        let days = days + (153 * month + 2) / 5 + day - 1 - 719_468;
        ((days * 24 + hour) * 60 + minute) * 60 + second
    }
}

/// The shape of a day, and of a time of day.
const DAY: &str = "0000-00-00";
const CLOCK: &str = "00:00:00";

/// Whether a text is a day (`2015-09-20`) or a date-time with a zone
/// (`2015-09-20T08:00:00+02:00`), after RFC 3339.
pub fn is_date_or_date_time(text: &str) -> bool {
    is_date(text) || is_date_time(text)
}

/// Whether a text is a day of the calendar, written `2015-09-20`.
pub fn is_date(text: &str) -> bool {
    let [year, month, day] = match numbers(text, DAY) {
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
            .and_then(|offset| numbers(&format!("{offset}:00"), CLOCK))
            .is_some_and(|parts| in_day(Some(parts)));
    is_date(date)
        && in_day(numbers(seconds, CLOCK))
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

    #[test]
    fn moments_are_so_many_seconds_from_1970() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("1972-03-01T00:00:00Z", 68_256_000),
            ("2000-02-29T12:34:56.7Z", 951_827_696),
            ("2000-12-31T00:00:00Z", 978_220_800),
            ("2026-11-27T15:30:00.000Z", 1_795_793_400),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            let moment = Timestamp::new(text).unwrap();
            assert_eq!(moment.seconds(), seconds, "{text}");
            assert_eq!(moment.day(), &text[..10]);
        }
    }
}
