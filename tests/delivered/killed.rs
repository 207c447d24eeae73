//! A run that is killed loses no document that it had finished, and comes to the same files when it is taken up.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{files, names, province};
use crate::support::program::{Folder, err, gouji};
use crate::support::random::Random;

/// Documents that the journal of a run has down as finished.
fn finished(journal: &Path) -> usize {
    let text = std::fs::read_to_string(journal).unwrap_or_default();
    text.lines().filter(|line| line.starts_with("{\"Document\"")).count()
}

/// The journal of a run in a folder.
fn journal(to: &str) -> PathBuf {
    Path::new(to).join(".未完.jsonl")
}

fn start(input: &str, to: &str, more: &[&str]) -> Child {
    let mut running = Command::new(env!("CARGO_BIN_EXE_gouji"));
    running.args(["check", input, "--out", to]).args(more);
    running.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// How often a run is killed at a moment that is drawn.
const KILLS: usize = 20;

#[test]
fn a_run_that_is_killed_at_any_moment_and_taken_up_and_killed_again_comes_to_the_same_files() {
    let units = ["甲区图书馆", "乙区图书馆", "丙区图书馆"];
    let province = province("out-killed-often", &units);
    let input = province.0.to_string_lossy().into_owned();
    let made = Folder::new("out-killed-often-made", &[]);
    let whole = made.path("一次做完");
    let began = Instant::now();
    gouji(&["check", &input, "--out", &whole]);
    let took = began.elapsed();
    let whole = files(Path::new(&whole));
    let mut random = Random::new(20);
    let (mut killed, mut ended, mut most) = (0, 0, 0);
    while killed < KILLS {
        let to = made.path(&format!("第{ended}次"));
        let mut done = 0;
        loop {
            let mut running = start(&input, &to, &["--resume"]);
            let moment = took.mul_f64(random.below(1_000) as f64 / 1_000.0);
            let began = Instant::now();
            let by_itself = loop {
                match running.try_wait().unwrap() {
                    Some(status) => break Some(status),
                    None if killed < KILLS && began.elapsed() >= moment => break None,
                    None => std::thread::sleep(Duration::from_millis(1)),
                }
            };
            if let Some(status) = by_itself {
                assert_eq!(status.code(), Some(3));
                break;
            }
            running.kill().unwrap();
            running.wait().unwrap();
            killed += 1;
            // Killed behind its last step, all is there, and there is nothing to take up.
            if Path::new(&to).join("总览.html").is_file() && !journal(&to).is_file() {
                break;
            }
            let now = finished(&journal(&to));
            assert!(now >= done, "{done} documents were finished, now {now}");
            done = now;
            most = most.max(done);
        }
        let after = files(Path::new(&to));
        assert_eq!(names(&after), names(&whole), "killed {killed} times");
        let other: Vec<&str> =
            names(&whole).into_iter().filter(|name| after.get(*name) != whole.get(*name)).collect();
        assert!(other.is_empty(), "killed {killed} times, {other:?} are others");
        ended += 1;
    }
    assert!(most > 0, "no run was killed behind its first document");
}

#[test]
fn a_run_that_is_killed_comes_to_the_same_files_when_it_is_taken_up() {
    let units = ["甲区图书馆", "乙区图书馆", "丙区图书馆", "丁区图书馆"];
    let province = province("out-killed", &units);
    let input = province.0.to_string_lossy().into_owned();
    let made = Folder::new("out-killed-made", &[]);
    let whole = made.path("一次做完");
    gouji(&["check", &input, "--out", &whole]);
    let whole = files(Path::new(&whole));
    for done in 0..4 {
        let to = made.path(&format!("中断{done}"));
        let unfinished = journal(&to);
        let mut running = start(&input, &to, &["--threads", "1"]);
        while finished(&unfinished) < done || !unfinished.is_file() {
            assert!(running.try_wait().unwrap().is_none(), "it ended before {done} documents were done");
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = running.kill();
        running.wait().unwrap();
        // Half a line and half a file, as a kill may leave them.
        let mut text = std::fs::read(&unfinished).unwrap();
        text.extend_from_slice(b"{\"Document\":{\"source\":\"");
        std::fs::write(&unfinished, text).unwrap();
        std::fs::create_dir_all(Path::new(&to).join("网页")).unwrap();
        std::fs::write(Path::new(&to).join("网页/.甲.html.1.gouji-tmp"), "<!DOC").unwrap();
        let again = gouji(&["check", &input, "--out", &to, "--resume"]);
        assert_eq!(again.status.code(), Some(3), "{}", err(&again));
        assert_eq!(err(&again).contains("接着做"), done > 0, "{}", err(&again));
        let after = files(Path::new(&to));
        assert_eq!(names(&after), names(&whole), "after {done} documents");
        let other: Vec<&str> =
            names(&whole).into_iter().filter(|name| after.get(*name) != whole.get(*name)).collect();
        assert!(other.is_empty(), "after {done} documents {other:?} are others");
    }
}
