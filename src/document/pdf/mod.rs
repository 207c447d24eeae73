//! PDF files: where glyphs and lines stand, and what follows from it.
//!
//! The order of drawing says nothing about the order of reading, so everything goes by position: `device` draws a
//! page onto a `sheet`, `lattice` finds ruled tables, `words` puts glyphs into lines, `page` orders the pieces,
//! `columns`, `head`, `unruled` and `aligned` put tables without ruled lines together,
//! `sideways` puts tables together that were too wide for their pages, `continued` rows that a page end divides, `furniture` takes away what comes back on page after page.

mod across;
mod aligned;
mod bands;
mod blocks;
mod columns;
mod continued;
mod deal;
mod device;
mod furniture;
mod grid;
mod head;
mod inflate;
mod ink;
mod lattice;
mod limits;
mod packed;
mod page;
mod raised;
mod paint;
mod pen;
mod sheet;
mod sideways;
mod source;
mod struck;
mod thread;
mod tree;
mod unruled;
mod watermark;
mod words;

use std::collections::BTreeSet;

use super::signature::OCR;
use super::unseen::{Look, Unseen};
use super::{Block, Document, Format, MAX_PIECES, Notice, Place, ReadError};
use device::{Closed, End};
pub(super) use ink::Colour;
use limits::{MAX_CONTENT, MAX_PAGES, MAX_STREAM, MAX_TIME};
pub(super) use paint::Layers;
pub(super) use sheet::{Area as Rectangle, Glyph, POINT, Sheet};
pub(super) use source::PageSource;
use thread::{Failed, Outcome};

/// Whether bytes are a PDF file: its mark may stand behind some bytes that mail or web servers left in front.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    const SEARCHED: usize = 1024;
    let head = bytes.get(..SEARCHED).unwrap_or(bytes);
    head.windows(5).any(|window| window == b"%PDF-")
}

/// Reads a PDF file into a document.
///
/// # Errors
/// A password, damage beyond reading, limits; with a mend.
pub(super) fn read_pdf(bytes: &[u8], document: &mut Document) -> Result<(), ReadError> {
    document.format = Format::Pdf;
    let outcome = thread::read_pages(bytes, false).map_err(|why| ReadError::Damaged(failed(why)))?;
    add(outcome, document).map(|_| ())
}

/// A page with the places of its text.
pub(super) struct Places {
    /// What it is in the file.
    pub source: PageSource,
    /// Its letters as they were read.
    pub letters: Vec<Glyph>,
    /// By how many quarter turns clockwise it was turned to be read, and its width and height then.
    pub turned: (u8, i32, i32),
    /// Its lines.
    pub bands: Vec<Band>,
}

/// Where a line of a page is: [`Place::line`], and from which height to which it goes as the page is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Band {
    /// Its page.
    pub page: u32,
    /// Its number on the page.
    pub line: u32,
    /// Its upper end.
    pub top: i32,
    /// Its lower end.
    pub bottom: i32,
}

/// Where the text of the pages of a file stands, page by page.
///
/// # Errors
/// As [`read_pdf`].
pub(super) fn read_places(bytes: &[u8]) -> Result<Vec<Places>, ReadError> {
    let mut outcome = thread::read_pages(bytes, true).map_err(|why| ReadError::Damaged(failed(why)))?;
    let sources = std::mem::take(&mut outcome.sources);
    let letters: Vec<_> =
        outcome.pages.iter_mut().map(|page| (std::mem::take(&mut page.letters), page.turned)).collect();
    let bands = add(outcome, &mut Document { format: Format::Pdf, ..Document::default() })?;
    let place = |((number, source), (letters, turned))| Places {
        source,
        letters,
        turned,
        bands: bands.iter().filter(|band| band.page == number).copied().collect(),
    };
    Ok((1_u32..).zip(sources).zip(letters).map(place).collect())
}

/// Pages that another format's reader draws one after another: of each only what was read of it is kept.
#[derive(Debug, Default)]
pub(super) struct Pages {
    read: Vec<page::PageRead>,
    /// Numbers of pages that the file does not have.
    missing: Vec<u32>,
}

impl Pages {
    /// Reads the next page.
    pub(super) fn push(&mut self, sheet: Sheet) {
        self.read.push(page::read(sheet, false));
    }

    /// The next page is not in the file.
    pub(super) fn push_missing(&mut self) {
        self.read.push(page::PageRead::unread(0));
        self.missing.extend(u32::try_from(self.read.len()));
    }

    /// Number of pages so far.
    pub(super) fn count(&self) -> usize {
        self.read.len()
    }

    /// Adds their blocks to a document.
    ///
    /// # Errors
    /// Too large, or without any text.
    pub(super) fn add_to(self, document: &mut Document) -> Result<(), ReadError> {
        let total = self.count();
        let cut = self.missing.into_iter().map(|page| (page, End::Missing)).collect();
        add(Outcome { pages: self.read, cut, total, ..Outcome::default() }, document).map(|_| ())
    }
}

