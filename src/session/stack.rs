//! Layer stacks: which rule files there are, which rule set each belongs to, which set is a layer on which.

use std::collections::BTreeMap;

use super::shipped::{Shipped, normal};
use crate::schema::DataFiles;
use crate::source::{Diagnostic, Load, LoadError, SourceId, Sources, Span};
use crate::syntax::{self, Item, Tree};

/// A rule set: its files and the set that it is a layer on.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleFiles {
    pub(super) name: String,
    pub(super) based_on: Option<(String, Span)>,
    pub(super) recognised_by: Vec<String>,
    pub(super) trees: Vec<Tree>,
}

/// All rule files of a run, parsed.
#[derive(Clone, Debug, Default)]
pub(super) struct Library {
    pub(super) sources: Sources,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) sets: Vec<RuleFiles>,
    pub(super) data: DataFiles,
    /// Sets that the caller named, in the order they came.
    pub(super) asked: Vec<String>,
    pub(super) digest: u64,
}

impl Library {
    /// Loads the named rule files, folders or shipped sets; none mean the shipped rules.
    pub(super) fn load(loader: &dyn Load, rules: &[String]) -> Self {
        let mut library = Library { digest: 0xcbf2_9ce4_8422_2325, ..Library::default() };
        let shipped = Shipped.list("").unwrap_or_default();
        for name in rules {
            match loader.list(name) {
                Ok(files) if files.is_empty() => library.refuse(&LoadError::Missing(name.clone())),
                Ok(files) => {
                    for file in files {
                        let set = library.file(loader, &file, false);
                        if let Some(set) = set
                            && !library.asked.contains(&set)
                        {
                            library.asked.push(set);
                        }
                    }
                }
                Err(error) => {
                    library.asked.push(name.clone());
                    library.unless_shipped(&shipped, name, &error);
                }
            }
        }
        library.complete(&shipped, rules.is_empty());
        library
    }

