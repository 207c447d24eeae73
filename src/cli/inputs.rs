//! The documents that a command line names: files, folders in order of name, standard input.

use std::fs::{File, Metadata};
use std::ops::Range;
use std::path::{Path, PathBuf};

use gouji::document::{self, Document, ReadError};
use gouji::report::read_error_words;
use gouji::session::{Editions, join_files};

use super::archive;
use super::arguments::OneArgs;
use super::out;
use super::results::is_of_run;
use super::system::{capped, system_words};

/// Endings of files that are taken from a folder.
const ENDINGS: [&str; 22] = [
    "pdf", "txt", "text", "md", "markdown", "csv", "yaml", "yml", "docx", "docm", "doc", "wps", "rtf",
    "xlsx", "xlsm", "xls", "et", "ods", "html", "htm", "ofd", "parquet",
];
/// Why a file is not read that an office program made for itself.
const TEMPORARY: &str = "这是办公软件打开文件时留下的临时文件（~$ 开头），里面没有内容；请给出原来的文件";
/// Most skipped files that are named.
const NAMED: usize = 5;

/// One document to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// A file.
    File(PathBuf),
    /// A file in a zip archive: its place there and its name.
    Zipped(PathBuf, usize, String),
    /// Standard input.
    Standard,
    /// Files that make up one document.
    Joined(Vec<Input>),
}

impl Input {
    /// The name that people know it by.
    pub(super) fn name(&self) -> String {
        match self {
            Input::File(path) => shown(path),
            Input::Zipped(archive, _, name) => {
                format!("{}/{name}", shown(archive))
            }
            Input::Standard => "标准输入".to_owned(),
            Input::Joined(parts) => parts.iter().map(Input::name).collect::<Vec<_>>().join("＋"),
        }
    }

    /// The document, or why it cannot be read.
    pub(super) fn read(&self, editions: &Editions) -> Result<Document, String> {
        let words = |why: ReadError| read_error_words(&why);
        if let Input::Joined(parts) = self {
            let read =
                |part: &Input| part.read(editions).map_err(|why| format!("其中「{}」{why}", part.name()));
            let parts: Result<Vec<Document>, String> = parts.iter().map(read).collect();
            return join_files(parts?, editions).map_err(words);
        }
        document::read(&self.name(), &self.bytes()?).map_err(words)
    }

    /// Its bytes as they stand, or why they cannot be read; none of several files.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, String> {
        match self {
            Input::Joined(_) => Ok(Vec::new()),
            Input::File(path) if is_temporary(path) => Err(TEMPORARY.to_owned()),
            Input::File(path) => file_bytes(path),
            Input::Zipped(archive, at, _) => archive::bytes(archive, *at),
            Input::Standard => capped(std::io::stdin().lock(), 0),
        }
    }
}

/// The name of a file as it is shown: what steers a terminal or is no text is written by its number, so no two names look
/// alike.
fn shown(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(&gouji::text::visible(chunk.valid()));
        chunk.invalid().iter().for_each(|byte| name.push_str(&format!("\\x{byte:02X}")));
    }
    name
}

/// Whether Word or Excel made a file for itself while it has another open.
fn is_temporary(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"))
}

/// The bytes of a file that stayed as it was while they were read.
fn file_bytes(path: &Path) -> Result<Vec<u8>, String> {
    let system = |why: std::io::Error| system_words(&why);
    if is_silent_pipe(path) {
        out::complain(&format!("「{}」是管道，在等另一头的程序写进来……\n", shown(path)));
    }
    let file = File::open(path).map_err(system)?;
    let before = file.metadata().map_err(system)?;
    if is_device(&before) {
        return Err("这是设备，不是文件，没有读；请给出文件".to_owned());
    }
    let bytes = capped(&file, before.len())?;
    let after = std::fs::metadata(path).map_err(system)?;
    let same = after.len() == before.len() && after.modified().ok() == before.modified().ok();
    if before.is_file() && !(same && before.len() == bytes.len() as u64) {
        return Err("文件在读的时候被改动了；请等它存完再核对".to_owned());
    }
    Ok(bytes)
}

/// Whether a file is a device, which may have no end. A pipe that is named is waited for: it may be the answer of a program.
fn is_device(of: &Metadata) -> bool {
    #[cfg(unix)]
    let device = {
        use std::os::unix::fs::FileTypeExt;
        let kind = of.file_type();
        kind.is_char_device() || kind.is_block_device()
    };
    #[cfg(not(unix))]
    let device = !of.is_file() && !of.is_dir() && of.len() == 0;
    device
}

/// Whether a file is a pipe with a name, at whose other end there may be nobody. Those that a shell makes are being written.
fn is_silent_pipe(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let made_by_shell = path.starts_with("/dev/fd") || path.starts_with("/proc");
        !made_by_shell && std::fs::metadata(path).is_ok_and(|of| of.file_type().is_fifo())
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// What was found: documents, files that were passed over, folders that could not be listed (name and why).
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// Documents in the order of the command line; those of a folder by name.
    pub documents: Vec<Input>,
    /// Files of folders that have none of the known endings.
    pub skipped: Vec<String>,
    /// What cannot be read at all.
    pub unreadable: Vec<(String, String)>,
    /// Which documents each folder gave.
    pub folders: Vec<Range<usize>>,
}

impl Inputs {
    /// Whether a file is among the documents.
    pub(super) fn has(&self, file: &Path) -> bool {
        let Ok(file) = file.canonicalize() else { return false };
        fn is(input: &Input, file: &Path) -> bool {
            match input {
                Input::File(path) => path.canonicalize().is_ok_and(|path| path == file),
                Input::Standard => false,
                Input::Zipped(path, ..) => path.canonicalize().is_ok_and(|path| path == file),
                Input::Joined(parts) => parts.iter().any(|part| is(part, file)),
            }
        }
        self.documents.iter().any(|input| is(input, &file))
    }

