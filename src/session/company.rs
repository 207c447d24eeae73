//! The accounts that a unit is judged beside: its last year's, those of its subordinate units, and what a register says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Edition;
use super::history::{Held, History};
use super::register::{Register, UnitId, UnitKey};
use crate::account::Account;
use crate::audit::{Beside, Other, Subordinates};
use crate::document::{Notice, Place};
use crate::proof::UnitFindings;
use crate::schema::Identity;

/// An edition by its rules and year.
type EditionKey = (String, Option<i32>);

/// What is given beside the documents that are checked.
#[derive(Debug, Default)]
pub struct Company {
    register: Option<Register>,
    history: History,
    /// The accounts that are checked together, by unit and year.
    present: BTreeMap<(UnitKey, Option<i32>), Vec<Held>>,
    /// Identities between editions, found once.
    identities: Mutex<BTreeMap<(EditionKey, EditionKey), Arc<Identity>>>,
    /// What holds is wanted with its numbers, too.
    passing: bool,
    /// The mistakes behind what fails are not wanted.
    without_causes: bool,
}

/// Accounts with their identities, as long as a unit is judged.
#[derive(Default)]
struct Around<'c> {
    prior: Option<(Held, Arc<Identity>)>,
    plan: Option<(Held, Arc<Identity>)>,
    below: Below<'c>,
    properties: Option<&'c BTreeMap<String, String>>,
    notices: Vec<String>,
}

