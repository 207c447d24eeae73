//! What tags of web pages mean.

use gouji::document::{print, read};

fn view(body: &str) -> String {
    let page = format!("<!DOCTYPE html><html><body>{body}</body></html>");
    let text = print(&read("a.html", page.as_bytes()).unwrap());
    text.lines().skip(1).map(|line| format!("{line}\n")).collect()
}

#[test]
fn spans_make_room() {
    let got = view(
        "<table><tr><td rowspan=2>项目<td colspan=2>支出<tr><td>基本<td>项目\
         <tr><td>合计<td>1.00<td></table>",
    );
    assert_eq!(
        got,
        "[表 1 第 1 行第 1 列] 表 有线 3 行\n\
         \x20 [表 1 第 1 行第 1 列] | 2×1 项目 | 1×2 支出\n\
         \x20 [表 1 第 2 行第 1 列] | @1 基本 | @2 项目\n\
         \x20 [表 1 第 3 行第 1 列] | 合计 | 1.00 | \n"
    );
}

#[test]
fn text_is_what_a_browser_shows() {
    let got = view(
        "<nav>首页</nav><script>if (a<b) '</p>'</script><style>p{}</style><p>本年\n  收入 <b>5</b>&nbsp;万元，&lt;详&gt;\
         <br>见表</p><div style='display: none'>藏</div><ol><li>甲<li>乙</ol><h2>二、说明</h2>尾<!-- 注 -->",
    );
    assert_eq!(
        got,
        "[第 1 段] 段 本年收入 5 万元，<详>\n[第 1 段] 段 见表\n[第 2 段] 段 1.甲\n[第 3 段] 段 2.乙\n\
         [第 4 段] 段 二、说明\n[第 5 段] 段 尾\n"
    );
}

#[test]
fn tables_that_place_text_are_text() {
    let got = view(
        "<table><tr><td><p>左栏</p></td><td><p>正文</p><table><tr><td>甲</td><td>1</td></tr></table><p>后文</p></td></tr>\
         </table>",
    );
    assert_eq!(
        got,
        "[表 1 第 1 行第 1 列] 段 左栏\n[表 1 第 1 行第 2 列] 段 正文\n\
         [表 2 第 1 行第 1 列] 表 有线 1 行\n  [表 2 第 1 行第 1 列] | 甲 | 1\n\
         [表 1 第 1 行第 2 列] 段 后文\n"
    );
}

#[test]
fn letters_that_take_no_room_are_left_out() {
    let got = view(
        "<table><tr><td>\u{202D}2080505\u{202C}<td>\u{2066}1,0\u{AD}5\u{2069}.\u{200B}2<td>\u{200F}31</table>",
    );
    assert!(got.contains("| 2080505 | 1,05.2 | 31\n"), "{got}");
    let got = view("<p>\u{200E}支出\u{2060}（含\u{FE0F}）</p>");
    assert!(got.contains("段 支出（含\u{FE0F}）\n"), "what is drawn otherwise stays: {got}");
}

#[test]
fn boxes_to_tick_are_read_as_they_show() {
    let got = view(
        "<p>一般<input type=checkbox checked> 专项<input type=\"checkbox\"> 备注<input type=text value=甲></p>",
    );
    assert_eq!(got, "[第 1 段] 段 一般☑ 专项□ 备注\n");
}