    /// Takes documents out.
    pub(super) fn leave_out(&mut self, mut is_out: impl FnMut(&Input) -> bool) {
        let mut kept = Vec::new();
        let mut ends = vec![0];
        for input in std::mem::take(&mut self.documents) {
            if !is_out(&input) {
                kept.push(input);
            }
            ends.push(kept.len());
        }
        let at = |index: usize| ends.get(index).copied().unwrap_or(kept.len());
        self.folders.iter_mut().for_each(|folder| *folder = at(folder.start)..at(folder.end));
        self.documents = kept;
    }

    /// What to say where a command line gives nothing to check.
    pub(super) fn nothing_words(names: &[PathBuf]) -> String {
        let names: Vec<String> = names.iter().map(|name| shown(name)).collect();
        let endings = ENDINGS.map(|ending| format!(".{ending}")).join(" ");
        format!("「{}」里没有可以核对的文件；能读的是 {endings}\n", names.join("」「"))
    }

    /// One line about the files that were passed over; empty if there are none.
    pub(super) fn skipped_words(&self) -> String {
        if self.skipped.is_empty() {
            return String::new();
        }
        let names: Vec<&str> = self.skipped.iter().take(NAMED).map(String::as_str).collect();
        let more = if self.skipped.len() > NAMED { "等" } else { "" };
        format!(
            "跳过 {} 个文件（能读的是 {}）：{}{more}\n",
            self.skipped.len(),
            ENDINGS.map(|ending| format!(".{ending}")).join(" "),
            names.join("、")
        )
    }
}

/// Finds the documents that names stand for. A file named by itself is taken whatever its ending.
pub(super) fn collect(names: &[PathBuf], one: OneArgs) -> Inputs {
    let inputs = found(names);
    if one.as_one { as_one(inputs) } else { inputs }
}

fn found(names: &[PathBuf]) -> Inputs {
    let mut inputs = Inputs::default();
    for name in names {
        let path = name.as_path();
        if path == Path::new("-") {
            inputs.documents.push(Input::Standard);
        } else if path.is_dir() {
            let from = inputs.documents.len();
            walk(path, &mut inputs);
            inputs.folders.push(from..inputs.documents.len());
        } else if is_archive(path) {
            let from = inputs.documents.len();
            unpack(path, &mut inputs);
            inputs.folders.push(from..inputs.documents.len());
        } else {
            inputs.documents.push(Input::File(path.to_path_buf()));
        }
    }
    inputs
}

/// The same documents as parts of one, in order of their names; what cannot be read stays out.
fn as_one(inputs: Inputs) -> Inputs {
    let Inputs { mut documents, skipped, unreadable, .. } = inputs;
    documents.sort_by_key(Input::name);
    documents.dedup();
    if documents.len() > 1 {
        documents = vec![Input::Joined(documents)];
    }
    Inputs { documents, skipped, unreadable, folders: Vec::new() }
}

/// Adds the files of a folder and its folders in order of name. Hidden files, those that office programs keep beside
/// open ones, and links to folders are left out.
fn walk(folder: &Path, inputs: &mut Inputs) {
    let mut pending = vec![folder.to_path_buf()];
    while let Some(path) = pending.pop() {
        let link = path.is_symlink();
        if !path.is_dir() {
            // A pipe would be waited for, a device has no end.
            if !path.is_file() && path.exists() {
                let name = shown(&path);
                inputs.skipped.push(format!("{name}（不是文件，是管道或设备）"));
                continue;
            }
            let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
            if is_archive(&path) {
                unpack(&path, inputs);
            } else if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
                inputs.documents.push(Input::File(path));
            } else {
                inputs.skipped.push(shown(&path));
            }
            continue;
        }
        if link && path != folder {
            continue;
        }
        if is_of_run(&path) {
            inputs.skipped.push(format!("{}（核对的结果）", shown(&path)));
            continue;
        }
        match entries(&path) {
            // The last one pushed comes first.
            Ok(entries) => pending.extend(entries.into_iter().rev()),
            Err(why) => {
                let name = shown(&path);
                inputs.unreadable.push((name, system_words(&why)));
            }
        }
    }
}

fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) && path.is_file()
}

/// Adds the files of an archive.
fn unpack(path: &Path, inputs: &mut Inputs) {
    let shown = shown(path);
    let members = match archive::members(path) {
        Ok(members) => members,
        Err(why) => {
            inputs.unreadable.push((shown, why));
            return;
        }
    };
    let told = |inputs: &Inputs| inputs.documents.len() + inputs.unreadable.len();
    let before = told(inputs);
    for member in members {
        let ending = member.name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        let last = member.name.rsplit('/').next().unwrap_or_default();
        match ending {
            _ if last.starts_with("~$") => {}
            // Columns of many units are read piece by piece, from a file of their own.
            Some(ending) if ENDINGS.contains(&ending.as_str()) && ending != "parquet" => {
                inputs.documents.push(Input::Zipped(path.to_path_buf(), member.at, member.name));
            }
            Some(ending) if ending == "zip" => {
                let why = "压缩包里还有压缩包，没有读；请先解开".to_owned();
                inputs.unreadable.push((format!("{shown}/{}", member.name), why));
            }
            _ => inputs.skipped.push(format!("{shown}/{}", member.name)),
        }
    }
    if told(inputs) == before {
        inputs.unreadable.push((shown, "压缩包里没有可以核对的文件".to_owned()));
    }
}

fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with('.') && !is_temporary(&entry.path()) {
            entries.push(entry.path());
        }
    }
    entries.sort();
    Ok(entries)
}
