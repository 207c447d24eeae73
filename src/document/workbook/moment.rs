//! Dates and times of cells as their format prints them.

use super::decimal::Decimal;

/// A date and time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moment {
    pub year: u16,
    pub month: u8,
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
}

impl Moment {
    /// From the serial number of a day (and a fraction of it): days since 1899-12-30, or since 1904-01-01. None
    /// before 1900 and after 9999.
    pub(super) fn from_serial(serial: &Decimal, since_1904: bool) -> Option<Self> {
        let seconds = serial.times_whole(86_400)?;
        let days = seconds.div_euclid(86_400) + if since_1904 { 1_462 } else { 0 };
        if !(0..=2_958_465).contains(&days) {
            return None;
        }
        // Workbooks count a 29 February 1900 that never was.
        let days = if days < 60 { days + 1 } else { days };
        let (year, month, day) = civil(days - 25_569);
        let second = seconds.rem_euclid(86_400);
        Some(Self {
            year: u16::try_from(year).ok()?,
            month,
            day,
            hour: (second / 3600) as u8,
            minute: (second / 60 % 60) as u8,
            second: (second % 60) as u8,
        })
    }
}

/// Year, month and day of a count of days since 1970-01-01.
fn civil(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as u8, day as u8)
}

/// Prints letters of a format, each either one of the date or literal.
pub(super) fn printed(letters: &[(bool, char)], moment: &Moment) -> String {
    let mut text = String::new();
    let mut rest = letters;
    let mut after_hour = false;
    while let Some(((dated, letter), _)) = rest.split_first() {
        let run = rest.iter().take_while(|next| **next == (*dated, *letter)).count();
        let (_, behind) = rest.split_at_checked(run).unwrap_or((rest, &[]));
        if *dated {
            let before_second = behind.iter().find(|(dated, _)| *dated).is_some_and(|(_, next)| *next == 's');
            text.push_str(&part(*letter, run, after_hour || before_second, moment));
            after_hour = *letter == 'h';
        } else {
            text.extend(std::iter::repeat_n(*letter, run));
        }
        rest = behind;
    }
    text.trim().to_owned()
}

fn part(letter: char, run: usize, of_time: bool, moment: &Moment) -> String {
    let number = match letter {
        'y' if run > 2 => return format!("{:04}", moment.year),
        'y' => return format!("{:02}", moment.year % 100),
        'm' if of_time => moment.minute,
        'm' => moment.month,
        'd' => moment.day,
        'h' => moment.hour,
        _ => moment.second,
    };
    if run > 1 { format!("{number:02}") } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_days() {
        for (serial, wanted) in [
            ("45657", Some((2024, 12, 31, 0))),
            ("45351.5", Some((2024, 2, 29, 12))),
            ("1", Some((1900, 1, 1, 0))),
            ("61", Some((1900, 3, 1, 0))),
            ("-1", None),
            ("1e9", None),
        ] {
            let moment = Moment::from_serial(&Decimal::parse(serial).unwrap(), false);
            let got = moment.map(|moment| (moment.year, moment.month, moment.day, moment.hour));
            assert_eq!(got, wanted, "{serial}");
        }
    }
}