    /// A name that is no file may be the name of a shipped set, or a part of it that is in no other: 湖北.
    fn unless_shipped(&mut self, shipped: &[String], name: &str, error: &LoadError) {
        self.asked.retain(|asked| asked != name);
        let mut sets: Vec<String> = shipped
            .iter()
            .filter_map(|file| Shipped.load(file).ok())
            .filter_map(|text| {
                let head = text.lines().find(|line| line.starts_with("规则集"))?;
                head.split_whitespace().nth(1).map(str::to_owned)
            })
            .collect();
        sets.sort();
        sets.dedup();
        let exact = sets.iter().find(|set| *set == name).cloned();
        let mut parts = sets.into_iter().filter(|set| set.contains(name));
        match exact.or_else(|| parts.next().filter(|_| parts.next().is_none())) {
            Some(set) => self.asked.push(set),
            None => self.refuse(error),
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
        let mut inside =
            Library { digest: self.digest, sources: std::mem::take(&mut self.sources), ..Library::default() };
        for file in shipped {
            inside.file(&Shipped, file, true);
        }
        self.sources = inside.sources;
        self.digest = inside.digest;
        self.diagnostics.extend(inside.diagnostics);
        self.data.extend(inside.data);
        self.sets.extend(inside.sets.into_iter().filter(|set| !given.contains(&set.name)));
    }

    /// Parses one file; gives the name of its set.
    fn file(&mut self, loader: &dyn Load, name: &str, shipped: bool) -> Option<String> {
        let text = match loader.load(name) {
            Ok(text) => text,
            Err(error) => {
                self.refuse(&error);
                return None;
            }
        };
        self.hash(&text);
        let shown = if shipped { format!("（内置）{name}") } else { name.to_owned() };
        let id = self.sources.add(shown, text.clone());
        let (tree, diagnostics) = syntax::parse(id, &text);
        self.diagnostics.extend(diagnostics);
        self.data_of(loader, name, &tree, id);
        let head = tree.items.iter().find_map(|item| match item {
            Item::RuleSet(head) => Some(head.clone()),
            _ => None,
        });
        let Some(head) = head else {
            let span = Span { source: id, start: 0, end: 0 };
            let diagnostic = Diagnostic::error("没有规则集", span, "文件里没有「规则集」")
                .mend("第一行写：规则集 名称 版本 \"2024\" 基于 部门决算");
            self.diagnostics.push(diagnostic);
            return None;
        };
        let set = match self.sets.iter_mut().find(|set| set.name == head.name.text) {
            Some(set) => set,
            None => {
                self.sets.push(RuleFiles { name: head.name.text.clone(), ..RuleFiles::default() });
                self.sets.last_mut()?
            }
        };
        if let Some(base) = &head.based_on {
            set.based_on = Some((base.text.clone(), base.span));
        }
        set.recognised_by.extend(head.recognised_by.iter().map(|text| text.value.clone()));
        set.trees.push(tree);
        Some(head.name.text)
    }

    /// Loads the data files that a tree names, beside it.
    fn data_of(&mut self, loader: &dyn Load, file: &str, tree: &Tree, id: SourceId) {
        for item in &tree.items {
            let Item::CodeList(list) = item else { continue };
            let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
            let path = if folder.is_empty() {
                list.data.value.clone()
            } else {
                format!("{folder}/{}", list.data.value)
            };
            if let Ok(text) = loader.load(&normal(&path)) {
                self.hash(&text);
                self.data.insert(list.data.value.clone(), (id, text));
            }
        }
    }

    /// FNV-1a: the digest tells rule sets apart, it protects nothing.
    fn hash(&mut self, text: &str) {
        for byte in text.bytes() {
            self.digest = (self.digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn refuse(&mut self, error: &LoadError) {
        let (name, message, mend) = match error {
            LoadError::Missing(name) => (
                name,
                "没有这个规则文件、文件夹或内置规则集".to_owned(),
                "检查路径；不写 --rules 就用内置规则",
            ),
            LoadError::Unreadable(name, why) => (name, format!("打不开：{why}"), "检查文件权限"),
            LoadError::TooLarge(name, size, cap) => {
                let message = format!("文件太大：{size} 字节，上限 {cap} 字节");
                (name, message, "规则文件是文本，把它拆成几个文件")
            }
            LoadError::NotUtf8(name, at) => {
                (name, format!("第 {at} 个字节起不是 UTF-8 文字"), "用编辑器另存为 UTF-8 编码")
            }
        };
        let id = self.sources.add(name.clone(), String::new());
        let span = Span { source: id, start: 0, end: 0 };
        self.diagnostics.push(Diagnostic::error("规则文件", span, message).mend(mend));
    }

    /// The stack under a set, base first; a set that is based on itself is a mistake.
    pub(super) fn stack(&self, top: &str) -> Result<Vec<&RuleFiles>, Diagnostic> {
        let mut stack: Vec<&RuleFiles> = Vec::new();
        let mut next = Some((top.to_owned(), Span::default()));
        while let Some((name, span)) = next.take() {
            if stack.iter().any(|set| set.name == name) {
                let path: Vec<&str> =
                    stack.iter().map(|set| set.name.as_str()).chain([name.as_str()]).collect();
                let message = format!("规则集基于自己：{}", path.join(" → "));
                return Err(Diagnostic::error("基于循环", span, message).mend("去掉其中一处「基于」"));
            }
            let Some(set) = self.sets.iter().find(|set| set.name == name) else {
                let message = format!("没有规则集「{name}」");
                let known: BTreeMap<&str, ()> = self.sets.iter().map(|set| (set.name.as_str(), ())).collect();
                let diagnostic = Diagnostic::error("未知规则集", span, message);
                return Err(match crate::text::nearest(&name, known.keys().copied()) {
                    Some(near) => diagnostic.mend(format!("是不是「{near}」？")),
                    None => diagnostic.mend("用 --rules 把它的文件也给出来"),
                });
            };
            stack.push(set);
            next.clone_from(&set.based_on);
        }
        stack.reverse();
        Ok(stack)
    }

    /// Sets that no other set of the run is based on.
    pub(super) fn tops(&self) -> Vec<&RuleFiles> {
        let is_base = |name: &str| {
            self.sets.iter().any(|set| set.based_on.as_ref().is_some_and(|(base, _)| base == name))
        };
        self.sets.iter().filter(|set| !is_base(&set.name)).collect()
    }
}
