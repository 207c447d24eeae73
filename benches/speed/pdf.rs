//! A published PDF from its bytes to findings, against the PDF library alone walking the same pages.

use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput};
use gouji::session::{Edition, Editions, Shipped};
use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{BezPath, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};

/// Where published documents may lie, beside the project.
const PUBLISHED: &str = "../shared/disclosures";

/// Takes what is drawn and does nothing with it.
struct Nothing;

impl<'a> Device<'a> for Nothing {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    #[allow(clippy::disallowed_types, reason = "the library's signature")]
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Walks all pages; how many there are.
fn walk(bytes: Vec<u8>) -> usize {
    let Ok(pdf) = Pdf::new(bytes) else { return 0 };
    let cache = InterpreterCache::new();
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, width.into(), height.into());
        let transform = page.initial_transform(true).to_kurbo();
        let settings = InterpreterSettings::default();
        let mut context = Context::new(transform, bounds, &cache, pdf.xref(), settings);
        interpret_page(page, &mut context, &mut Nothing);
    }
    pdf.pages().len()
}

/// The published PDF with most pages: their number, its name, its bytes.
fn longest() -> Option<(usize, String, Vec<u8>)> {
    let entries = std::fs::read_dir(Path::new(PUBLISHED)).ok()?;
    let names = entries.filter_map(Result::ok).map(|entry| entry.path());
    let pdfs = names.filter(|path| path.extension().is_some_and(|ending| ending == "pdf"));
    let read = pdfs.filter_map(|path| {
        let bytes = std::fs::read(&path).ok()?;
        Some((walk(bytes.clone()), path.to_string_lossy().into_owned(), bytes))
    });
    read.max()
}

/// Findings of a document under its edition.
fn check(editions: &Editions, name: &str, bytes: &[u8]) -> usize {
    let Ok((edition, document)) = editions.for_document(name, bytes) else { return 0 };
    let found = |edition: &Edition| -> usize {
        let accounts = edition.read(&document);
        accounts.iter().map(|account| edition.check(account).findings.len()).sum()
    };
    found(&edition)
}

pub(super) fn run(criterion: &mut Criterion, ratios: &mut String) {
    let Some((pages, name, bytes)) = longest() else {
        ratios.push_str("  PDF: skipped, no published file lies beside the project\n");
        return;
    };
    let cold = || check(&Editions::new(&Shipped, &[], None), &name, &bytes);
    let editions = Editions::new(&Shipped, &[], None);
    check(&editions, &name, &bytes);
    let mut group = criterion.benchmark_group("pdf");
    group.throughput(Throughput::Elements(pages as u64));
    group.bench_function("bytes to findings", |bencher| bencher.iter(|| check(&editions, &name, &bytes)));
    group.bench_function("bytes to findings, rules compiled first", |bencher| bencher.iter(cold));
    group.bench_function("peer: its pages walked", |bencher| {
        bencher.iter_batched(|| bytes.clone(), walk, BatchSize::PerIteration);
    });
    group.finish();
    let peer = format!("the PDF library alone walking its {pages} pages");
    let walked = || walk(bytes.clone());
    let judged = || check(&editions, &name, &bytes);
    super::ratio(ratios, "check a PDF", &peer, judged, walked);
    super::ratio(ratios, "check a PDF, rules compiled first", &peer, cold, walked);
}
