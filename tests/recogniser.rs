//! What is made once an edition: a recogniser that was used for many documents, in any order and on several threads,
//! reads each of them as a fresh one does; an edition is compiled once, whoever asks.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use gouji::account::{Recogniser, identify_by, recognise};
use gouji::document::{Document, read};
use gouji::session::{Choice, Editions, Shipped};

/// The text documents of the examples and the field cases, by path.
fn documents() -> Vec<Document> {
    let mut paths = Vec::new();
    for folder in ["examples", "tests/field"] {
        for entry in fs::read_dir(Path::new(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "txt") {
                paths.push(path.to_str().unwrap().to_owned());
            }
        }
    }
    paths.sort();
    assert!(paths.len() >= 5, "{paths:?}");
    paths.iter().map(|path| read(path, &fs::read(path).unwrap()).unwrap()).collect()
}

/// What a fresh recogniser reads.
fn fresh(choice: &Choice, document: &Document) -> String {
    let schema = &choice.edition.schema;
    format!("{:?}", [recognise(schema, document, schema.year)])
}

#[test]
fn a_recogniser_that_read_others_reads_as_a_fresh_one() {
    let documents = documents();
    let editions = Editions::new(&Shipped, &[], None);
    let chosen: Vec<Choice> = documents.iter().map(|document| editions.choose(document)).collect();
    let alone: Vec<String> =
        chosen.iter().zip(&documents).map(|(choice, document)| fresh(choice, document)).collect();
    assert!(alone.iter().any(|one| one != &alone[0]));
    let shared = |at: usize| format!("{:?}", chosen[at].read(&documents[at]));
    for at in (0..documents.len()).chain((0..documents.len()).rev()) {
        assert_eq!(shared(at), alone[at], "{}", documents[at].name);
    }
}

#[test]
fn threads_share_one_recogniser() {
    let documents = documents();
    // One schema for all: what is read is less for some, but the same for all threads.
    let edition = Editions::new(&Shipped, &[], None).choose(&documents[0]).edition;
    let schema = &edition.schema;
    let recogniser = Recogniser::default();
    let work = || {
        let read = |document: &Document| {
            recogniser.read(schema, document, &identify_by(&schema.customs, document), schema.year)
        };
        documents.iter().map(|document| format!("{:?}", read(document))).collect::<Vec<_>>()
    };
    let all: Vec<Vec<String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let alone: Vec<String> =
        documents.iter().map(|document| format!("{:?}", recognise(schema, document, schema.year))).collect();
    assert!(all.iter().all(|read| *read == alone));
}

#[test]
fn an_edition_is_compiled_once_whoever_asks() {
    let documents = documents();
    let editions = Editions::new(&Shipped, &[], Some(2024));
    let chosen: Vec<Choice> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| editions.choose(&documents[0]))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(chosen.iter().all(|choice| Arc::ptr_eq(&choice.edition, &chosen[0].edition)));
    assert!(Arc::ptr_eq(&editions.edition(&documents[0]), &chosen[0].edition));
}
