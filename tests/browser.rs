//! The pages of a run opened in Chromium, where `npm ci` has put it (see `.ci/run`): list, filter, jumps both ways, keys,
//! print, narrow windows, names and contrast; no error and no request.

use std::path::Path;
use std::process::Command;

use crate::support::program::{Folder, err, gouji};

/// Where the packages are put.
const PACKAGES: &str = "target/browser";

#[test]
fn pages_work_in_a_browser() {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join(PACKAGES);
    if !packages.join("node_modules/puppeteer-core").is_dir() {
        println!("skipped: no browser in {PACKAGES} (npm ci), so no page was opened");
        return;
    }
    let files: [(&str, &[u8]); 3] = [
        (
            "进/青岚区图书馆2024年度部门决算.txt",
            include_bytes!("../examples/青岚区图书馆2024年度部门决算.txt"),
        ),
        ("进/正确.txt", include_bytes!("../examples/正确.txt")),
        ("进/预算.txt", include_bytes!("../examples/部门预算_青岚区图书馆2026年度.txt")),
    ];
    let folder = Folder::new("browser", &files);
    let ran = gouji(&["check", &folder.path("进"), "--out", &folder.path("出")]);
    assert_eq!(ran.status.code(), Some(1), "{}", err(&ran));
    let opened = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/pages.mjs"))
        .args([packages.as_os_str(), Path::new(&folder.path("出")).as_os_str()])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&opened.stdout).into_owned() + &err(&opened);
    assert!(opened.status.success(), "{told}");
}
