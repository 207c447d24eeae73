//! Rules over a code list (逐 项 于 功能分类): one check for each of hundreds of names, so that what does not change
//! from one name to the next is worked out once.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::at_code::{AtCode, CodeName, Texts};
use super::evaluate::LeafRead;
use super::judge::{Decisive, Outcome, Truth};

use super::view::View;
use super::{Element, Reason, Verdict};
use crate::plan::{Node, Step, TextNode};
use crate::ruleset::{Property, TextRelation};
use crate::schema::CodeListId;
use crate::text::contains;

impl<'a> View<'a> {
    /// The name of the code that a rule over a code list is at.
    pub(super) fn this_code(&self) -> Option<&'a str> {
        self.at_code.borrow().as_ref().map(|at| at.name.name)
    }

    /// The texts of a node as compared.
    pub(super) fn folded_texts(&self, node: &TextNode, element: &Element) -> Texts {
        let known = self.at_code.borrow().as_ref().map(|at| match node {
            TextNode::Property(Property::CodeName) => Some(Ok([Rc::clone(&at.name.folded)].into())),
            _ => {
                at.fixed.iter().find(|(known, _)| std::ptr::eq(*known, node)).map(|(_, texts)| texts.clone())
            }
        });
        if let Some(Some(texts)) = known {
            return texts;
        }
        let texts = self.text(node, element);
        let texts = texts.map(|texts| texts.iter().map(|text| self.folded(text)).collect::<Rc<[_]>>());
        if let Some(at) = self.at_code.borrow_mut().as_mut()
            && !is_of_code(node)
        {
            at.fixed.push((std::ptr::from_ref(node), texts.clone()));
        }
        texts
    }

    /// Judges a check at each name of a list; the first that fails decides.
    pub(super) fn for_codes<'n>(
        &self,
        codes: (CodeListId, u8),
        guard: Option<&'n Node>,
        body: &'n Node,
        step: &'n Step,
        leaves: &[LeafRead],
        element: &Element,
    ) -> Outcome<'n> {
        let nothing = Outcome::because(Verdict::NotApplicable, Reason::NothingToCheck);
        let (of_code, fixed): (Vec<&Node>, Vec<&Node>) =
            conditions(guard).into_iter().partition(|condition| depends(condition));
        let holds = |condition: &&Node| self.condition(condition, leaves, element) == Truth::Known(true);
        if !fixed.iter().all(holds) {
            return nothing;
        }
        let mut last = nothing;
        let names = self.names_of(codes);
        let looked_in = looked_in(of_code.iter().copied().chain([body]));
        let alike = looked_in.map(|texts| self.alike(&names, &texts, element)).unwrap_or_default();
        for (at, code) in names.iter().enumerate() {
            if alike.get(at) == Some(&true) {
                continue;
            }
            let fixed = self.at_code.take().map(|at| at.fixed).unwrap_or_default();
            self.at_code.replace(Some(AtCode { name: code.clone(), fixed }));
            if !of_code.iter().all(holds) {
                continue;
            }
            let outcome = self.body(body, step, leaves, element, None);
            match outcome.verdict {
                Verdict::Fail => {
                    let named = |inner| Decisive::Code(code.name.to_owned(), Box::new(inner));
                    last = Outcome { decisive: outcome.decisive.map(named), ..Outcome::plain(Verdict::Fail) };
                    break;
                }
                Verdict::NotApplicable if last.verdict == Verdict::Pass => {}
                _ => last = outcome,
            }
        }
        self.at_code.replace(None);
        let decisive = last.decisive.filter(|_| last.verdict == Verdict::Fail);
        Outcome { decisive, ..last }
    }

    /// Of names that stand in none of some texts, and so come out alike, all but the first and the last.
    fn alike(&self, names: &[CodeName<'a>], texts: &[&TextNode], element: &Element) -> Vec<bool> {
        let texts = texts.iter().filter_map(|text| self.folded_texts(text, element).ok());
        let texts: Vec<Rc<str>> = texts.flat_map(|texts| texts.to_vec()).collect();
        let stands = |name: &CodeName<'_>| texts.iter().any(|text| contains(text, &name.folded));
        let mut alike: Vec<bool> = names.iter().map(|name| !stands(name)).collect();
        for end in [alike.iter().position(|alike| *alike), alike.iter().rposition(|alike| *alike)] {
            if let Some(alike) = end.and_then(|end| alike.get_mut(end)) {
                *alike = false;
            }
        }
        alike
    }

    /// The names of a level of a list (0: of all), each once.
    fn names_of(&self, codes: (CodeListId, u8)) -> Rc<[CodeName<'a>]> {
        if let Some(known) = self.code_names.borrow().get(&codes) {
            return Rc::clone(known);
        }
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let list = self.schema.code_list(codes.0);
        let of_level = list.into_iter().flat_map(|list| {
            list.codes.iter().filter(move |code| codes.1 == 0 || list.level_of(&code.code) == Some(codes.1))
        });
        let names = of_level.map(|code| code.name.as_str()).filter(|name| seen.insert(name));
        let names: Rc<[_]> = names.map(|name| CodeName { name, folded: self.folded(name) }).collect();
        self.code_names.borrow_mut().insert(codes, Rc::clone(&names));
        names
    }
}

/// The conditions that must all hold.
fn conditions(guard: Option<&Node>) -> Vec<&Node> {
    let mut all = Vec::new();
    let mut pending: Vec<&Node> = guard.into_iter().collect();
    while let Some(node) = pending.pop() {
        match node {
            Node::And(left, right) => pending.extend([left.as_ref(), right.as_ref()]),
            _ => all.push(node),
        }
    }
    all
}

/// Whether a condition may come out differently at another code.
fn depends(node: &Node) -> bool {
    match node {
        Node::And(left, right) | Node::Or(left, right) => depends(left) || depends(right),
        Node::Not(inner) => depends(inner),
        Node::Text(_, left, right) => is_of_code(left) || is_of_code(right),
        Node::Compare(..) => false,
        _ => true,
    }
}

/// The texts in which some expressions look for the name of the code; none where they ask for it in another way.
fn looked_in<'n>(nodes: impl IntoIterator<Item = &'n Node>) -> Option<Vec<&'n TextNode>> {
    let mut texts = Vec::new();
    let mut pending: Vec<&Node> = nodes.into_iter().collect();
    while let Some(node) = pending.pop() {
        match node {
            Node::And(left, right) | Node::Or(left, right) => pending.extend([left.as_ref(), right.as_ref()]),
            Node::Not(inner) => pending.push(inner),
            Node::Text(TextRelation::Contains, text, name)
                if !is_of_code(text) && **name == TextNode::Property(Property::CodeName) =>
            {
                texts.push(text.as_ref());
            }
            _ if !depends(node) => {}
            _ => return None,
        }
    }
    Some(texts)
}

/// Whether a text may be another one at another code.
fn is_of_code(node: &TextNode) -> bool {
    match node {
        TextNode::Literal(_) | TextNode::Slot(_) | TextNode::Element(_) | TextNode::Unit(_) => false,
        TextNode::Property(property) => *property == Property::CodeName,
        TextNode::List(members) => members.iter().any(is_of_code),
        TextNode::Outer(text) => is_of_code(text),
        TextNode::Names { .. } => true,
    }
}
