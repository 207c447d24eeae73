//! What the files of a run are called: after the documents that they are of, in any order of the documents.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::inputs::Input;

/// Signs that a name has at most; systems allow 255 bytes with the ending.
const LONGEST: usize = 60;

/// Names of files by the names of documents.
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Names for all documents. Where two would be called alike, the folders they lie in stand in front, and a number
    /// behind where that is not enough.
    pub(super) fn new(documents: &[Input]) -> Self {
        let mut by_stem: BTreeMap<String, Vec<&Input>> = BTreeMap::new();
        for input in documents {
            by_stem.entry(folded(&stem(input))).or_default().push(input);
        }
        let mut names = BTreeMap::new();
        for alike in by_stem.values() {
            let mut known: BTreeMap<String, usize> = BTreeMap::new();
            for input in alike {
                let name = if alike.len() > 1 { with_folder(input) } else { stem(input) };
                let times = known.entry(folded(&name)).or_insert(0);
                *times += 1;
                let name = if *times > 1 { format!("{name}（{times}）") } else { name };
                names.insert(input.name(), name);
            }
        }
        Self(names)
    }

    /// What the files of a document are called, without ending; of one that was put together from several, that of the
    /// first.
    pub(super) fn of(&self, source: &str) -> Option<&str> {
        let first = source.split('＋').next().unwrap_or(source);
        self.0.get(source).or_else(|| self.0.get(first)).map(String::as_str)
    }
}

/// Systems that know no difference of case are not to put two files in one place.
fn folded(name: &str) -> String {
    name.to_lowercase()
}

fn path(input: &Input) -> Option<&Path> {
    match input {
        Input::File(path) => Some(path),
        Input::Zipped(_, _, name) => Some(Path::new(name)),
        Input::Joined(parts) => parts.first().and_then(path),
        Input::Standard => None,
    }
}

/// The name without folder and ending.
fn stem(input: &Input) -> String {
    let stem = path(input).and_then(Path::file_stem).map(|stem| stem.to_string_lossy().into_owned());
    plain(&stem.unwrap_or_else(|| "标准输入".to_owned()))
}

/// The folder it lies in, and its name with the ending.
fn with_folder(input: &Input) -> String {
    let Some(path) = path(input) else { return stem(input) };
    let parts = path.iter().rev().take(3).map(|part| part.to_string_lossy().into_owned());
    let mut parts: Vec<String> = parts.filter(|part| part != "/" && part != "..").collect();
    parts.reverse();
    plain(&parts.join("_"))
}

/// A name that every system takes for a file.
pub(super) fn plain(name: &str) -> String {
    let sign = |sign: char| {
        let odd = sign.is_control() || "/\\:*?\"<>|\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}".contains(sign);
        if odd { '_' } else { sign }
    };
    let mut name: String = name.trim().trim_matches('.').chars().map(sign).collect();
    if let Some((end, _)) = name.char_indices().nth(LONGEST) {
        name.truncate(end);
    }
    let name = name.trim_end_matches([' ', '.']).to_owned();
    let upper = name.split('.').next().unwrap_or_default().to_uppercase();
    let device = matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (upper.len() == 4 && (upper.starts_with("COM") || upper.starts_with("LPT")));
    match (name.is_empty(), device) {
        (true, _) => "未命名".to_owned(),
        (_, true) => format!("_{name}"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Input {
        Input::File(path.into())
    }

    #[test]
    fn names_are_those_of_the_documents_and_each_stands_once() {
        let documents = [file("a/甲.txt"), file("b/甲.docx"), file("b/甲.pdf"), file("乙.txt")];
        let names = Names::new(&documents);
        let of: Vec<_> = documents.iter().map(|input| names.of(&input.name()).unwrap().to_owned()).collect();
        assert_eq!(of, ["a_甲.txt", "b_甲.docx", "b_甲.pdf", "乙"]);
    }

    #[test]
    fn no_name_leads_out_of_the_folder_or_to_a_device() {
        assert_eq!(plain("../../etc/甲"), "_.._etc_甲");
        assert_eq!(plain("con"), "_con");
        assert_eq!(plain(" .. "), "未命名");
        assert!(plain(&"长".repeat(300)).chars().count() <= LONGEST);
    }
}
