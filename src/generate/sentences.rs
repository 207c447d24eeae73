//! Which sentences say what, in which order: of each passage its heading, of its patterns one for each slot.

use std::collections::BTreeSet;

use super::bits::{Bit, Maker, columns, ways, words as title_words};
use super::cells;
use super::random::Random;
use crate::account::{Account, CellRead, RowRead, State};
use crate::audit::{CellAt, RowAt};
use crate::schema::{
    Axis, ColumnId, Family, FamilyId, Items, Located, NameSet, NameTarget, Passage, Piece, RowId, Schema,
    Sentence, SentenceId, SlotKind,
};

/// Most sentences of one block.
const SENTENCES: usize = 9;
/// Most 每项 of one passage.
const ITEMS: usize = 2;

/// A sentence that is said.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) family: FamilyId,
    pub(super) row: RowAt,
    pub(super) sentence: SentenceId,
    pub(super) bits: Vec<Bit>,
    /// Taken out again.
    pub(super) dropped: bool,
}

impl Said {
    /// The cells that it fills.
    pub(super) fn cells(&self) -> impl Iterator<Item = CellAt> + '_ {
        let at = |column| CellAt { family: self.family, row: self.row, column };
        columns(&self.bits).into_iter().map(at)
    }
}

/// A paragraph: what stands in front, and the sentences in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// The level and text of the heading that it is.
    pub(super) heading: Option<(u8, String)>,
    pub(super) front: String,
    pub(super) said: Vec<usize>,
}

/// All prose of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Prose {
    pub(super) said: Vec<Said>,
    pub(super) told: Vec<Told>,
}

/// What may be said.
pub(super) struct Speaker<'s> {
    pub(super) schema: &'s Schema,
    pub(super) account: &'s mut Account,
    pub(super) random: &'s mut Random,
    /// Names for items that documents name.
    pub(super) items: &'s [String],
    /// Sentences that were not read as they were meant.
    pub(super) banned: &'s BTreeSet<SentenceId>,
    prose: Prose,
}

impl<'s> Speaker<'s> {
    pub(super) fn new(
        schema: &'s Schema,
        account: &'s mut Account,
        random: &'s mut Random,
        items: &'s [String],
        banned: &'s BTreeSet<SentenceId>,
    ) -> Self {
        Self { schema, account, random, items, banned, prose: Prose::default() }
    }

    /// Says what the passages are there for, and puts the slots into the account.
    pub(super) fn speak(mut self) -> Prose {
        let outline = outline_words(self.schema);
        for passage in &self.schema.passages {
            let Located::Titled(titles) = &passage.located else { continue };
            if passage.parent.is_none() && titles.iter().all(|title| ways(title).is_disjoint(&outline)) {
                self.passage(passage, 1);
            }
        }
        self.prose
    }

    fn passage(&mut self, passage: &Passage, level: u8) {
        let year = self.account.year;
        let mut front = String::new();
        match &passage.located {
            Located::Titled(titles) => {
                let Some(title) = self.title(titles, year) else { return };
                self.prose.told.push(Told { heading: Some((level, title)), ..Told::default() });
            }
            Located::Starts(starts) => {
                let Some(start) = starts.first().and_then(|start| title_words(start, year, "", self.random))
                else {
                    return;
                };
                front = start;
            }
            Located::Anywhere if level > 1 => {}
            _ => return,
        }
        let Some(family) = self.schema.family(passage.family) else { return };
        self.open(family);
        let own = self.block(family, RowAt::Fixed(0), &passage.sentences, &mut BTreeSet::new(), &front);
        let starts_itself = own.first().is_some_and(|said| self.begins_with(*said, &front));
        if !own.is_empty() {
            self.prose.told.push(Told {
                front: if front.is_empty() || starts_itself { String::new() } else { format!("{front}：") },
                said: own,
                ..Told::default()
            });
        }
        let mut items: Vec<&Items> = passage.items.iter().collect();
        self.random.shuffle(&mut items);
        items.truncate(ITEMS);
        for item in items {
            self.items(item);
        }
        for section in &passage.sections {
            if let Some(section) = self.schema.passage(*section) {
                self.passage(section, level + 1);
            }
        }
    }

