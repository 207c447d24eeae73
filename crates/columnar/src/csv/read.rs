//! The reader: one thread cuts, others parse, blocks come out in the order of the file.

use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use encoding_rs::Encoding;

use crate::error::ColumnarError;
use crate::long::{LongBlock, Names, Seen};

use super::cut::{Block, Cutter};
use super::decode;
use super::header::Header;
use super::parse::Parser;

/// How a file is read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Threads that parse, beside the one that reads.
    pub threads: usize,
    /// Bytes of a block, about.
    pub block: usize,
    /// Bytes of one unit at most.
    pub most: usize,
    /// The encoding, where it is known; otherwise it is told by the first bytes.
    pub encoding: Option<&'static Encoding>,
}

impl Default for Options {
    fn default() -> Self {
        Self { threads: 2, block: 2 << 20, most: 64 << 20, encoding: None }
    }
}

type Parsed = Result<LongBlock, ColumnarError>;
type Job = (Block, SyncSender<Parsed>);

/// Reads long CSV; an iterator over blocks of whole units.
pub struct LongReader {
    blocks: Receiver<Result<Receiver<Parsed>, ColumnarError>>,
    names: Arc<Names>,
    header: Arc<Header>,
    seen: Seen,
    failed: bool,
}

impl LongReader {
    /// Reads the header and starts to read the rest.
    pub fn new(inner: impl Read + Send + 'static, options: Options) -> Result<Self, ColumnarError> {
        let inner = decode::utf8(inner, options.encoding);
        let inner = inner.map_err(|source| ColumnarError::Io { doing: "读 CSV", source })?;
        let mut cutter = Cutter::new(inner, options.block, options.most);
        let header = Arc::new(cutter.header()?);
        let names = Arc::new(Names::default());
        let threads = options.threads.max(1);
        let (give_job, jobs) = sync_channel::<Job>(threads);
        let (give_block, blocks) = sync_channel(threads * 2);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..threads {
            let mut parser = Parser::new(Arc::clone(&header), Arc::clone(&names));
            let jobs = Arc::clone(&jobs);
            thread::spawn(move || work(&jobs, &mut parser));
        }
        let of_cutter = Arc::clone(&header);
        thread::spawn(move || cut(&mut cutter, &of_cutter, &give_job, &give_block));
        Ok(Self { blocks, names, header, seen: Seen::default(), failed: false })
    }

    /// Names of the cells by number; may be read while reading goes on.
    pub fn names(&self) -> &Arc<Names> {
        &self.names
    }

    /// Columns of the file that no figure needs, and that are not read.
    pub fn ignored(&self) -> &[String] {
        &self.header.ignored
    }

    fn block(&mut self) -> Option<Parsed> {
        let stopped = || {
            let source = std::io::Error::other("解析的线程中断了");
            Err(ColumnarError::Io { doing: "读 CSV", source })
        };
        match self.blocks.recv().ok()? {
            Ok(parsed) => Some(parsed.recv().unwrap_or_else(|_| stopped())),
            Err(error) => Some(Err(error)),
        }
    }
}

impl Iterator for LongReader {
    type Item = Parsed;

    fn next(&mut self) -> Option<Parsed> {
        if self.failed {
            return None;
        }
        let mut block = self.block()?;
        match &mut block {
            Ok(block) => self.seen.mark(block),
            Err(_) => self.failed = true,
        }
        Some(block)
    }
}

/// Parses what comes, until nothing more comes or nobody listens.
fn work(jobs: &Mutex<Receiver<Job>>, parser: &mut Parser) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((block, answer)) = job else { return };
        if answer.send(parser.parse(&block)).is_err() {
            return;
        }
    }
}

/// Cuts blocks and gives each to the parsers, and where its answer will come to the reader.
fn cut(
    cutter: &mut Cutter<impl Read>,
    header: &Arc<Header>,
    jobs: &SyncSender<Job>,
    blocks: &SyncSender<Result<Receiver<Parsed>, ColumnarError>>,
) {
    loop {
        match cutter.next(header) {
            Ok(Some(block)) => {
                let (answer, parsed) = sync_channel(1);
                if blocks.send(Ok(parsed)).is_err() || jobs.send((block, answer)).is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(error) => {
                // Where nobody listens any more, nobody wants to know.
                let _ = blocks.send(Err(error));
                return;
            }
        }
    }
}
