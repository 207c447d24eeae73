//! Layer stacks: which rule files there are, which rule set each belongs to, which set is a layer on which.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::shipped::{Shipped, normal};
use crate::schema::{Custom, Customs, DataFiles, customs};
use crate::source::{Diagnostic, Lint, Load, LoadError, Severity, SourceId, Sources, Span};
use crate::syntax::{self, Item, RuleSetHead, Tree};
use crate::text::{Digest, is_slip, nearest};

/// A rule set: its files and the set that it is a layer on.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleFiles {
    pub(super) name: String,
    pub(super) based_on: Option<(String, Span)>,
    /// What the publication is called.
    pub(super) published: Vec<String>,
    pub(super) recognised_by: Vec<String>,
    /// How documents are printed, found when one is first looked at.
    customs: OnceLock<Customs>,
    pub(super) files: Vec<RuleFile>,
    /// It came from outside; the others are shipped.
    pub(super) given: bool,
}

/// A rule file. A shipped one is parsed when a stack first holds it: most documents ask for one layer of many.
#[derive(Clone, Debug)]
pub(super) struct RuleFile {
    source: SourceId,
    name: String,
    /// Shared by libraries that differ in what was asked for.
    parsed: Arc<OnceLock<Arc<Parsed>>>,
}

/// Rule files that were parsed before: kept where the same rules are looked at again and again while some of them change.
#[derive(Debug, Default)]
pub struct Parses(Mutex<BTreeMap<(String, SourceId), KeptFile>>);

/// A file that was parsed, with its text.
type KeptFile = (String, Arc<Parsed>);

impl Parses {
    /// A file as it was parsed before, with the data files that it has now; parsed, where its text is another.
    fn of(&self, loader: &dyn Load, name: &str, source: SourceId, text: &str) -> Arc<Parsed> {
        let key = (name.to_owned(), source);
        let known = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get(&key).filter(|(was, _)| was == text).map(|(_, parsed)| Arc::clone(parsed))
        };
        if let Some(known) = known {
            let data = data_of(loader, name, source, &known.tree);
            return if data == known.data {
                known
            } else {
                Arc::new(Parsed { data, ..Parsed::clone(&known) })
            };
        }
        let parsed = Arc::new(parse(loader, name, source, text));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(key, (text.to_owned(), Arc::clone(&parsed)));
        parsed
    }
}

impl RuleFile {
    /// Where its text is.
    pub(super) fn source(&self) -> SourceId {
        self.source
    }
}

/// A rule file as parsed.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    pub(super) tree: Arc<Tree>,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The data files that it names.
    pub(super) data: DataFiles,
}

/// All rule files of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Library {
    pub(super) sources: Sources,
    /// What is wrong with the files that were given, and with finding them.
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) sets: Vec<RuleFiles>,
    /// Sets that the caller named, in the order they came.
    pub(super) asked: Vec<String>,
    /// What was parsed before, where that is kept.
    pub(super) parses: Option<Arc<Parses>>,
}

impl Library {
    /// Loads the named rule files, folders or shipped sets; none mean the shipped rules.
    pub(super) fn load(loader: &dyn Load, rules: &[String]) -> Self {
        Self::load_again(loader, rules, None)
    }

    /// The same where some of the files were parsed before.
    pub(super) fn load_again(loader: &dyn Load, rules: &[String], parses: Option<Arc<Parses>>) -> Self {
        let mut library = Library { parses, ..Library::default() };
        let shipped = Shipped.list("").unwrap_or_default();
        for name in rules {
            match loader.list(name) {
                Ok(files) => {
                    for file in files {
                        let set = library.given(loader, &file);
                        if let Some(set) = set
                            && !library.asked.contains(&set)
                        {
                            library.asked.push(set);
                        }
                    }
                }
                Err(error) => library.unless_shipped(&shipped, name, &error),
            }
        }
        library.complete(&shipped, rules.is_empty());
        library
    }

    /// A name that is no file may be the name of a shipped set, or a part of it that is in no other of the same
    /// publication: 湖北.
    fn unless_shipped(&mut self, shipped: &[String], name: &str, error: &LoadError) {
        let mut sets: BTreeMap<String, Option<String>> = BTreeMap::new();
        for text in shipped.iter().filter_map(|file| Shipped.load(file).ok()) {
            let (tree, _) = syntax::parse(SourceId::default(), opening(&text));
            if let Some(head) = head(&tree) {
                let base = sets.entry(head.name.text).or_default();
                *base = head.based_on.map(|base| base.text).or(base.take());
            }
        }
        let parts = |set: &&String| set.contains(name);
        let meant: Vec<&String> = match sets.get_key_value(name) {
            Some((set, _)) => vec![set],
            None => sets.keys().filter(parts).collect(),
        };
        let bases: BTreeSet<&Option<String>> = meant.iter().filter_map(|set| sets.get(*set)).collect();
        if meant.is_empty() || bases.len() < meant.len() {
            self.refuse(error, &sets.into_keys().collect::<Vec<_>>());
        } else {
            self.asked.extend(meant.into_iter().cloned());
        }
    }

