//! Pages and the document of an OFD file in an archive that is in order.
#![no_main]

use libfuzzer_sys::fuzz_target;

const HEAD: &str = "<ofd:OFD xmlns:ofd='o'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
const PARTS: [&str; 3] = ["Doc_0/Pages/0.xml", "Doc_0/Document.xml", "Doc_0/Pages/1.xml"];
const DOCUMENT: &str = "\n%%%%\n<ofd:Document xmlns:ofd='o'><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297\
    </ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/0.xml'/></ofd:Pages>\
    </ofd:Document>";

fuzz_target!(|input: &[u8]| {
    // A page alone gets a document that leads to it.
    let alone = gouji_fuzz::split(input).len() == 1;
    let whole = if alone { [input, DOCUMENT.as_bytes()].concat() } else { input.to_vec() };
    gouji_fuzz::only_own_panics();
    gouji_fuzz::read("a.ofd", &gouji_fuzz::zipped(&[("OFD.xml", HEAD)], &PARTS, &whole));
});
