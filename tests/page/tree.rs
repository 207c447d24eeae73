//! A page as a tree of elements, strictly: what is opened is closed, and nothing is repaired.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// An element, or text (without a name).
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Node>,
}

/// Elements that have no end.
const VOID: [&str; 3] = ["meta", "input", "br"];

impl Node {
    /// The tree of a page.
    pub(crate) fn parse(page: &str) -> Self {
        let mut open = vec![Node::default()];
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(page, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8(tag.name.to_vec()).unwrap();
                    let attributes = tag.attributes.iter().map(|(name, value)| {
                        let name = String::from_utf8(name.to_vec()).unwrap();
                        (name, String::from_utf8(value.to_vec()).unwrap())
                    });
                    let node = Node { name, attributes: attributes.collect(), ..Node::default() };
                    if VOID.contains(&node.name.as_str()) {
                        open.last_mut().unwrap().children.push(node);
                    } else {
                        open.push(node);
                    }
                }
                Token::EndTag(tag) => {
                    let node = open.pop().unwrap();
                    assert_eq!(node.name.as_bytes(), &*tag.name, "elements are closed in order");
                    open.last_mut().unwrap().children.push(node);
                }
                Token::String(text) => {
                    let text = String::from_utf8(text.to_vec()).unwrap();
                    open.last_mut().unwrap().children.push(Node { text, ..Node::default() });
                }
                Token::Doctype(_) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(open.len(), 1, "an element is left open: {}", open.last().unwrap().name);
        open.pop().unwrap()
    }

    /// An attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether it has a class.
    pub(crate) fn is(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|known| known == class))
    }

    /// It and all elements inside, in order.
    pub(crate) fn all(&self) -> Vec<&Node> {
        let mut all = vec![self];
        all.extend(self.children.iter().flat_map(Node::all));
        all
    }

    /// The elements inside of a name.
    pub(crate) fn find(&self, name: &str) -> Vec<&Node> {
        self.all().into_iter().filter(|node| node.name == name).collect()
    }

    /// The text inside, without that of some elements.
    pub(crate) fn text_without(&self, left_out: &dyn Fn(&Node) -> bool) -> String {
        if left_out(self) {
            return String::new();
        }
        let inside: String = self.children.iter().map(|child| child.text_without(left_out)).collect();
        format!("{}{inside}", self.text)
    }

    /// All text inside.
    pub(crate) fn words(&self) -> String {
        self.text_without(&|_| false)
    }
}
