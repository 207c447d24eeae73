//! What a case is judged beside: last year's accounts (上年), subordinate units (所属), a register (名册).

use std::sync::Arc;

use super::blocks::Block;
use super::mistake::Mistake;
use crate::account::Account;
use crate::proof::UnitFindings;
use crate::session::{Company, Edition, Editions, Held, Register};

/// Blocks that stand beside the documents of a section: the name of the file that each is read as, and its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Given {
    prior: Vec<(String, String)>,
    below: Vec<(String, String)>,
    register: Option<(String, String)>,
}

/// How much of what comes of an account is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The verdicts and what is found.
    Verdicts,
    /// What holds with its numbers, too.
    Proofs,
    /// The mistakes behind what fails instead, as `gouji check` tells them.
    Causes,
}

impl Given {
    /// The blocks of a section that are given beside its documents. The word behind the name is the ending of the file
    /// (`上年 yaml`); without one it is text, a register CSV.
    #[must_use]
    pub fn of(blocks: &[Block]) -> Self {
        let mut given = Self::default();
        for (at, block) in blocks.iter().enumerate() {
            let mut words = block.info.split_whitespace();
            let name = words.next().unwrap_or_default();
            let file = |ending: &str| format!("{name}{at}.{}", words.clone().next().unwrap_or(ending));
            match name {
                "上年" => given.prior.push((file("txt"), block.text.clone())),
                "所属" => given.below.push((file("txt"), block.text.clone())),
                "名册" => given.register = Some((file("csv"), block.text.clone())),
                _ => {}
            }
        }
        given
    }

    /// Whether a block is one that is given beside documents.
    #[must_use]
    pub fn takes(block: &Block) -> bool {
        matches!(block.info.split_whitespace().next(), Some("上年" | "所属" | "名册"))
    }

    /// Judges an account beside what was given.
    ///
    /// # Errors
    /// When something that was given cannot be read.
    pub fn check(
        &self,
        editions: &Editions,
        edition: &Arc<Edition>,
        account: &Account,
        wanted: Wanted,
    ) -> Result<UnitFindings, Mistake> {
        let register = self.register.as_ref().map(|(name, text)| Register::read(name, text.as_bytes()));
        let company = Company::new(register.transpose().map_err(Mistake::BadRegister)?);
        let mut company = match wanted {
            Wanted::Verdicts => company.without_causes(),
            Wanted::Proofs => company.without_causes().proving(true),
            Wanted::Causes => company,
        };
        for held in read(editions, &self.prior)? {
            company.add_history(held);
        }
        for held in read(editions, &self.below)? {
            company.add_present(held);
        }
        Ok(company.check(edition, account, &[]))
    }
}

/// The accounts of blocks, each by its own edition.
fn read(editions: &Editions, blocks: &[(String, String)]) -> Result<Vec<Held>, Mistake> {
    let mut all = Vec::new();
    for (name, text) in blocks {
        let (edition, document) =
            editions.for_document(name, text.as_bytes()).map_err(Mistake::Unreadable)?;
        let accounts = edition.read(&document).into_iter();
        all.extend(
            accounts.map(|account| Held { edition: Arc::clone(&edition), account: Arc::new(account) }),
        );
    }
    Ok(all)
}