    fn begins_with(&self, said: usize, front: &str) -> bool {
        let first = self.prose.said.get(said).and_then(|said| said.bits.first());
        matches!(first, Some(Bit::Text(text)) if !front.is_empty() && text.starts_with(front))
    }

    fn title(&mut self, titles: &[Vec<Piece>], year: Option<i32>) -> Option<String> {
        let first = titles.first().filter(|_| self.random.chance(80));
        let chosen = first.or_else(|| titles.get(self.random.below(titles.len())))?;
        title_words(chosen, year, "", self.random)
    }

    /// Marks a family as found, with its one row.
    fn open(&mut self, family: &Family) {
        let Some(read) = self.account.families.get_mut(family.id.0 as usize) else { return };
        read.found = true;
        read.whole = true;
        if read.fixed.is_empty() {
            let row =
                RowRead { cells: vec![CellRead::default(); family.columns.len()], ..RowRead::default() };
            read.fixed = family.rows.iter().map(|_| row.clone()).collect();
        }
    }

    /// Says the slots of a block, each once.
    fn block(
        &mut self,
        family: &Family,
        row: RowAt,
        sentences: &[Sentence],
        taken: &mut BTreeSet<ColumnId>,
        front: &str,
    ) -> Vec<usize> {
        let mut own = Vec::new();
        let mut all: Vec<&Sentence> = sentences.iter().collect();
        if self.random.chance(50) {
            self.random.shuffle(&mut all);
        }
        // One that opens the block comes first.
        let opens = |sentence: &Sentence| {
            !front.is_empty() && ways(&sentence.pieces).iter().any(|way| way.starts_with(front))
        };
        all.sort_by_key(|sentence| !opens(sentence));
        for sentence in all {
            let chance = if is_loose(&sentence.pieces) { 98 } else { 12 };
            let skip = self.random.chance(chance) && !own.is_empty();
            let banned = self.banned.contains(&sentence.id) || !sentence.implied.is_empty();
            if own.len() >= SENTENCES || skip || banned {
                continue;
            }
            let maker = Maker { year: self.account.year, any: "", taken };
            let Some(bits) = maker.sentence(&sentence.pieces, self.random) else { continue };
            let said = columns(&bits);
            let named = bits.iter().any(|bit| matches!(bit, Bit::Slot(_, SlotKind::Names(_))));
            let doubled = said.iter().collect::<BTreeSet<_>>().len() != said.len();
            if said.is_empty() || named || doubled {
                continue;
            }
            taken.extend(said);
            own.push(self.say(family, row, sentence, bits));
        }
        own
    }

    fn say(&mut self, family: &Family, row: RowAt, sentence: &Sentence, bits: Vec<Bit>) -> usize {
        let said = Said { family: family.id, row, sentence: sentence.id, bits, dropped: false };
        for at in said.cells().collect::<Vec<CellAt>>() {
            cells::set(self.schema, self.account, at, 0);
        }
        self.prose.said.push(said);
        self.prose.said.len() - 1
    }

    /// Says the items of a 每项, a paragraph each.
    fn items(&mut self, items: &Items) {
        let Some(family) = self.schema.family(items.family) else { return };
        let Some(head) = items.heads.first().filter(|head| !self.banned.contains(&head.id)) else { return };
        let Some(kind) = key_kind(&head.pieces, items.key) else { return };
        let members = match &kind {
            SlotKind::Names(set) => members(self.schema, self.account, set),
            SlotKind::Text => {
                self.items.iter().take(2).map(|name| (name.clone(), name.clone(), None)).collect()
            }
            _ => return,
        };
        self.open(family);
        for (key, name, code) in members {
            let taken = BTreeSet::new();
            let maker = Maker { year: self.account.year, any: "", taken: &taken };
            let Some(bits) = maker.sentence(&head.pieces, self.random) else { continue };
            let Some(read) = self.account.families.get_mut(family.id.0 as usize) else { return };
            let at = read.rows.len() as u32;
            let cells = vec![CellRead::default(); family.columns.len()];
            read.rows.push(RowRead { key, name: name.clone(), code, cells, ..RowRead::default() });
            let row = RowAt::Block(at);
            let mut taken: BTreeSet<ColumnId> = columns(&bits).into_iter().collect();
            let mut said = vec![self.say(family, row, head, bits)];
            cells::set_text(self.account, CellAt { family: family.id, row, column: items.key }, name);
            said.extend(self.block(family, row, &items.sentences, &mut taken, ""));
            self.prose.told.push(Told { said, ..Told::default() });
        }
    }
}