/// Adds the blocks of pages; where their lines are.
fn add(outcome: Outcome, document: &mut Document) -> Result<Vec<Band>, ReadError> {
    notices(&outcome, document);
    document.notices.extend(unseen(&outcome).notices());
    document.lost = lost(&outcome);
    if outcome.pages.iter().all(|page| page.traits.wordless) {
        return Err(ReadError::Damaged(wordless(&outcome, document.format)));
    }
    let mut pages = outcome.pages;
    let joined = sideways::join(&mut pages);
    for (page, onto) in joined.pairs {
        let message =
            format!("第 {page} 页是第 {onto} 页的表横着印出去的部分，已接在一起读；请核对接得对不对");
        document.notices.push(Notice { message, place: Place { page: Some(page), ..Place::default() } });
    }
    for page in joined.loose {
        let place = Place { page: Some(page), ..Place::default() };
        let message = format!(
            "第 {page} 页的表只有数，没有科目编码和名称，与前一页的行对不上，接不起来，没有读；请把表印在一页宽里，或换成 Word、Excel 原件"
        );
        document.notices.push(Notice { message, place: place.clone() });
        document.lost.push(place);
    }
    document.lost.sort();
    continued::join(&mut pages);
    furniture::strip(&mut pages);
    let (mut carried, mut bands) = (Vec::new(), Vec::new());
    for (number, page) in (1_u32..).zip(pages) {
        blocks::add(page, number, &mut carried, (&mut document.blocks, &mut bands));
    }
    let pieces: usize = document.blocks.iter().map(size).sum();
    if pieces > MAX_PIECES {
        return Err(ReadError::Damaged(format!(
            "PDF 里的文字行和单元格超过 {MAX_PIECES} 个；请核对文件，或分成几个文件"
        )));
    }
    Ok(bands)
}

/// What was drawn on the pages and not read.
fn unseen(outcome: &Outcome) -> Unseen {
    let mut unseen = Unseen::default();
    for (number, page) in (1_u32..).zip(&outcome.pages) {
        let place = Place { page: Some(number), ..Place::default() };
        let mut marks: BTreeSet<&str> = BTreeSet::new();
        for (look, text) in &page.unseen {
            if *look == Look::Watermark && !marks.insert(text) {
                continue;
            }
            unseen.add_apart(*look, text, place.clone());
        }
    }
    unseen
}

fn size(block: &Block) -> usize {
    match block {
        Block::Paragraph(_) => 1,
        Block::Grid(grid) => grid.rows.iter().map(|row| row.cells.len() + 1).sum(),
    }
}

/// The pages that were not read, or not to their end; one behind the last for what is missing there.
fn lost(outcome: &Outcome) -> Vec<Place> {
    let cut = |number: u32| outcome.cut.iter().any(|(page, _)| *page == number);
    let unread = |page: &page::PageRead| {
        let traits = page.traits;
        (traits.wordless && traits.pictured)
            || traits.outlined
            || traits.nameless
            || traits.recognised
            || traits.cropped
    };
    let pages = (1_u32..).zip(&outcome.pages);
    let mut lost: Vec<u32> =
        pages.filter(|(number, page)| cut(*number) || unread(page)).map(|(number, _)| number).collect();
    if outcome.short || outcome.gone > 0 || outcome.total > outcome.pages.len() {
        lost.push(u32::try_from(outcome.pages.len()).unwrap_or(u32::MAX).saturating_add(1));
    }
    lost.into_iter().map(|page| Place { page: Some(page), ..Place::default() }).collect()
}

fn wordless(outcome: &Outcome, format: Format) -> String {
    let kind = if format == Format::Ofd { "OFD" } else { "PDF" };
    let large = outcome.cut.iter().find(|(_, end)| *end == End::Large);
    if let Some((page, _)) = large {
        let most = MAX_CONTENT / 1024 / 1024;
        format!("{kind} 第 {page} 页的绘图指令超过 {most} MB，没有读，别处没有文字；请打开后另存为 PDF 再读")
    } else if !outcome.cut.is_empty() {
        format!("{kind} 有 {} 页已损坏或不在文件里，别处没有文字；请重新取得文件", outcome.cut.len())
    } else if outcome.pages.iter().any(|page| page.traits.recognised) {
        format!(
            "{kind} 是扫描件，文字是看不见的识别结果，没有读；请取得可以复制文字的原件（Word、Excel、直接导出的 PDF），\
             或把识别结果另存为文字，与原件对过数字再读"
        )
    } else if outcome.pages.iter().any(|page| page.traits.outlined) {
        format!("{kind} 的文字都画成了图形，不能读；请取得可以复制文字的原件再读")
    } else if outcome.pages.iter().any(|page| page.traits.pictured) {
        format!(
            "{kind} 的各页都是图片（扫描件），没有文字；请取得可以复制文字的原件（Word、Excel、直接导出的 PDF），或{OCR}"
        )
    } else {
        format!("{kind} 里没有文字；请换成有正文和表格的文件，或打开后另存为 PDF 再读")
    }
}

