//! `--waivers`: what someone has explained.

use std::sync::Arc;

use gouji::delivery::waiver_list;
use gouji::document::Place;
use gouji::report::place_words;
use gouji::session::{Day, Waivers};

use super::arguments::WaiveArgs;
use super::inputs::Input;
use super::{FINE, WRONG, out};

/// Most lines that are named.
const NAMED: usize = 5;

/// Reads the list that was given.
///
/// # Errors
/// What to say where it cannot be used.
pub(super) fn open(name: Option<&str>) -> Result<Option<Arc<Waivers>>, String> {
    let Some(name) = name else { return Ok(None) };
    let bytes = Input::File(name.into()).bytes();
    let read = bytes.and_then(|bytes| Waivers::read(name, &bytes, today()).map_err(|why| why.to_string()));
    read.map(|waivers| Some(Arc::new(waivers))).map_err(|why| format!("出错说明「{name}」不能用：{why}\n"))
}

/// `gouji waive`: a list that came back as a list of waivers.
pub(super) fn list(asked: &WaiveArgs) -> u8 {
    match open(Some(&asked.list)) {
        Ok(Some(waivers)) => {
            out::print(&waiver_list(&waivers));
            waivers
                .notices
                .iter()
                .for_each(|(place, what)| out::complain(&format!("出错说明{}：{what}\n", at(place))));
            FINE
        }
        Ok(None) => FINE,
        Err(why) => {
            out::complain(&why);
            WRONG
        }
    }
}

/// What is to be said of a list once all is judged.
pub(super) fn words(waivers: &Waivers) -> String {
    let mut words = String::new();
    for (place, what) in &waivers.notices {
        words.push_str(&format!("出错说明{}：{what}\n", at(place)));
    }
    for (place, until) in waivers.expired() {
        words.push_str(&format!("出错说明{}只到 {until}，已经过期，没有用\n", at(place)));
    }
    let unused = waivers.unused();
    if !unused.is_empty() {
        let named: Vec<String> = unused.iter().take(NAMED).map(|place| place_words(place)).collect();
        let more = if unused.len() > NAMED { "等" } else { "" };
        let named = named.join("、");
        words.push_str(&format!(
            "出错说明里有 {} 条没有对上任何不符：{named}{more}；已经改正的可以删去\n",
            unused.len()
        ));
    }
    words
}

fn at(place: &Place) -> String {
    let words = place_words(place);
    if words.is_empty() { String::new() } else { format!("（{words}）") }
}

/// The day it is where the program runs.
fn today() -> Day {
    let today = jiff::ZonedDateTime::now().date();
    (i32::from(today.year()), u32::from(today.month().unsigned_abs()), u32::from(today.day().unsigned_abs()))
}