/// Whether a pattern leaves words open, or says nothing but a year: it is found in what another sentence says.
fn is_loose(pieces: &[Piece]) -> bool {
    let mut kinds = Vec::new();
    let open = leaves_open(pieces, &mut kinds);
    open || kinds.iter().all(|kind| matches!(kind, SlotKind::Year))
}

fn leaves_open(pieces: &[Piece], kinds: &mut Vec<SlotKind>) -> bool {
    let mut open = false;
    for piece in pieces {
        match piece {
            Piece::Any => open = true,
            Piece::Slot(slot) => kinds.push(slot.kind.clone()),
            Piece::Optional(all) | Piece::Choice(all) => {
                for one in all {
                    open |= leaves_open(one, kinds);
                }
            }
            _ => {}
        }
    }
    open
}

/// Every title of the outline, in every way to print it.
fn outline_words(schema: &Schema) -> BTreeSet<String> {
    let titles = schema.outline.iter().flat_map(|part| std::iter::once(&part.title).chain(&part.sections));
    titles.flat_map(|title| ways(title)).filter(|title| !title.is_empty()).collect()
}

fn key_kind(pieces: &[Piece], key: ColumnId) -> Option<SlotKind> {
    pieces.iter().find_map(|piece| match piece {
        Piece::Slot(slot) if slot.columns.contains(&key) => Some(slot.kind.clone()),
        _ => None,
    })
}

/// What items may be about that has figures in the tables: key, name in print, code.
fn members(schema: &Schema, account: &Account, set: &NameSet) -> Vec<(String, String, Option<String>)> {
    let (Some(family), Some(read)) = (schema.family(set.family), account.families.get(set.family.0 as usize))
    else {
        return Vec::new();
    };
    let counts = |cell: &CellRead| {
        cell.state == State::Value && cell.claims.first().is_some_and(|claim| claim.value != 0)
    };
    let mut members = Vec::new();
    for target in &set.members {
        let (name, has) = match (target, set.axis) {
            (NameTarget::Row(RowId(row)), Axis::Rows) => {
                let Some(of) = family.rows.get(*row as usize) else { continue };
                let row = read.fixed.get(*row as usize);
                (of.name.clone(), row.is_some_and(|row| row.cells.iter().any(counts)))
            }
            (NameTarget::Column(column), _) => {
                let Some(of) = family.columns.get(column.0 as usize) else { continue };
                let rows = read.fixed.iter().chain(&read.rows);
                let mut cells = rows.filter_map(|row| row.cells.get(column.0 as usize));
                (of.name.clone(), cells.any(counts))
            }
            _ => continue,
        };
        if has {
            members.push((name.clone(), name, None));
        }
    }
    let Some((level, list)) = set.level.zip(schema.list_of(family)) else { return members };
    for row in read.rows.iter().filter(|row| level == 0 || row.level == level) {
        if !row.cells.iter().any(counts) {
            continue;
        }
        let deepest = usize::from(row.level) == list.levels.len();
        let above = list.levels.iter().take(usize::from(row.level)).filter_map(|one| {
            let code = row.key.get(..usize::from(one.digits))?;
            let last = code.len() == row.key.len();
            let mark = if last && !deepest { String::new() } else { format!("（{}）", one.name) };
            Some(format!("{}{mark}", list.name_of(code)?))
        });
        let name = if list.open || row.level == 1 { row.name.clone() } else { above.collect() };
        members.push((row.key.clone(), name, row.code.clone()));
    }
    members
}