fn failed(why: Failed) -> String {
    match why {
        Failed::Closed(Closed::Password) => {
            "PDF 有打开密码；请用密码打开后另存为不加密的 PDF 再读".to_owned()
        }
        Failed::Closed(Closed::Cipher) => "PDF 的加密方式不认识；请打开后另存为不加密的 PDF 再读".to_owned(),
        Failed::Closed(Closed::Broken) => {
            "PDF 已损坏，找不到页面；请重新下载，或打开后另存为 PDF 再读".to_owned()
        }
        Failed::Short => "PDF 不完整，像是没有下载完，找不到页面；请重新下载".to_owned(),
        Failed::Bomb => format!(
            "PDF 里有一段数据展开后超过 {} MB，不像是公开文本；请核对文件，或打开后另存为 PDF 再读",
            MAX_STREAM / 1024 / 1024
        ),
        Failed::Locked => {
            "PDF 里加密的对象太多，展开后可能占满内存；请打开后另存为不加密的 PDF 再读".to_owned()
        }
        Failed::Large => "PDF 的绘图指令太多，不像是公开文本；请打开后另存为 PDF 再读".to_owned(),
        Failed::Late => {
            format!("PDF 读了 {} 秒还没有读完，不像是公开文本；请打开后另存为 PDF 再读", MAX_TIME.as_secs())
        }
        Failed::Crashed => "PDF 已损坏，读到一半中断；请打开后另存为 PDF 再读".to_owned(),
    }
}

fn notices(outcome: &Outcome, document: &mut Document) {
    let mut say = |page: Option<u32>, message: String| {
        document.notices.push(Notice { message, place: Place { page, ..Place::default() } });
    };
    for (number, page) in (1_u32..).zip(&outcome.pages) {
        let traits = page.traits;
        let cut = outcome.cut.iter().find(|(page, _)| *page == number).map(|(_, end)| *end);
        if cut == Some(End::Large) {
            let most = MAX_CONTENT / 1024 / 1024;
            say(
                Some(number),
                format!("第 {number} 页的绘图指令超过 {most} MB，没有读；请打开后另存为 PDF 再读"),
            );
        } else if cut == Some(End::Missing) {
            say(Some(number), format!("第 {number} 页不在文件里，没有读；请重新取得完整的文件"));
        } else if cut == Some(End::Changed) {
            let message = format!("第 {number} 页的内容与它的校验和不符，已损坏，没有用；请重新取得文件");
            say(Some(number), message);
        } else if cut.is_some() {
            say(Some(number), format!("第 {number} 页已损坏，没有读完；请打开后另存为 PDF 再读"));
        } else if traits.recognised {
            say(
                Some(number),
                format!("第 {number} 页是扫描件，文字是看不见的识别结果，没有读；请取得可以复制文字的原件"),
            );
        } else if traits.wordless && traits.pictured {
            say(Some(number), format!("第 {number} 页是图片，没有文字；请取得可以复制文字的原件"));
        } else if traits.outlined {
            say(Some(number), format!("第 {number} 页的文字画成了图形，不能读；请取得可以复制文字的原件"));
        } else if traits.wordless {
            say(Some(number), format!("第 {number} 页没有文字"));
        }
        unknown(traits, number).into_iter().for_each(|message| say(Some(number), message));
    }
    if outcome.short {
        say(
            None,
            "PDF 不完整，像是没有下载完：没有结尾；没有找到的内容不算缺少，请重新下载再核对".to_owned(),
        );
    }
    if outcome.gone > 0 && !outcome.short {
        let message = format!(
            "PDF 说有 {} 页，有 {} 页找不到，没有读；没有找到的内容不算缺少，请重新取得文件，或打开后另存为 PDF 再读",
            outcome.total + outcome.gone,
            outcome.gone
        );
        say(None, message);
    }
    if outcome.total > outcome.pages.len() {
        let read = outcome.pages.len();
        let why = if read >= MAX_PAGES {
            format!("页数超过上限 {MAX_PAGES} 页")
        } else {
            "内容太多".to_owned()
        };
        say(None, format!("PDF 有 {} 页，{why}，只读了前 {read} 页；请分成几个文件", outcome.total));
    }
}

/// What to say of letters that were not made out.
fn unknown(traits: page::Traits, number: u32) -> Vec<String> {
    let mut all = Vec::new();
    if traits.doubtful > 0 {
        all.push(format!(
            "第 {number} 页有 {} 个字被盖住一部分，或与别的字印在一处，看不清，读作「\u{FFFD}」；请与原件核对",
            traits.doubtful
        ));
    }
    if traits.unnamed > 0 {
        all.push(format!(
            "第 {number} 页有 {} 个字，文件没有说明是什么字，读作「\u{FFFD}」；请打开后另存为 PDF 再读，\
             或与原件核对",
            traits.unnamed
        ));
    }
    all
}
