//! Changes of the pages of an OFD: figures are found by the object that shows them.

use super::change::{another, is_figure};
use super::{Kind, blocks, marked, write};
use crate::formats::ofd::{packed, set};
use crate::support::random::Random;

/// A text object: its bytes of the page, where, and what it says.
struct Shown {
    range: std::ops::Range<usize>,
    x: u32,
    y: u32,
    text: String,
}

fn texts(page: &str) -> Vec<Shown> {
    let end = "</ofd:TextObject>";
    page.match_indices("<ofd:TextObject")
        .map(|(from, _)| {
            let size = page[from..].find(end).unwrap() + end.len();
            let object = &page[from..from + size];
            let boundary = object.split('\'').nth(3).unwrap();
            let mut corner = boundary.split(' ').map(|number| number.parse::<u32>().unwrap());
            let text = object.split('>').nth(2).unwrap().trim_end_matches("</ofd:TextCode");
            Shown {
                range: from..from + size,
                x: corner.next().unwrap(),
                y: corner.next().unwrap(),
                text: text.to_owned(),
            }
        })
        .collect()
}

/// A text in a colour, of a size in thousandths of a millimetre.
fn show(x: u32, y: u32, size: u32, colour: &str, text: &str) -> String {
    format!(
        "<ofd:TextObject ID='3' Boundary='{x} {y} 300 7' Size='{}.{:03}'>{colour}<ofd:TextCode X='0' Y='4'>{text}</ofd:TextCode>\
         </ofd:TextObject>",
        size / 1000,
        size % 1000
    )
}

fn line(x: u32, y: u32, (wide, high): (u32, u32), colour: &str) -> String {
    format!(
        "<ofd:PathObject ID='4' Boundary='{x} {y} {wide} {high}' LineWidth='0.25'>{colour}<ofd:AbbreviatedData>M 0 0 L {wide} \
         {high}</ofd:AbbreviatedData></ofd:PathObject>"
    )
}

const WHITE: &str = "<ofd:FillColor Value='255 255 255'/>";

pub(super) fn made(kind: Kind, random: &mut Random) -> (Vec<u8>, String) {
    let mut pages = set(&write::plain(&blocks()));
    let wanted = |shown: &Shown| is_figure(&shown.text) && shown.text.len() > 4;
    let number = loop {
        let number = random.below(pages.len());
        if texts(&pages[number]).iter().any(wanted) {
            break number;
        }
    };
    let page = pages[number].clone();
    let all = texts(&page);
    let figures: Vec<&Shown> = all.iter().filter(|shown| wanted(shown)).collect();
    let figure = *random.pick(&figures);
    let (x, y, text) = (figure.x, figure.y, figure.text.as_str());
    let old = another(text, random);
    let mut done = format!("page {}: {old} at {x} {y}, where {text} stands", number + 1);
    let own = page[figure.range.clone()].to_owned();
    let wide = 2 * text.len() as u32;
    let put = |range: std::ops::Range<usize>, with: &str| {
        format!("{}{with}{}", &page[..range.start], &page[range.end..])
    };
    let beside = |with: &str| put(figure.range.start..figure.range.start, with);
    let layer = page.find("<ofd:TextObject").unwrap();
    pages[number] = match kind {
        Kind::Hide => {
            let hidden = show(x, y, 4000, "", &old).replace("ID='3'", "ID='3' Visible='false'");
            beside(&hidden)
        }
        Kind::Strike => {
            // In small type above the new figure, with a line through it.
            let at = |y: u32, tenths: u32| (format!(" {y} "), format!(" {y}.{tenths} "));
            let (from, to) = at(y - 4, 8);
            let struck = show(x, y - 4, 1600, "", &old).replacen(&from, &to, 1);
            let (from, to) = at(y, 2);
            let through = line(x, y, (text.len() as u32, 0), "").replacen(&from, &to, 1);
            beside(&format!("{struck}{through}"))
        }
        Kind::White => beside(&show(x, y + random.below(2) as u32, 4000, WHITE, &old)),
        Kind::Overlay => {
            let cover = format!(
                "<ofd:PathObject ID='5' Boundary='{x} {y} {} 6' Stroke='false' Fill='true'>{WHITE}<ofd:AbbreviatedData>M 0 0 L {0} 0 L \
                 {0} 6 L 0 6 C</ofd:AbbreviatedData></ofd:PathObject>",
                wide + 1
            );
            beside(&format!("{}{cover}", show(x, y, 4000, "", &old)))
        }
        Kind::Wrap => {
            let middle = 1 + random.below(text.len() - 1);
            let (first, rest) = text.split_at(middle);
            done = format!("page {}: {first} over {rest}", number + 1);
            let parts = show(x, y - 1, 2500, "", first) + &show(x, y + 2, 2500, "", rest);
            put(figure.range.clone(), &parts)
        }
        Kind::Mark => {
            let any = random.pick(&all);
            let marked = marked(&any.text, random);
            done = format!("page {}: {marked:?}", number + 1);
            let object = page[any.range.clone()].replace(&format!(">{}<", any.text), &format!(">{marked}<"));
            put(any.range.clone(), &object)
        }
        Kind::Shift => {
            let (across, down) = (random.below(30), random.below(25));
            done = format!("page {} moved by {across}, {down}", number + 1);
            page.replace("<ofd:PhysicalBox>0 0 ", &format!("<ofd:PhysicalBox>-{across} -{down} "))
        }
        Kind::Raise => {
            let mark = *random.pick(&["1", "2", "*"]);
            done = format!("page {}: {mark} behind {text} at {x} {y}", number + 1);
            put(figure.range.clone(), &format!("{own}{}", show(x + wide, y - 2, 2000, "", mark)))
        }
        Kind::Helper => {
            let across = x + random.below(wide as usize) as u32;
            done = format!("page {}: white line at {across} over {y}", number + 1);
            beside(&line(across, y - 20, (0, 40), "<ofd:StrokeColor Value='255 255 255'/>"))
        }
        Kind::Watermark => {
            let words = *random.pick(&["政务公开", "内部资料", "云泽市图书馆"]);
            let (left, down) = (random.below(60) as u32, random.below(40) as u32);
            let light = "<ofd:FillColor Value='217 217 217'/>";
            let marks = (0..6).flat_map(|row| (0..5).map(move |column| (row, column)));
            let marks: String = marks
                .map(|(row, column)| show(left + 150 * column, down + 90 * row, 12_000, light, words))
                .collect();
            done = format!("page {}: {words} from {left} {down}", number + 1);
            put(layer..layer, &marks)
        }
        _ => unreachable!("done on paragraphs and tables"),
    };
    (packed(&pages), done)
}
