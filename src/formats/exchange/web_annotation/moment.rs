//! Moments as others write them: in any zone.

use crate::model::time::{Timestamp, is_date, is_date_time};

/// A moment in UTC; of a day its beginning.
pub fn moment(text: &str) -> Option<Timestamp> {
    if is_date(text) {
        return Timestamp::new(&format!("{text}T00:00:00.000Z"));
    }
    if !is_date_time(text) || text.ends_with('Z') {
        return Timestamp::new(text);
    }
    let (local, zone) = text.split_at_checked(text.len().checked_sub("+00:00".len())?)?;
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let ahead = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
    let ahead = if zone.starts_with('-') { -ahead } else { ahead };
    // Zones are whole minutes: what is behind the minutes stays.
    let rest = local.get("0000-00-00T00:00".len()..)?;
    let minutes = Timestamp::new(&format!("{local}Z"))?.seconds().div_euclid(60) - ahead;
    // A leap second counts to the next minute.
    let minutes = if rest.starts_with(":60") { minutes - 1 } else { minutes };
    let (days, minute) = (minutes.div_euclid(24 * 60), minutes.rem_euclid(24 * 60));
    let (year, month, day) = date(days)?;
    Timestamp::new(&format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}{rest}Z", minute / 60, minute % 60))
}

/// The day that is so many days after the start of 1970.
fn date(days: i64) -> Option<(i64, i64, i64)> {
    // Years begin in March here: then the leap day is the last of its year.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (year + era * 400, if month < 10 { month + 3 } else { month - 9 });
    let year = if month <= 2 { year + 1 } else { year };
    (0..=9999).contains(&year).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_all_zones_are_in_utc() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(moment(text).as_ref().map(Timestamp::as_str), expected, "{text}");
        };
        check("2026-01-31T09:30:00.000Z", Some("2026-01-31T09:30:00.000Z"));
        check("2026-01-31T09:30:00.123456+00:00", Some("2026-01-31T09:30:00.123456Z"));
        check("2026-01-01T00:30:00+02:00", Some("2025-12-31T22:30:00Z"));
        check("2024-02-28T23:30:59.5-05:30", Some("2024-02-29T05:00:59.5Z"));
        check("2016-12-31T23:59:60+00:00", Some("2016-12-31T23:59:60Z"));
        check("0000-01-01T00:00:00+01:00", None);
        check("9999-12-31T23:59:59-01:00", None);
        check("2026-01-31", Some("2026-01-31T00:00:00.000Z"));
        for none in ["", "yesterday", "2026-01-31T09:30:00", "2026-01-31T09:30+02:00", "1769851800"] {
            check(none, None);
        }
        for seconds in (-70_000_000_000_i64..250_000_000_000).step_by(86_400 * 379) {
            let days = seconds.div_euclid(86_400);
            let Some((year, month, day)) = date(days) else { continue };
            let again = Timestamp::new(&format!("{year:04}-{month:02}-{day:02}T00:00:00Z")).unwrap();
            assert_eq!(again.seconds(), days * 86_400);
        }
    }
}
