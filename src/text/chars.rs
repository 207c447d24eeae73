//! Characters: blanks, the ends of sentences and clauses, plain forms of quotes, dashes and radicals.

/// Whether a character is a blank: white space of every width, control characters, and what takes no width at all
/// (zero-width space and joiners, direction marks, byte order mark, soft hyphen, variation selectors).
#[must_use]
pub fn is_blank_char(character: char) -> bool {
    if matches!(character, '!'..='~' | '\u{4E00}'..='\u{9FFF}' | '！'..='～') {
        return false;
    }
    character.is_whitespace()
        || character.is_control()
        || is_mark(character)
        || matches!(
            character,
            '\u{115F}'
                | '\u{1160}'
                | '\u{180E}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FFA0}'
                | '\u{E0100}'..='\u{E01EF}'
        )
}

/// Whether a character is a mark that takes no width and says nothing: soft hyphen, zero-width space and joiners,
/// direction marks, byte order mark.
#[must_use]
pub fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

/// Whether a character is a letter or ideograph.
#[must_use]
pub fn is_letter(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}') || character.is_alphabetic()
}

/// Whether a sentence ends with this character: 。！？ and their forms; 「.」 divides numbers and is none.
#[must_use]
pub fn is_sentence_end(character: char) -> bool {
    matches!(character, '。' | '｡' | '！' | '!' | '？' | '?')
}

/// Whether a clause ends with this character: the ends of sentences, and ，；：in either width; 、 divides words.
#[must_use]
pub fn is_clause_end(character: char) -> bool {
    is_sentence_end(character) || matches!(character, '，' | ',' | '；' | ';' | '：' | ':')
}

/// The one form that all characters of a kind are compared as, where compatibility forms do not give it.
pub(super) fn plain_form(character: char) -> Option<char> {
    Some(match character {
        '\''
        | '＇'
        | '“'..='‟'
        | '‘'..='‛'
        | '＂'
        | '『'
        | '』'
        | '「'
        | '」'
        | '″'
        | '′'
        | '〝'..='〟'
        | '｢'
        | '｣'
        | '﹁'..='﹄' => '"',
        '‐'..='―' | '−' | '－' | '─' | '━' | '﹘' | '﹣' | '⁃' => '-',
        '∶' | '︓' => ':',
        '⁄' | '∕' => '/',
        // Ordinals and fractions drawn as one character stay, and so do raised and lowered digits: as plain digits
        // they would run into a number beside them.
        '①'..='⑳'
        | '⒈'..='⒛'
        | '㉑'..='㉟'
        | '㊀'..='㊉'
        | '㊱'..='㊿'
        | '¼'..='¾'
        | '⅐'..='⅟'
        | '↉'
        | '²'
        | '³'
        | '¹'
        | '⁰'..='⁹'
        | '₀'..='₉' => character,
        // Where fonts share a glyph, text copied out of a file names the radical of the traditional form.
        '⼾' => '户',
        '⾭' => '青',
        '⿈' => '黄',
        _ => return None,
    })
}

/// The ideograph of a CJK radical that has no compatibility form, as text copied out of PDF files carries them.
pub(super) fn ideograph_of_radical(character: char) -> Option<char> {
    let index = u32::from(character).checked_sub(u32::from(FIRST_RADICAL))?;
    IDEOGRAPHS.get(usize::try_from(index).ok()?).copied()
}

const FIRST_RADICAL: char = '\u{2E80}';

/// Equivalent unified ideographs of U+2E80 to U+2EF3; a radical without one stands for itself.
#[rustfmt::skip]
const IDEOGRAPHS: [char; 116] = [
    '⺀', '厂', '乛', '乚', '乙', '亻', '冂', '⺇', '刀', '刂', '卜', '㔾', '小', '小', '兀', '尣',
    '尢', '⺑', '巳', '幺', '彑', '彐', '忄', '心', '扌', '攵', '⺚', '旡', '日', '月', '歺', '母',
    '民', '氵', '氺', '灬', '爫', '爫', '丬', '牛', '犭', '王', '⺪', '目', '示', '礻', '⺮', '糹',
    '纟', '罓', '罒', '㓁', '冗', '⺵', '羊', '⺷', '⺸', '耂', '肀', '聿', '肉', '⺽', '艹', '艹',
    '艹', '虎', '衤', '覀', '西', '见', '角', '⻇', '讠', '贝', '⻊', '车', '辶', '辶', '辶', '邑',
    '钅', '長', '镸', '长', '门', '⻕', '阝', '雨', '青', '韦', '页', '风', '飞', '食', '⻞', '飠',
    '饣', '⻡', '马', '骨', '鬼', '鱼', '鸟', '卤', '麦', '黄', '黾', '斉', '齐', '歯', '齿', '竜',
    '龙', '龜', '亀', '龟',
];