    /// Adds the shipped sets that are needed: all of them, or the bases and named sets that were not given.
    fn complete(&mut self, shipped: &[String], all: bool) {
        let missing = |library: &Library| {
            let has = |name: &str| library.sets.iter().any(|set| set.name == name);
            let bases = library.sets.iter().filter_map(|set| set.based_on.as_ref().map(|(name, _)| name));
            bases.chain(&library.asked).any(|name| !has(name))
        };
        if !all && !missing(self) {
            return;
        }
        let given: Vec<String> = self.sets.iter().map(|set| set.name.clone()).collect();
        let mut inside = Library { sources: std::mem::take(&mut self.sources), ..Library::default() };
        for file in shipped {
            inside.shipped(file);
        }
        self.sources = inside.sources;
        self.diagnostics.extend(inside.diagnostics);
        let replaced = self.sets.iter().filter_map(|set| self.replaces(set, &inside.sets));
        let replaced: Vec<Diagnostic> = replaced.collect();
        self.diagnostics.extend(replaced);
        self.sets.extend(inside.sets.into_iter().filter(|set| !given.contains(&set.name)));
    }

    /// Asks about a set that was given, has the name of a shipped one and stands on a shipped base: it takes the place of
    /// that one. Who gives the base as well means to, and a copy changes nothing.
    fn replaces(&self, set: &RuleFiles, shipped: &[RuleFiles]) -> Option<Diagnostic> {
        let (base, span) = set.based_on.as_ref()?;
        let known = shipped.iter().find(|known| known.name == set.name)?;
        let text = |file: &RuleFile| self.sources.text(file.source);
        let is_copy =
            set.files.iter().map(text).all(|own| known.files.iter().map(text).any(|one| one == own));
        if is_copy || self.sets.iter().any(|other| other.name == *base) {
            return None;
        }
        let message = format!("随附的规则集也叫「{}」：用这一个代替它，它的规则都不查了", set.name);
        let mend = format!("要加在它上面：规则集换个名称，写 基于 {}", set.name);
        Some(Diagnostic::warning(Lint("同名规则集"), *span, message).mend(mend))
    }

    /// Adds a file that was given, parsed; the name of its set.
    fn given(&mut self, loader: &dyn Load, name: &str) -> Option<String> {
        let text = loader.load(name).map_err(|error| self.refuse(&error, &[])).ok()?;
        let source = self.sources.add(name, text.as_str());
        let parsed = self.parse(loader, name, source, &text);
        let wrong = parsed.diagnostics.iter().any(|one| one.severity == Severity::Error);
        self.diagnostics.extend(parsed.diagnostics.iter().cloned());
        let head = head(&parsed.tree);
        // Where the file opens with a head, what keeps it from being read was said.
        let unread = wrong && text.contains("规则集 ");
        if head.is_none() && !unread {
            let span = Span { source, start: 0, end: 0 };
            let diagnostic = Diagnostic::error(Lint("没有规则集"), span, "文件里没有「规则集」")
                .mend("第一行写：规则集 名称 版本 \"1\"；加在别的规则集上的，接着写 基于 和它的名称");
            self.diagnostics.push(diagnostic);
        }
        let set =
            self.add(head?, RuleFile { source, name: name.to_owned(), parsed: Arc::new(parsed.into()) })?;
        self.sets.iter_mut().filter(|known| known.name == set).for_each(|known| known.given = true);
        Some(set)
    }

    /// Adds a shipped file by its head alone.
    fn shipped(&mut self, name: &str) {
        let Ok(text) = Shipped.load(name) else { return };
        let source = self.sources.add(format!("{}{name}", Shipped::MARK), text.as_str());
        let (tree, _) = syntax::parse(source, opening(&text));
        if let Some(head) = head(&tree) {
            self.add(head, RuleFile { source, name: name.to_owned(), parsed: Arc::default() });
        }
    }

    fn add(&mut self, head: RuleSetHead, file: RuleFile) -> Option<String> {
        let set = match self.sets.iter_mut().find(|set| set.name == head.name.text) {
            Some(set) => set,
            None => {
                self.sets.push(RuleFiles { name: head.name.text.clone(), ..RuleFiles::default() });
                self.sets.last_mut()?
            }
        };
        if let Some(base) = head.based_on {
            set.based_on = Some((base.text, base.span));
        }
        set.published.extend(head.published.into_iter().map(|text| text.value));
        set.recognised_by.extend(head.recognised_by.into_iter().map(|text| text.value));
        set.files.push(file);
        Some(head.name.text)
    }

