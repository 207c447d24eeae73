//! Joins the files that one unit's accounts were published in: prose in one, tables in another.

use std::sync::Arc;

use super::{Block, Document, Place, ReadError};

/// One document of several, in the order given; each place then names its file. A single one is left as it is.
///
/// # Errors
/// When some of them are data and others are not: facts are named already and go with no printed page.
pub fn join(documents: Vec<Document>) -> Result<Document, ReadError> {
    if documents.len() == 1 || documents.is_empty() {
        return Ok(documents.into_iter().next().unwrap_or_default());
    }
    let are_data = documents.iter().all(|document| !document.data.is_empty());
    if let Some(data) = documents.iter().find(|document| !are_data && !document.data.is_empty()) {
        let what = format!(
            "「{}」是数据文件，不能与别的文件合为一份；请单独核对，或把数据都放进一个文件",
            data.name
        );
        return Err(ReadError::Unsupported(what));
    }
    let of_table = documents.iter().all(|document| document.of_table);
    let names: Vec<&str> = documents.iter().map(|document| document.name.as_str()).collect();
    let shown = shown_names(&names);
    let mut whole = Document { name: names.join("＋"), ..Document::default() };
    for (part, file) in documents.into_iter().zip(shown) {
        if whole.blocks.is_empty() && whole.data.is_empty() {
            whole.format = part.format;
        } else if !part.blocks.is_empty() {
            whole.parts.push(whole.blocks.len());
        }
        for mut block in part.blocks {
            name_places(&mut block, &file);
            whole.blocks.push(block);
        }
        for mut fact in part.data {
            fact.place.file = Some(Arc::clone(&file));
            whole.data.push(fact);
        }
        for mut place in part.lost {
            place.file = Some(Arc::clone(&file));
            whole.lost.push(place);
        }
        for mut place in part.cut {
            place.file = Some(Arc::clone(&file));
            whole.cut.push(place);
        }
        for mut notice in part.notices {
            notice.place.file = Some(Arc::clone(&file));
            whole.notices.push(notice);
        }
    }
    whole.of_table = of_table;
    whole.number_pieces();
    Ok(whole)
}

/// What the files are called in places: without folders where that tells them apart.
fn shown_names(names: &[&str]) -> Vec<Arc<str>> {
    let last = |name: &str| name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let short: Vec<String> = names.iter().map(|name| last(name)).collect();
    let distinct =
        short.iter().enumerate().all(|(at, name)| !short.iter().take(at).any(|other| other == name));
    if distinct {
        short.into_iter().map(Arc::from).collect()
    } else {
        names.iter().map(|name| Arc::from(*name)).collect()
    }
}

fn name_places(block: &mut Block, file: &Arc<str>) {
    let name = |place: &mut Place| place.file = Some(Arc::clone(file));
    match block {
        Block::Paragraph(paragraph) => name(&mut paragraph.place),
        Block::Grid(grid) => {
            for row in &mut grid.rows {
                name(&mut row.place);
                row.cells.iter_mut().for_each(|cell| name(&mut cell.place));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read;

    fn text(name: &str, text: &str) -> Document {
        read(name, text.as_bytes()).unwrap()
    }

    fn files(document: &Document) -> Vec<Option<&str>> {
        let paragraphs = document.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.place.file.as_deref()),
            Block::Grid(_) => None,
        });
        paragraphs.collect()
    }

    #[test]
    fn places_name_their_file() {
        let whole = join(vec![text("夹/甲.txt", "一"), text("夹/乙.txt", "二")]).unwrap();
        assert_eq!(whole.name, "夹/甲.txt＋夹/乙.txt");
        assert_eq!(whole.parts, [1]);
        assert_eq!(files(&whole), [Some("甲.txt"), Some("乙.txt")]);
    }

    #[test]
    fn files_of_one_name_keep_their_folders() {
        let whole = join(vec![text("a/甲.txt", "一"), text("b/甲.txt", "二")]).unwrap();
        assert_eq!(files(&whole), [Some("a/甲.txt"), Some("b/甲.txt")]);
    }

    #[test]
    fn one_file_stays_as_it_is() {
        let alone = text("甲.txt", "一");
        assert_eq!(join(vec![alone.clone()]), Ok(alone));
    }

    #[test]
    fn data_is_not_joined() {
        let data = text("甲.csv", "单位,年度,表,行,列,值\n甲局,2024,收入决算表,合计,本年收入合计,1\n");
        let refused = join(vec![data, text("乙.txt", "二")]).unwrap_err();
        assert!(refused.to_string().contains("「甲.csv」"), "{refused}");
    }
}
