//! Circles inside rooms: files of one folder that import each other, over however many of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, none, sources};

/// Circles that stand: the room, the files in it, and why they are left.
const KNOWN: [(&str, &str, &str); 14] = [
    ("amount", "exact interval printed", "a last place rounds numbers and has a radius, which is one"),
    (
        "account/passages",
        "blocks items",
        "a 每项 opens blocks and a block ends at items: goes with the lines read once",
    ),
    (
        "account/passages",
        "compile first names view",
        "programs are compiled for the view they run on: go to a room of patterns",
    ),
    (
        "account/passages",
        "ends matcher room values",
        "slots end where the matcher may go on: go to a room of patterns",
    ),
    ("account/tables", "entries loose", "two readers of lines without cells, to become one"),
    (
        "account/tables",
        "forms merge read scattered segments",
        "a form is read segment by segment: goes with the one placing in tables",
    ),
    (
        "audit/columns",
        "absent index window",
        "joins and absent cells are worked out from the window that keeps them",
    ),
    (
        "document/pdf",
        "aligned blocks columns deal head page unruled",
        "tables without ruled lines call for the text around them, to be read by bands",
    ),
    (
        "document/pdf",
        "inflate limits packed",
        "the budget measures what a stream expands to, and streams draw on the budget",
    ),
    ("document/word", "lists papx", "a list is read of properties, and properties name their list"),
    ("schema", "pattern table", "a column of a table holds patterns, and a pattern the axis of a table"),
    ("schema/from_tree", "lines tables", "two halves of one walk over a table"),
    (
        "syntax",
        "between build expected explain habits scan segment spoken",
        "what a letter, a word and an operator is stands where trees are built, and trees are mended by what was expected",
    ),
    ("text", "figure scan unit", "a scan gives figures, and a figure is read by a scan that knows its unit"),
];

/// The paths of a tree of imports: `super::{a::B, c}` gives `super a B` and `super c`.
fn paths(tree: &str) -> Vec<Vec<String>> {
    let Some((before, inner)) = tree.split_once('{') else {
        return vec![tree.split("::").map(|part| part.trim().to_owned()).filter(|p| !p.is_empty()).collect()];
    };
    let before: Vec<String> =
        before.split("::").map(|part| part.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
    let (mut depth, mut start, mut all) = (0, 0, Vec::new());
    for (at, sign) in inner.char_indices().chain([(inner.len(), ',')]) {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let inside = paths(&inner[start..at]).into_iter().filter(|path| !path.is_empty());
                all.extend(inside.map(|path| [before.clone(), path].concat()));
                start = at + 1;
            }
            _ => {}
        }
    }
    all
}

/// All that a file names above itself: in `use`, and in paths in its code.
fn named(file: &File) -> Vec<Vec<String>> {
    let code: Vec<&str> = file.code().filter(|(_, test, _)| !test).map(|(_, _, line)| line).collect();
    let mut all = Vec::new();
    for statement in code.join("\n").split(';') {
        let import = statement.rsplit('\n').find(|line| line.starts_with("use ") || line.starts_with("pub"));
        let import = import.and_then(|line| statement.rfind(line)).map(|at| &statement[at..]);
        match import.and_then(|import| import.split_once("use ")) {
            Some((_, tree)) => all.extend(paths(tree)),
            None => all.extend(paths_in(statement)),
        }
    }
    all
}

/// Paths in code that begin with `super`.
fn paths_in(code: &str) -> impl Iterator<Item = Vec<String>> {
    let starts = code.match_indices("super::").filter(|(at, _)| !code[..*at].ends_with("super::"));
    starts.map(|(at, _)| {
        let end = code[at..].find(|sign: char| !sign.is_alphanumeric() && sign != '_' && sign != ':');
        code[at..end.map_or(code.len(), |end| at + end)].split("::").map(str::to_owned).collect()
    })
}