    /// A file as parsed.
    pub(super) fn parsed<'f>(&self, file: &'f RuleFile) -> &'f Parsed {
        let text = self.sources.text(file.source);
        file.parsed.get_or_init(|| self.parse(&Shipped, &file.name, file.source, text))
    }

    /// The set that a file belongs to.
    pub(super) fn set_of(&self, file: &str) -> Option<&str> {
        let holds = |set: &&RuleFiles| set.files.iter().any(|one| self.sources.name(one.source) == file);
        self.sets.iter().find(holds).map(|set| set.name.as_str())
    }

    /// Whether the rules are looked at for their own sake, as they are written.
    pub(super) fn is_looked_at(&self) -> bool {
        self.parses.is_some()
    }

    fn parse(&self, loader: &dyn Load, name: &str, source: SourceId, text: &str) -> Arc<Parsed> {
        match &self.parses {
            Some(parses) => parses.of(loader, name, source, text),
            None => Arc::new(parse(loader, name, source, text)),
        }
    }

    /// Tells rule sets apart.
    pub(super) fn digest(&self, stack: &[&RuleFiles]) -> Digest {
        let files = stack.iter().flat_map(|set| &set.files);
        let texts = files.flat_map(|file| {
            let data = self.parsed(file).data.values().map(|(_, text)| text.as_str());
            std::iter::once(self.sources.text(file.source)).chain(data)
        });
        let mut digest = Digest::default();
        digest.add(texts.flat_map(str::bytes));
        digest
    }

    /// Says why rules that were asked for cannot be had; `sets` are the shipped ones, where one may be meant.
    fn refuse(&mut self, error: &LoadError, sets: &[String]) {
        let (name, message, mend) = match error {
            LoadError::Missing(name) => {
                let near = nearest(name, sets.iter().map(String::as_str)).or_else(|| same_region(name, sets));
                let near = near.map_or_else(String::new, |near| format!("是不是「{near}」？"));
                let message = format!("没有叫「{name}」的规则文件、文件夹或内置规则集");
                (name, message, format!("{near}检查路径；内置规则集有：{}", sets.join("、")))
            }
            LoadError::Empty(name) => {
                let mend = "规则文件的名称以 .gj 结尾；检查文件夹和后缀";
                (name, format!("文件夹「{name}」里没有规则文件"), mend.to_owned())
            }
            LoadError::Unreadable(name, why) => (name, format!("打不开：{why}"), "检查文件权限".to_owned()),
            LoadError::TooLarge(name, size, cap) => {
                let message = format!("文件太大：{size} 字节，上限 {cap} 字节");
                (name, message, "规则文件是文本，把它拆成几个文件".to_owned())
            }
            LoadError::NotUtf8(name, at) => {
                let message = format!("第 {} 个字节起不是 UTF-8，也不是 GBK 的规则文件", at + 1);
                (name, message, "用编辑器打开，另存为 UTF-8 编码".to_owned())
            }
        };
        let id = self.sources.add(name.clone(), String::new());
        let span = Span { source: id, start: 0, end: 0 };
        self.diagnostics.push(Diagnostic::error(Lint("规则文件"), span, message).mend(mend));
    }

    /// The stack under a set, base first; a set that is based on itself is a mistake.
    pub(super) fn stack(&self, top: &str) -> Result<Vec<&RuleFiles>, Box<Diagnostic>> {
        let mut stack: Vec<&RuleFiles> = Vec::new();
        let mut next = Some((top.to_owned(), Span::default()));
        while let Some((name, span)) = next.take() {
            if stack.iter().any(|set| set.name == name) {
                let path: Vec<&str> =
                    stack.iter().map(|set| set.name.as_str()).chain([name.as_str()]).collect();
                let message = format!("规则集基于自己：{}", path.join(" → "));
                return Err(Diagnostic::error(Lint("基于循环"), span, message)
                    .mend("去掉其中一处「基于」")
                    .into());
            }
            let Some(set) = self.sets.iter().find(|set| set.name == name) else {
                let message = format!("没有规则集「{name}」");
                let known: BTreeMap<&str, ()> = self.sets.iter().map(|set| (set.name.as_str(), ())).collect();
                let diagnostic = Diagnostic::error(Lint("未知规则集"), span, message);
                let names = || known.keys().copied();
                let near = names().find(|known| is_slip(&name, known) || known.starts_with(&name));
                let all: Vec<&str> = names().filter(|known| *known != top).collect();
                let wrong = match near {
                    Some(near) => diagnostic.mend(format!("是不是「{near}」？")),
                    None => diagnostic
                        .mend(format!("用 --rules 把它的文件也给出来；内置的有：{}", all.join("、"))),
                };
                return Err(wrong.into());
            };
            stack.push(set);
            next.clone_from(&set.based_on);
        }
        stack.reverse();
        Ok(stack)
    }

    /// The sets that a set is a layer on.
    pub(super) fn bases(&self, name: &str) -> Vec<&str> {
        let stack = self.stack(name).unwrap_or_default();
        stack.into_iter().map(|set| set.name.as_str()).filter(|base| *base != name).collect()
    }

    /// The set that a set is a layer on in the end: itself, where it is on none.
    pub(super) fn root<'s>(&'s self, name: &'s str) -> &'s str {
        self.bases(name).first().copied().unwrap_or(name)
    }

    /// The sets that documents may be read by: those that were asked for, all where none was.
    pub(super) fn candidates(&self) -> impl Iterator<Item = &RuleFiles> {
        self.sets.iter().filter(|set| self.asked.is_empty() || self.asked.contains(&set.name))
    }

    /// How documents of a set are printed.
    pub(super) fn customs(&self, name: &str) -> Customs {
        let made = || {
            let stack = self.stack(name).unwrap_or_default();
            customs(stack.iter().flat_map(|set| &set.files).map(|file| self.parsed(file).tree.as_ref()))
        };
        let set = self.sets.iter().find(|set| set.name == name);
        set.map(|set| set.customs.get_or_init(made).clone()).unwrap_or_default()
    }

    /// What the publication of a set is called: by the set itself, else as official print has it.
    pub(super) fn published(&self, name: &str) -> Vec<String> {
        let set = self.sets.iter().find(|set| set.name == name && !set.published.is_empty());
        set.map_or_else(
            || Customs::default().words(Custom::Publication).to_vec(),
            |set| set.published.clone(),
        )
    }

    /// Sets that no other set of the run is based on.
    pub(super) fn tops(&self) -> Vec<&RuleFiles> {
        let is_base = |name: &str| {
            self.sets.iter().any(|set| set.based_on.as_ref().is_some_and(|(base, _)| base == name))
        };
        self.sets.iter().filter(|set| !is_base(&set.name)).collect()
    }
}

