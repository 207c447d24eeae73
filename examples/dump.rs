fn main() {
    let name = std::env::args().nth(1).unwrap();
    let bytes = std::fs::read(&name).unwrap();
    match gouji::document::read(&name, &bytes) {
        Ok(document) => {
            print!("{}", gouji::document::print(&document));
            for n in &document.notices {
                println!("N {n}");
            }
        }
        Err(why) => println!("ERR {why}"),
    }
}