/// The subordinate units of a unit.
#[derive(Default)]
enum Below<'c> {
    #[default]
    NotGiven,
    NotRegistered,
    Known(Vec<(&'c Held, Arc<Identity>)>, Vec<String>),
}

impl Company {
    /// With a register, or without.
    #[must_use]
    pub fn new(register: Option<Register>) -> Self {
        Self { register, ..Self::default() }
    }

    /// The same, which gives what holds with its numbers, too.
    #[must_use]
    pub fn proving(self, passing: bool) -> Self {
        Self { passing, ..self }
    }

    /// The same, which looks for no mistakes behind what fails.
    #[must_use]
    pub fn without_causes(self) -> Self {
        Self { without_causes: true, ..self }
    }

    /// The register.
    #[must_use]
    pub fn register(&self) -> Option<&Register> {
        self.register.as_ref()
    }

    /// Whether there is anything to judge beside.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.register.is_none() && self.history.is_empty()
    }

    /// Adds an account of an earlier year.
    pub fn add_history(&mut self, held: Held) {
        let unit = held.account.unit.as_deref().map(|name| self.key(name));
        self.history.add(unit, held);
    }

    /// Adds an account that is checked: a subordinate unit for others.
    pub fn add_present(&mut self, held: Held) {
        if let Some(name) = held.account.unit.as_deref() {
            let key = (self.key(name), held.account.year);
            self.present.entry(key).or_default().push(held);
        }
    }

    /// Files given as history that name no unit: they are not used.
    #[must_use]
    pub fn nameless(&self) -> &[String] {
        &self.history.nameless
    }

    /// How many units have history that was never asked for.
    #[must_use]
    pub fn unasked(&self) -> usize {
        self.history.unasked()
    }

    /// Judges an account beside what was given. `same_file` are the accounts of its file: those of earlier years serve
    /// as history where none was given.
    #[must_use]
    pub fn check(&self, edition: &Arc<Edition>, account: &Account, same_file: &[Held]) -> UnitFindings {
        let around = self.around(edition, account, same_file);
        let beside = Beside {
            prior: around.prior.as_ref().map(|(held, identity)| as_other(held, identity)),
            plan: around.plan.as_ref().map(|(held, identity)| as_other(held, identity)),
            subordinates: match &around.below {
                Below::NotGiven => Subordinates::NotGiven,
                Below::NotRegistered => Subordinates::NotRegistered,
                Below::Known(units, missing) => {
                    let units = units.iter().map(|(held, identity)| as_other(held, identity));
                    Subordinates::Known(units.collect(), missing.clone())
                }
            },
            properties: around.properties,
            passing: self.passing,
            without_causes: self.without_causes,
        };
        let mut unit = edition.check_beside(account, &beside);
        let notice = |message: String| Notice { message, place: Place::default() };
        unit.notices.extend(around.notices.into_iter().map(notice));
        unit
    }

    fn key(&self, name: &str) -> UnitKey {
        match self.register.as_ref().and_then(|register| register.find(name)) {
            Some(id) => UnitKey::Registered(id),
            None => UnitKey::named(name),
        }
    }

    fn around<'c>(&'c self, edition: &Edition, account: &Account, same_file: &[Held]) -> Around<'c> {
        let mut around = Around::default();
        let Some(name) = account.unit.as_deref() else {
            if self.register.is_some() || !self.history.is_empty() {
                around.notices.push(format!(
                    "文件没有写单位名称，没有找它的上年{}，也没有在名册里找它；请看封面是否漏了单位",
                    edition.publication()
                ));
            }
            let unnamed = same_file.iter().filter(|held| held.account.unit.is_none());
            let plan = unnamed.clone().find(|held| is_plan(held, edition, account.year)).cloned();
            around.plan = plan.map(|held| self.with_identity(edition, held));
            let before = |held: &&Held| is_before(held, edition, account.year);
            let held = unnamed.clone().find(before).cloned();
            around.prior = held.map(|held| self.with_identity(edition, held));
            return around;
        };
        let key = self.key(name);
        around.prior = self
            .prior(edition, (&key, name), account.year, same_file, &mut around.notices)
            .map(|held| self.with_identity(edition, held));
        around.plan =
            self.plan(edition, &key, account.year, same_file).map(|held| self.with_identity(edition, held));
        if let Some(register) = &self.register {
            self.register_says(register, &key, edition, account, &mut around);
        }
        around
    }

    /// The unit's budget of the year: given as history, in the same file, or checked together.
    fn plan(&self, edition: &Edition, key: &UnitKey, year: Option<i32>, same_file: &[Held]) -> Option<Held> {
        let named =
            |held: &&Held| held.account.unit.as_deref().map(|name| self.key(name)).as_ref() == Some(key);
        let together = self.present.get(&(key.clone(), year)).into_iter().flatten();
        let all = self.history.of(key).iter().chain(same_file.iter().filter(named)).chain(together);
        all.into_iter().find(|held| is_plan(held, edition, year)).cloned()
    }

    fn prior(
        &self,
        edition: &Edition,
        (key, name): (&UnitKey, &str),
        year: Option<i32>,
        same_file: &[Held],
        notices: &mut Vec<String>,
    ) -> Option<Held> {
        let Some(year) = year else {
            if !self.history.is_empty() {
                notices.push(
                    "文件没有写年度，不知道上年是哪一年，没有核对跨年的规则；请用 --year 指明".to_owned(),
                );
            }
            return None;
        };
        let (held, said) = if self.history.is_empty() {
            (None, None)
        } else {
            self.history.last_year(edition, (key, name), year)
        };
        if let Some(held) = held {
            notices.extend(said);
            return Some(held);
        }
        let of_unit =
            |held: &&Held| held.account.unit.as_deref().map(|name| self.key(name)).as_ref() == Some(key);
        let beside =
            same_file.iter().filter(|held| is_before(held, edition, Some(year))).find(of_unit).cloned();
        if beside.is_none() {
            notices.extend(said);
        }
        beside
    }

    fn register_says<'c>(
        &'c self,
        register: &'c Register,
        key: &UnitKey,
        edition: &Edition,
        account: &Account,
        around: &mut Around<'c>,
    ) {
        let name = account.unit.as_deref().unwrap_or_default();
        let UnitKey::Registered(id) = key else {
            let near = register.nearest(name).map(|near| format!("，最相近的是「{near}」"));
            around.notices.push(format!(
                "单位名册里没有「{name}」{}；请在名册里补上，同一单位改过名的写在「曾用名」里",
                near.unwrap_or_default()
            ));
            around.below = Below::NotRegistered;
            return;
        };
        let Some(unit) = register.unit(*id) else { return };
        around.properties = Some(&unit.properties);
        around.notices.extend(unit.notices.iter().map(|notice| format!("单位名册{notice}")));
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for below in &unit.subordinates {
            match self.held(edition, *below, account.year).as_slice() {
                [] => missing.extend(register.unit(*below).map(|unit| unit.name.clone())),
                [first, more @ ..] => {
                    if !more.is_empty() {
                        let name = register.unit(*below).map(|unit| unit.name.as_str()).unwrap_or_default();
                        let files: Vec<&str> = more.iter().map(|held| held.account.source.as_str()).collect();
                        around.notices.push(format!(
                            "所属单位「{name}」的{}给了 {} 份，用的是「{}」，没有用「{}」；请只留一份",
                            edition.publication(),
                            more.len() + 1,
                            first.account.source,
                            files.join("」「")
                        ));
                    }
                    found.push((*first, self.identity(edition, &first.edition)));
                }
            }
        }
        if !missing.is_empty() {
            let publication = edition.publication();
            around.notices.push(format!(
                "名册里的所属单位有 {} 家没有给出{publication}：{}；没有核对汇总的规则，请与它们的{publication}一起核对",
                missing.len(),
                missing.join("、")
            ));
        }
        around.below = Below::Known(found, missing);
    }

    fn held(&self, edition: &Edition, unit: UnitId, year: Option<i32>) -> Vec<&Held> {
        let all = self.present.get(&(UnitKey::Registered(unit), year)).into_iter().flatten();
        all.filter(|held| held.is_of(edition)).collect()
    }

    fn with_identity(&self, edition: &Edition, held: Held) -> (Held, Arc<Identity>) {
        let identity = self.identity(edition, &held.edition);
        (held, identity)
    }

    /// Where the figures of an edition are in another.
    fn identity(&self, from: &Edition, to: &Edition) -> Arc<Identity> {
        let key = |edition: &Edition| (edition.info.digest.clone(), edition.schema.year);
        let mut known = self.identities.lock().unwrap_or_else(PoisonError::into_inner);
        let identity = known
            .entry((key(from), key(to)))
            .or_insert_with(|| Arc::new(Identity::between(&from.schema, &to.schema)));
        Arc::clone(identity)
    }
}

fn as_other<'h>(held: &'h Held, identity: &'h Identity) -> Other<'h> {
    Other { schema: &held.edition.schema, account: &held.account, identity }
}

/// Whether an account is of the year before, of the same publication.
fn is_before(held: &Held, edition: &Edition, year: Option<i32>) -> bool {
    year.is_some_and(|year| held.account.year == Some(year - 1)) && held.is_of(edition)
}

/// Whether an account is the budget of the year.
fn is_plan(held: &Held, edition: &Edition, year: Option<i32>) -> bool {
    year.is_some() && held.account.year == year && held.is_plan_of(edition)
}
