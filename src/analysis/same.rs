//! What one version reads, by the numbers of another.

use crate::plan::{Leaf, Node};
use crate::ruleset::{ColumnRef, Domain, Figure, RowRef, Select};
use crate::schema::{FamilyId, Identity, Schema};

/// Which figures of one version are which of another.
pub(super) struct Same<'s> {
    from: &'s Schema,
    identity: Identity,
    /// All numbers are the same.
    plain: bool,
}

impl<'s> Same<'s> {
    pub(super) fn between(from: &'s Schema, to: &Schema) -> Self {
        let identity = Identity::between(from, to);
        let is_own = |family: &crate::schema::Family| {
            identity.family(family.id) == Some(family.id)
                && family.rows.iter().all(|row| identity.row(family.id, row.id) == Some(row.id))
                && family
                    .columns
                    .iter()
                    .all(|column| identity.column(family.id, column.id) == Some(column.id))
        };
        let plain = from.families.len() == to.families.len() && from.families.iter().all(is_own);
        Self { from, identity, plain }
    }

    pub(super) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What a rule is said of; families that the other version does not have are left out.
    pub(super) fn domain(&self, domain: &Domain) -> Domain {
        match domain {
            Domain::Rows { families, select } => {
                let families = families.iter().map(|family| self.family(*family));
                let families = families.map(|family| family.unwrap_or(FamilyId(u32::MAX))).collect();
                Domain::Rows { families, select: select.clone() }
            }
            other => other.clone(),
        }
    }

    fn family(&self, family: FamilyId) -> Option<FamilyId> {
        self.identity.family(family)
    }

    fn figure(&self, figure: &Figure) -> Option<Figure> {
        let row = match &figure.row {
            RowRef::Fixed(row) => RowRef::Fixed(self.identity.row(figure.family, *row)?),
            RowRef::Code(code) => {
                let list = self.from.family(figure.family)?.codes.as_ref()?.list;
                if !self.identity.is_same_code(list, code) {
                    return None;
                }
                RowRef::Code(code.clone())
            }
            RowRef::Element(None) => RowRef::Element(None),
            RowRef::Element(Some(under)) => RowRef::Element(Some(self.identity.row(figure.family, *under)?)),
        };
        let column = match figure.column {
            ColumnRef::Fixed(column) => ColumnRef::Fixed(self.identity.column(figure.family, column)?),
            ColumnRef::Element => ColumnRef::Element,
        };
        Some(Figure { whose: figure.whose, family: self.family(figure.family)?, row, column })
    }

    /// What is read, by the numbers of the other version; none where it has no such thing, or that cannot be told.
    pub(super) fn leaf(&self, leaf: &Leaf) -> Option<Leaf> {
        if self.plain {
            return Some(leaf.clone());
        }
        Some(match leaf {
            Leaf::Figure(figure) => Leaf::Figure(self.figure(figure)?),
            Leaf::First(all) => Leaf::First(all.iter().map(|leaf| self.leaf(leaf)).collect::<Option<_>>()?),
            Leaf::Printed(inner) => Leaf::Printed(Box::new(self.leaf(inner)?)),
            Leaf::Outer(inner) => Leaf::Outer(Box::new(self.leaf(inner)?)),
            Leaf::Fold { fold, name, family, select, filter: None, body, leaves }
                if **body == Node::Leaf(0) && !matches!(select, Select::Named { .. }) =>
            {
                Leaf::Fold {
                    fold: *fold,
                    name: name.clone(),
                    family: self.family(*family)?,
                    select: select.clone(),
                    filter: None,
                    body: body.clone(),
                    leaves: leaves.iter().map(|leaf| self.leaf(leaf)).collect::<Option<_>>()?,
                }
            }
            Leaf::ElementYear | Leaf::ThisYear => leaf.clone(),
            _ => return None,
        })
    }
}
