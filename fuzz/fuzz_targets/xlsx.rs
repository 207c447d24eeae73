//! Two sheets, shared texts, styles and the workbook of an .xlsx in an archive that is in order.
#![no_main]

use libfuzzer_sys::fuzz_target;

const LINKS: &str = "<Relationships><Relationship Id='a' Target='a.xml'/><Relationship Id='b' Target='b.xml'/>\
    </Relationships>";
const PARTS: [&str; 5] = ["xl/a.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/b.xml"];
const BOOK: &str = "\n%%%%\n<workbook><sheets><sheet name='表' r:id='a'/><sheet name='藏' state='hidden' r:id='b'/></sheets></workbook>";

fuzz_target!(|input: &[u8]| {
    let parts = gouji_fuzz::split(input).len();
    // An input of sheet, texts and styles gets a workbook that leads to the sheet.
    let whole = if parts == 3 { [input, BOOK.as_bytes()].concat() } else { input.to_vec() };
    let fixed = [("[Content_Types].xml", "<Types/>"), ("xl/_rels/workbook.xml.rels", LINKS)];
    gouji_fuzz::read("a.xlsx", &gouji_fuzz::zipped(&fixed, &PARTS, &whole));
});
