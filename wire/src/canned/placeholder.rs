//! Placeholders in canned responses (manual A9), such as `%VISITOR%`, and the fallback for a name
//! that is not known.

/// The values of the placeholders in one chat. An empty text means that the value is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Values<'a> {
    /// `%VISITOR%`: the visitor's name.
    pub visitor: &'a str,
    /// `%OPERATOR%`: the operator's screen name.
    pub operator: &'a str,
    /// `%DEPARTMENT%`: the department that the visitor chose, or the operator's first.
    pub department: &'a str,
    /// `%SITE%`: the website's name.
    pub site: &'a str,
    /// `%DAYTIME%`: the hour on the operator's clock, 0 to 23.
    pub hour: u8,
}

/// The words for `%DAYTIME%` unless the response gives its own three: before noon, before six in
/// the evening, and later.
const DAYTIMES: [&str; 3] = ["morning", "afternoon", "evening"];

/// The text with its placeholders replaced by values.
///
/// `%VISITOR|there%` gives a fallback for a name that is not known. Without a fallback the name is
/// left out, together with the space or comma that would remain. `%DAYTIME|Guten Morgen|Guten
/// Tag|Guten Abend%` brings its own words. Anything that is not a placeholder stays as it is.
pub fn filled_in(canned: &str, values: &Values<'_>) -> String {
    // In one pass, so that a visitor whose name is %OPERATOR% keeps that name.
    let mut filled = String::with_capacity(canned.len());
    let mut rest = canned;
    while let Some(at) = rest.find('%') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        match placeholder(rest, values) {
            Some(("", after)) => rest = close_gap(&mut filled, after),
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('%');
                rest = &rest[1..];
            }
        }
    }
    filled + rest
}

/// The value of the placeholder at the start of this text, and the rest of the text.
fn placeholder<'a>(text: &'a str, values: &Values<'a>) -> Option<(&'a str, &'a str)> {
    let (inner, after) = text.strip_prefix('%')?.split_once('%')?;
    let (name, own) = match inner.split_once('|') {
        Some((name, own)) => (name, Some(own)),
        None => (inner, None),
    };
    let value = match name {
        "VISITOR" => values.visitor,
        "OPERATOR" => values.operator,
        "DEPARTMENT" => values.department,
        "SITE" => values.site,
        "DAYTIME" => return Some((daytime(values.hour, own)?, after)),
        _ => return None,
    };
    Some((if value.is_empty() { own.unwrap_or_default() } else { value }, after))
}

fn daytime(hour: u8, own: Option<&str>) -> Option<&str> {
    let words: [&str; 3] = match own {
        Some(own) => own.split('|').collect::<Vec<_>>().try_into().ok()?,
        None => DAYTIMES,
    };
    Some(match hour {
        4..=11 => words[0],
        12..=17 => words[1],
        _ => words[2],
    })
}

/// Removes the gap that an omitted value leaves: the space before it or, at the start of a line,
/// the comma after it.
fn close_gap<'a>(filled: &mut String, after: &'a str) -> &'a str {
    filled.truncate(filled.trim_end_matches(' ').len());
    if !filled.is_empty() && !filled.ends_with('\n') {
        return after;
    }
    let after = after.trim_start_matches([' ', ',', ';', ':', '!']);
    match after.chars().next() {
        Some(first) if first.is_lowercase() => {
            filled.extend(first.to_uppercase());
            &after[first.len_utf8()..]
        }
        _ => after,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Values<'_> =
        Values { visitor: "Vera", operator: "Ann", department: "Sales", site: "Shop", hour: 9 };
    const NAMELESS: Values<'_> = Values { visitor: "", department: "", ..KNOWN };

    #[test]
    fn values_stand_for_their_placeholders_once() {
        assert_eq!(filled_in("Hi %VISITOR%, I am %OPERATOR%.", &KNOWN), "Hi Vera, I am Ann.");
        assert_eq!(filled_in("%DEPARTMENT% of %SITE%", &KNOWN), "Sales of Shop");
        assert_eq!(filled_in("%VISITOR%", &Values { visitor: "%OPERATOR%", ..KNOWN }), "%OPERATOR%");
        assert_eq!(filled_in("%visitor%%VISITOR%", &Values { visitor: "Zoë", ..KNOWN }), "%visitor%Zoë");
    }

    #[test]
    fn what_is_no_placeholder_stays() {
        for text in ["100 % of %5 %VISIT", "5 % to 7 %", "%VISTOR%", "%", "%%", "%DAYTIME|one|two%"] {
            assert_eq!(filled_in(text, &KNOWN), text);
        }
        assert_eq!(filled_in("5 %, %VISITOR%", &KNOWN), "5 %, Vera");
    }

    #[test]
    fn a_name_that_is_not_known_has_its_fallback_or_leaves_no_gap() {
        assert_eq!(filled_in("Dear %VISITOR|customer%, thank you", &NAMELESS), "Dear customer, thank you");
        assert_eq!(filled_in("Dear %VISITOR|customer%, thank you", &KNOWN), "Dear Vera, thank you");
        assert_eq!(filled_in("Dear %VISITOR%, thank you", &NAMELESS), "Dear, thank you");
        assert_eq!(filled_in("Hello %VISITOR%!", &NAMELESS), "Hello!");
        assert_eq!(filled_in("%VISITOR%, one moment", &NAMELESS), "One moment");
        assert_eq!(filled_in("Hello.\n%VISITOR%, ärgerlich", &NAMELESS), "Hello.\nÄrgerlich");
        assert_eq!(filled_in("%VISITOR% %OPERATOR%", &NAMELESS), "Ann");
        assert_eq!(filled_in("%VISITOR%, %DEPARTMENT%", &NAMELESS), "");
    }

    #[test]
    fn the_time_of_day_is_in_the_words_of_the_response() {
        let at = |hour| filled_in("Good %DAYTIME%", &Values { hour, ..KNOWN });
        assert_eq!([at(3), at(4), at(11)], ["Good evening", "Good morning", "Good morning"]);
        assert_eq!([at(12), at(17), at(18)], ["Good afternoon", "Good afternoon", "Good evening"]);
        let german = "%DAYTIME|Guten Morgen|Guten Tag|Guten Abend%, %VISITOR%";
        assert_eq!(filled_in(german, &Values { hour: 13, ..KNOWN }), "Guten Tag, Vera");
    }
}
