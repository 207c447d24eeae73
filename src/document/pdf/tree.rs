//! Which pages the tree of pages of a file names and does not have.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::dict::keys::{COUNT, KIDS, PAGES, TYPE};
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjectIdentifier};

use super::limits::MAX_PAGES;

/// Pages that are named and not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Gone {
    /// Where they stand, counted from 0 with them.
    pub at: Vec<usize>,
    /// How many more the file says to have.
    pub more: usize,
}

/// Looks for pages that cannot be found.
pub(super) fn gone(pdf: &Pdf) -> Gone {
    // A tree that the library breaks down at says nothing.
    catch_unwind(AssertUnwindSafe(|| look(pdf))).ok().flatten().unwrap_or_default()
}

fn look(pdf: &Pdf) -> Option<Gone> {
    let xref = pdf.xref();
    let tree = xref.get::<Dict<'_>>(xref.root_id())?.get::<Dict<'_>>(PAGES)?;
    let found: Vec<Option<(u32, i32)>> =
        pdf.pages().iter().map(|page| page.raw().obj_id().map(|id| (id.obj_number, id.gen_number))).collect();
    let at = missing(pdf, &tree, &found).unwrap_or_default();
    let said = tree.get::<u32>(COUNT).and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    let more = said.saturating_sub(found.len() + at.len());
    Some(Gone { at, more })
}

/// Where leaves of the tree stand that are no page; none if the pages do not follow the tree.
fn missing(pdf: &Pdf, tree: &Dict<'_>, found: &[Option<(u32, i32)>]) -> Option<Vec<usize>> {
    let mut visited = BTreeSet::new();
    let mut stack = vec![tree.get::<Array<'_>>(KIDS)?.raw_iter()];
    let (mut missing, mut leaves) = (Vec::new(), 0);
    let mut found = found.iter();
    while let Some(kids) = stack.last_mut() {
        let Some(kid) = kids.next() else {
            stack.pop();
            continue;
        };
        let (id, dict) = match kid {
            MaybeRef::Ref(to) => {
                if !visited.insert((to.obj_number, to.gen_number)) {
                    continue;
                }
                let id = ObjectIdentifier::new(to.obj_number, to.gen_number);
                (Some((to.obj_number, to.gen_number)), pdf.xref().get::<Dict<'_>>(id))
            }
            MaybeRef::NotRef(object) => (None, object.into_dict()),
        };
        let is_node = |dict: &Dict<'_>| dict.get::<Name<'_>>(TYPE).is_some_and(|kind| &*kind == PAGES);
        if let Some(node) = dict.filter(is_node) {
            stack.extend(node.get::<Array<'_>>(KIDS).map(|kids| kids.raw_iter()));
            continue;
        }
        if leaves >= MAX_PAGES {
            return None;
        }
        if found.as_slice().first() == Some(&id) {
            found.next();
        } else {
            missing.push(leaves);
        }
        leaves += 1;
    }
    found.as_slice().is_empty().then_some(missing)
}
