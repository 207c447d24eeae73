//! Prose of the published documents beside the project, if they are there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gouji::account::passages::{Passages, recognise};
use gouji::account::{FamilyRead, State};
use gouji::document::read;
use gouji::schema::{Schema, declare};
use gouji::source::SourceId;
use gouji::syntax::parse;

/// Rule files of folders, base first, declared for a year.
fn schema(folders: &[PathBuf], data: &Path, year: i32) -> Schema {
    let mut trees = Vec::new();
    for (layer, folder) in folders.iter().enumerate() {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|ending| ending == "gj"));
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let (tree, diagnostics) = parse(SourceId(trees.len() as u32), &text);
            for diagnostic in diagnostics.iter().take(3) {
                println!("{}: {}", file.display(), diagnostic.message);
            }
            trees.push((layer as u32, tree));
        }
    }
    let mut files = BTreeMap::new();
    if let Ok(entries) = std::fs::read_dir(data) {
        for entry in entries {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.insert(format!("../编码/{name}"), (SourceId(0), text.clone()));
            files.insert(name, (SourceId(0), text));
        }
    }
    declare(&trees, Some(year), &files).schema
}

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")
}

fn rules() -> PathBuf {
    std::env::var_os("GOUJI_RULES").map_or(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), PathBuf::from)
}

fn document(start: &str) -> Option<gouji::document::Document> {
    let entries = std::fs::read_dir(shared().join("disclosures")).ok()?;
    let path = entries.filter_map(Result::ok).map(|entry| entry.path()).find(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start))
            && path.extension().is_some_and(|e| e == "txt")
    })?;
    Some(read(&path.to_string_lossy(), &std::fs::read(&path).ok()?).unwrap())
}

fn show(schema: &Schema, passages: &Passages) {
    println!("unit {:?} year {:?}", passages.unit, passages.year);
    for (family, read) in schema.families.iter().zip(&passages.families) {
        if !read.found {
            if family.passage.is_some() {
                println!("-- {} not found", family.name);
            }
            continue;
        }
        println!("== {} at {:?} unclaimed {:?}", family.name, read.at.line, read.unclaimed);
        for row in read.fixed.iter().chain(&read.rows) {
            println!("   [{}] {:?} code {:?} at {:?}", row.key, row.name, row.code, row.at.line);
            for (column, cell) in family.columns.iter().zip(&row.cells) {
                if cell.state == State::Absent {
                    continue;
                }
                let claims: Vec<String> = cell
                    .claims
                    .iter()
                    .map(|c| {
                        format!(
                            "{}={}{}@{}",
                            c.text,
                            c.value,
                            if c.implied { " 即" } else { "" },
                            c.at.line.unwrap_or(0)
                        )
                    })
                    .collect();
                println!(
                    "      {} {:?} {} {}",
                    column.name,
                    cell.state,
                    claims.join(" | "),
                    cell.remark.as_deref().unwrap_or("")
                );
            }
        }
    }
    let elements = &passages.elements;
    for heading in &elements.headings {
        println!("# {:?} {} ({})", heading.at.line, heading.text, heading.key);
    }
    println!(
        "parts {:?}; {} contents; {} paragraphs; units {:?}",
        elements.parts,
        elements.contents.len(),
        elements.paragraphs.len(),
        elements.units.iter().map(|u| format!("{}:{}", u.at.line.unwrap_or(0), u.text)).collect::<Vec<_>>()
    );
    for left in &passages.unclaimed {
        println!("? {:?} {} {}", left.at.line, left.text, left.why);
    }
}

fn try_document(start: &str, layers: &[&str], year: i32) {
    let base = rules();
    let (Some(document), true) = (document(start), base.exists()) else {
        println!("skipped: no documents or rules");
        return;
    };
    let folders: Vec<PathBuf> = if layers.is_empty() {
        vec![base.clone()]
    } else {
        layers.iter().map(|layer| base.join(layer)).collect()
    };
    let schema = schema(&folders, &base.join("编码"), year);
    let tables = vec![FamilyRead::default(); schema.families.len()];
    let before = std::time::Instant::now();
    let passages = recognise(&schema, &document, &[], &tables, None);
    println!("took {:?}; {} sentences", before.elapsed(), schema.sentences);
    if std::env::var_os("GOUJI_SHOW").is_some() {
        show(&schema, &passages);
    }
    assert_eq!(passages.year, Some(year));
    assert!(passages.elements.parts.iter().flatten().count() >= 4);
    // Nearly every figure that explains is claimed, and none is called ambiguous.
    assert!(passages.elements.figures.iter().filter(|figure| figure.family.is_some()).count() > 100);
    assert!(passages.unclaimed.len() <= 4, "{:?}", passages.unclaimed);
    let cells = passages
        .families
        .iter()
        .flat_map(|read| read.fixed.iter().chain(&read.rows))
        .flat_map(|row| &row.cells);
    assert_eq!(cells.filter(|cell| cell.state == State::Unreadable).count(), 0);
}

#[test]
fn hubei() {
    try_document("武汉", &["部门决算", "湖北"], 2024);
}

#[test]
fn shanghai() {
    try_document("上海", &["部门决算", "上海"], 2025);
}