/// The first set whose name begins as the wanted one does: 湖南省 and 湖南部门决算.
fn same_region<'s>(name: &str, sets: &'s [String]) -> Option<&'s str> {
    let begin: String = name.chars().take(2).collect();
    let mut alike = sets.iter().filter(|set| begin.chars().count() == 2 && set.starts_with(&begin));
    alike.next().map(String::as_str)
}

/// Parses a file and loads the data files that it names, beside it.
fn parse(loader: &dyn Load, name: &str, source: SourceId, text: &str) -> Parsed {
    let (tree, diagnostics) = syntax::parse(source, text);
    let data = data_of(loader, name, source, &tree);
    Parsed { tree: Arc::new(tree), diagnostics, data }
}

/// The data files that a rule file names, as they are now.
fn data_of(loader: &dyn Load, name: &str, source: SourceId, tree: &Tree) -> DataFiles {
    let mut data = DataFiles::new();
    for item in &tree.items {
        let Item::CodeList(list) = item else { continue };
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path =
            if folder.is_empty() { list.data.value.clone() } else { format!("{folder}/{}", list.data.value) };
        if let Ok(text) = loader.load(&normal(&path)) {
            data.insert(list.data.value.clone(), (source, text));
        }
    }
    data
}

/// A shipped file up to the empty line behind its head.
fn opening(text: &str) -> &str {
    let head = text.find("\n规则集").unwrap_or(0);
    let end = text.get(head..).and_then(|rest| rest.find("\n\n"));
    end.and_then(|end| text.get(..head + end)).unwrap_or(text)
}

fn head(tree: &Tree) -> Option<RuleSetHead> {
    tree.items.iter().find_map(|item| match item {
        Item::RuleSet(head) => Some(head.clone()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_opening_of_each_shipped_file_holds_its_whole_head() {
        let files = Shipped.list("").unwrap();
        assert!(files.len() > 10);
        for file in files {
            let text = Shipped.load(&file).unwrap();
            let opening = opening(&text);
            assert!(opening.len() < text.len(), "{file}");
            let heads = [opening, &text].map(|text| head(&syntax::parse(SourceId(0), text).0));
            assert!(heads[0].is_some() && heads[0] == heads[1], "{file}");
        }
    }

    #[test]
    fn a_layer_is_parsed_when_a_stack_holds_it() {
        let library = Library::load(&Shipped, &[]);
        let parsed = |name: &str| {
            let set = library.sets.iter().find(|set| set.name == name).unwrap();
            set.files.iter().any(|file| file.parsed.get().is_some())
        };
        assert!(!parsed("湖北部门决算") && !parsed("上海部门决算"));
        let stack = library.stack("湖北部门决算").unwrap();
        assert_ne!(library.digest(&stack), library.digest(stack.get(..1).unwrap()));
        assert!(parsed("湖北部门决算") && !parsed("上海部门决算"));
    }
}