/// What the children of a room import from each other.
fn arrows(room: &str, files: &[File]) -> BTreeMap<String, BTreeSet<String>> {
    let below = |file: &File| -> Option<Vec<String>> {
        let path = file.path.strip_prefix("src").unwrap().strip_prefix(room).ok()?.with_extension("");
        Some(path.iter().map(|part| part.to_str().unwrap().to_owned()).collect())
    };
    let inside: Vec<(Vec<String>, &File)> =
        files.iter().filter_map(|file| Some((below(file)?, file))).filter(|(_, file)| !file.test).collect();
    let children: BTreeSet<&str> = inside.iter().map(|(path, _)| path[0].as_str()).collect();
    // What the room's own mod.rs makes known under its name is a child's all the same.
    let known = inside.iter().filter(|(path, _)| *path == ["mod"]).flat_map(|(_, file)| named(file));
    let known: BTreeMap<String, String> = known
        .map(|path| path.into_iter().filter(|part| part != "self").collect::<Vec<_>>())
        .filter(|path| path.len() > 1 && children.contains(path[0].as_str()))
        .map(|path| (path.last().unwrap().clone(), path[0].clone()))
        .collect();
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, file) in inside.iter().filter(|(path, _)| *path != ["mod"]) {
        let up = if path.last().unwrap() == "mod" { path.len() - 1 } else { path.len() };
        for named in named(file) {
            let supers = named.iter().take_while(|part| *part == "super").count();
            let Some(name) = named.get(supers).filter(|_| supers == up) else { continue };
            let child = if children.contains(name.as_str()) { Some(name) } else { known.get(name) };
            if let Some(child) = child.filter(|child| **child != path[0]) {
                arrows.entry(path[0].clone()).or_default().insert(child.clone());
            }
        }
    }
    arrows
}

fn reached<'a>(arrows: &'a BTreeMap<String, BTreeSet<String>>, from: &'a String) -> BTreeSet<&'a String> {
    let mut seen: BTreeSet<&String> = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        open.extend(arrows.get(at).into_iter().flatten().filter(|to| seen.insert(to)));
    }
    seen
}

/// The files that reach each other, each circle once.
fn circles(arrows: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<Vec<String>> {
    let all: BTreeMap<&String, BTreeSet<&String>> =
        arrows.keys().map(|from| (from, reached(arrows, from))).collect();
    let of = |from: &String| {
        let both = |to: &&&String| all.get(**to).is_some_and(|back| back.contains(from));
        all[from].iter().filter(both).map(|name| (*name).clone()).collect::<Vec<_>>()
    };
    all.keys().map(|from| of(from)).filter(|circle| !circle.is_empty()).collect()
}

#[test]
fn no_files_of_one_room_import_each_other() {
    let files = sources();
    let mut rooms: BTreeSet<String> = BTreeSet::new();
    for file in &files {
        let folders = file.path.strip_prefix("src").unwrap().ancestors().skip(1);
        rooms.extend(folders.map(|room| room.to_str().unwrap().to_owned()).filter(|room| !room.is_empty()));
    }
    let known: BTreeSet<(&str, &str)> = KNOWN.iter().map(|(room, circle, _)| (*room, *circle)).collect();
    let mut met = BTreeSet::new();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for room in &rooms {
        let arrows = arrows(room, &files);
        count += arrows.values().map(BTreeSet::len).sum::<usize>();
        for circle in circles(&arrows) {
            let circle = circle.join(" ");
            if !known.contains(&(room.as_str(), circle.as_str())) {
                wrong.push(format!("src/{room}: {circle}"));
            }
            met.insert((room.clone(), circle));
        }
    }
    assert!(count > 300, "imports inside rooms were found: {count}");
    none(&wrong, "no files of one folder import each other");
    let gone =
        KNOWN.iter().filter(|(room, circle, _)| !met.contains(&((*room).to_owned(), (*circle).to_owned())));
    let gone: Vec<String> = gone.map(|(room, circle, _)| format!("src/{room}: {circle}")).collect();
    none(&gone, "a circle that was opened is struck from the list of those that stand");
}

#[test]
fn circles_are_found_over_several_files() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let arrows = BTreeMap::from([
        ("a".to_owned(), set(&["b", "x"])),
        ("b".to_owned(), set(&["c"])),
        ("c".to_owned(), set(&["a", "y"])),
        ("x".to_owned(), set(&["y"])),
    ]);
    assert_eq!(circles(&arrows), BTreeSet::from([["a", "b", "c"].map(str::to_owned).to_vec()]));
    let joined = |tree| paths(tree).into_iter().map(|path| path.join(" ")).collect::<Vec<_>>();
    assert_eq!(joined("super::{a::{B, c}, D}"), ["super a B", "super a c", "super D"]);
    assert_eq!(joined("super::super::a"), ["super super a"]);
    let met: Vec<_> = paths_in("f(super::super::a::b(1), super::C)").map(|path| path.join(" ")).collect();
    assert_eq!(met, ["super super a b", "super C"]);
}
