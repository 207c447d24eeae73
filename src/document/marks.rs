//! Markdown marks that are no text: headings, list dashes, emphasis, escapes.

use super::blanks::is_figure;

/// Whether some line is a Markdown heading: then emphasis and escapes are marks too. In other texts two asterisks are
/// as often a blank that was never filled in.
pub(super) fn looks_like_markdown(text: &str) -> bool {
    text.split('\n').any(|line| after_hashes(line).is_some())
}

/// A line of running text without its marks; page numbers (`- 5 -`) and negative figures keep their dashes.
pub(super) fn without_marks(line: &str, markdown: bool) -> String {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let (blank, body) = line.split_at_checked(indent).unwrap_or(("", line));
    let plain = if let Some(rest) = after_hashes(line) {
        rest.trim_end_matches('#').trim_end().to_owned()
    } else if let Some(rest) = body.strip_prefix("- ").or_else(|| body.strip_prefix("* "))
        && !is_figure(rest)
        && !rest.trim_end().ends_with(" -")
    {
        rest.trim_start_matches(' ').to_owned()
    } else {
        format!("{blank}{body}")
    };
    if markdown { without_emphasis(&plain) } else { plain }
}

/// Text without `**` around stretches and without backslashes before signs.
pub(super) fn without_emphasis(text: &str) -> String {
    if !text.contains("**") && !text.contains('\\') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("**") {
        plain.push_str(before);
        match after.split_once("**") {
            Some((inside, behind)) if is_emphasis(inside) => {
                plain.push_str(inside);
                rest = behind;
            }
            Some((inside, behind)) if !inside.is_empty() => {
                plain.push_str("**");
                plain.push_str(inside);
                plain.push_str("**");
                rest = behind;
            }
            _ => {
                plain.push_str("**");
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    unescaped(&plain)
}

fn is_emphasis(inside: &str) -> bool {
    !inside.is_empty() && !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace)
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\\'
            && let Some(next) = letters.next_if(char::is_ascii_punctuation)
        {
            plain.push(next);
        } else {
            plain.push(letter);
        }
    }
    plain
}

/// What stands behind one to six `#` and a blank.
fn after_hashes(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let hashes = line.len() - rest.len();
    ((1..=6).contains(&hashes) && rest.starts_with([' ', '\u{3000}'])).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_text_stays() {
        for (line, wanted) in [
            ("## 一、收入", "一、收入"),
            ("# 目录 #", "目录"),
            ("#1 号楼", "#1 号楼"),
            ("- 1、承担", "1、承担"),
            ("  * 承担", "承担"),
            ("- 5 -", "- 5 -"),
            ("- 1.20", "- 1.20"),
            ("-1.20", "-1.20"),
            ("　　缩进", "　　缩进"),
            ("**年**万元", "年万元"),
            ("** 局", "** 局"),
            ("1\\. 收入", "1. 收入"),
        ] {
            assert_eq!(without_marks(line, true), wanted, "{line}");
        }
        assert_eq!(without_marks("**年**万元", false), "**年**万元");
    }
}
