//! What a case is judged beside: last year's accounts (上年), subordinate units (所属), a register (名册).

use std::sync::Arc;

use gouji::account::Account;
use gouji::proof::UnitFindings;
use gouji::session::{Company, Edition, Editions, Held, Register};

use crate::support::markdown::Block;

/// Blocks that stand beside the documents of a section.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    prior: Vec<(String, String)>,
    below: Vec<(String, String)>,
    register: Option<(String, String)>,
}

impl Given {
    /// The blocks of a section that are given beside its documents. The word behind the name is the ending of the file:
    /// `上年 yaml`; without one it is text, a register CSV.
    pub(crate) fn of(blocks: &[Block]) -> Self {
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
    pub(crate) fn takes(block: &Block) -> bool {
        matches!(block.info.split_whitespace().next(), Some("上年" | "所属" | "名册"))
    }

    /// Judges an account beside what was given.
    pub(crate) fn check(
        &self,
        editions: &mut Editions,
        edition: &Arc<Edition>,
        account: &Account,
    ) -> UnitFindings {
        let register = self.register.as_ref();
        let register = register.map(|(name, text)| Register::read(name, text.as_bytes()).unwrap());
        let mut company = Company::new(register);
        let mut read = |(name, text): &(String, String)| -> Vec<Held> {
            let (edition, document) = editions.for_document(name, text.as_bytes()).unwrap();
            let accounts = edition.read(&document).into_iter();
            accounts
                .map(|account| Held { edition: Arc::clone(&edition), account: Arc::new(account) })
                .collect()
        };
        self.prior.iter().flat_map(&mut read).for_each(|held| company.add_history(held));
        self.below.iter().flat_map(&mut read).for_each(|held| company.add_present(held));
        company.check(edition, account, &[])
    }
}
