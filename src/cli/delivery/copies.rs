//! Copies of the units' own files with remarks in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gouji::document::{Remark, remark};
use gouji::report::remarks;

use super::super::inputs::Input;
use super::super::judged::Checked;
use super::journal::UnitRecord;
use super::{COPIES, Delivery, plain};

/// Most files that are named of those that have no copy for one reason.
const NAMED: usize = 3;

impl Delivery {
    /// Writes the copies of a document's files; where the first lies, and why one could not be made.
    pub(super) fn copy(&self, input: &Input, checked: &Checked, records: &[UnitRecord]) -> (String, String) {
        if !self.annotate {
            return Default::default();
        }
        let units = checked.units.iter().zip(records);
        let all: Vec<Remark> = units.flat_map(|((unit, _), of)| remarks(unit, &of.entries)).collect();
        let name = input.name();
        let stem = self.names.of(&name).unwrap_or("未命名");
        let files = match input {
            Input::Joined(files) => files.as_slice(),
            one => std::slice::from_ref(one),
        };
        let (mut first, mut why) = (String::new(), String::new());
        for (at, input) in files.iter().enumerate() {
            let of_file = |remark: &&Remark| is_of(remark, input, at, files.len());
            let mine: Vec<Remark> = all.iter().filter(of_file).cloned().collect();
            if mine.is_empty() {
                continue;
            }
            let path = copy_name(stem, input, files.len());
            let made = match input {
                // What came that way is gone.
                Input::Standard => Err("从标准输入读的，没有原件可以加批注；请给出文件".to_owned()),
                input => input.bytes().and_then(|bytes| remark(&bytes, &mine).map_err(|why| why.to_string())),
            };
            match made {
                Ok(bytes) => {
                    self.keep(self.file(&path, &bytes));
                    if first.is_empty() {
                        first = path;
                    }
                }
                Err(reason) if why.is_empty() => why = reason,
                Err(_) => {}
            }
        }
        (first, why)
    }
}

/// Whether a remark belongs to a file of several; what has no place belongs to the first.
fn is_of(remark: &Remark, input: &Input, at: usize, files: usize) -> bool {
    match &remark.at.file {
        _ if files == 1 => true,
        None => at == 0,
        Some(file) => {
            let name = input.name();
            **file == *name || name.rsplit(['/', '\\']).next() == Some(&**file)
        }
    }
}

/// What a copy is called: as the files of its document, with its own ending.
fn copy_name(stem: &str, input: &Input, files: usize) -> String {
    let name = input.name();
    let path = Path::new(&name);
    let part =
        |part: Option<&std::ffi::OsStr>| part.map(|part| plain(&part.to_string_lossy())).unwrap_or_default();
    let own = if files > 1 { format!("_{}", part(path.file_stem())) } else { String::new() };
    let ending = part(path.extension()).to_lowercase();
    let stem = stem.strip_suffix(&format!(".{ending}")).unwrap_or(stem);
    format!("{COPIES}/{stem}{own}.{ending}")
}

/// What became of the copies of a run.
#[derive(Default)]
pub(super) struct Copies {
    written: BTreeSet<String>,
    missing: BTreeMap<String, BTreeSet<String>>,
}

impl Copies {
    /// Counts those of a unit.
    pub(super) fn count(&mut self, unit: &UnitRecord) {
        if !unit.copy.is_empty() {
            self.written.insert(unit.copy.clone());
        }
        if !unit.no_copy.is_empty() {
            self.missing.entry(unit.no_copy.clone()).or_default().insert(unit.entries.source.clone());
        }
    }

    /// How many there are, in a list of what was written.
    pub(super) fn written(&self) -> String {
        if self.written.is_empty() {
            String::new()
        } else {
            format!("{COPIES}（{} 份）、", self.written.len())
        }
    }

    /// Which files have none, and why.
    pub(super) fn missing(&self) -> String {
        let line = |(why, files): (&String, &BTreeSet<String>)| {
            let named: Vec<&str> = files.iter().take(NAMED).map(String::as_str).collect();
            let more = if files.len() > NAMED { format!("等 {} 份", files.len()) } else { String::new() };
            format!("「{}」{more}没有加批注：{why}\n", named.join("」「"))
        };
        self.missing.iter().map(line).collect()
    }
}
