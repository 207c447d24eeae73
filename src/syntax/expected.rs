//! What the grammar expects, in the words of a rule's author.

use super::grammar::Rule;

/// The keyword that a grammar rule stands for or begins with.
pub(super) fn keyword_of(wanted: Rule) -> Option<&'static str> {
    let quoted = describe(wanted)?;
    quoted.strip_prefix('「')?.strip_suffix('」').filter(|word| word.chars().all(super::scan::is_word))
}

/// What a grammar rule is called in a message; none for rules that help nobody.
pub(super) fn describe(wanted: Rule) -> Option<&'static str> {
    sign(wanted).or_else(|| declaration(wanted)).or_else(|| clause(wanted))
}

fn sign(wanted: Rule) -> Option<&'static str> {
    Some(match wanted {
        Rule::colon => "「：」",
        Rule::separator => "「、」",
        Rule::equals => "「=」",
        Rule::open_block => "「{」",
        Rule::close_block => "「}」",
        Rule::open_paren => "「（」",
        Rule::close_paren => "「）」",
        Rule::open_code => "「[」",
        Rule::close_code => "「]」",
        Rule::word => "错误、核实、提示之一",
        Rule::plain_name | Rule::quoted_name | Rule::entry_word | Rule::group_name => "名称",
        Rule::path | Rule::field | Rule::line | Rule::code => "名称",
        Rule::id => "编号",
        Rule::string | Rule::sentence => "引号里的文字",
        Rule::integer | Rule::signed => "整数",
        Rule::digits | Rule::number => "数",
        Rule::year | Rule::year_term => "年度",
        Rule::expr | Rule::argument | Rule::implied | Rule::has | Rule::call | Rule::prefix => "式子",
        Rule::infix => "运算符",
        Rule::code_level => "级次（如 类3）",
        Rule::word_entry => "词和它的值（如 增加 为 1）",
        _ => return None,
    })
}

fn declaration(wanted: Rule) -> Option<&'static str> {
    Some(match wanted {
        Rule::rule_set | Rule::kw_rule_set => "「规则集」",
        Rule::code_list | Rule::kw_code_list => "「编码表」",
        Rule::words | Rule::kw_words => "「词」",
        Rule::custom | Rule::kw_custom => "「惯例」",
        Rule::term | Rule::term_class => "分句的词汇",
        Rule::phrase_class => "「短语」",
        Rule::table | Rule::kw_table => "「表」",
        Rule::passage | Rule::kw_passage => "「说明」",
        Rule::group | Rule::kw_group => "「句组」",
        Rule::outline | Rule::kw_outline => "「提纲」",
        Rule::rule | Rule::kw_rule => "「规则」",
        Rule::kw_requirement => "「要求」",
        Rule::forbidden | Rule::kw_forbidden => "「禁句」",
        Rule::disable | Rule::kw_disable => "「停用」",
        Rule::adjust | Rule::kw_adjust => "「调整」",
        Rule::order | Rule::kw_order => "「次序」",
        Rule::columns | Rule::kw_column => "「列」",
        Rule::rows | Rule::kw_row => "「行」",
        Rule::side | Rule::kw_side => "「侧」",
        Rule::code_rows | Rule::kw_codes => "「科目」",
        Rule::open_rows | Rule::kw_every_row => "「每行」",
        Rule::note | Rule::kw_note => "「注」",
        Rule::empty_note | Rule::kw_empty_note => "「空表说明」",
        Rule::fields | Rule::kw_fields => "「填项」",
        Rule::format | Rule::kw_format => "「格式」",
        Rule::section | Rule::kw_section => "「段」",
        Rule::titled | Rule::kw_at => "「位于」",
        Rule::starts | Rule::kw_starts => "「始于」",
        Rule::sentence_line | Rule::kw_sentence => "「句式」",
        Rule::group_use | Rule::kw_use => "「用」",
        Rule::define | Rule::kw_define => "「定义」",
        Rule::items | Rule::kw_items => "「每项」",
        Rule::outline_part | Rule::kw_part => "「部分」",
        Rule::part_section | Rule::kw_heading => "「节」",
        Rule::part_tables | Rule::kw_all_tables => "「全部表」",
        _ => return None,
    })
}

fn clause(wanted: Rule) -> Option<&'static str> {
    Some(match wanted {
        Rule::version | Rule::kw_version => "「版本」",
        Rule::based_on | Rule::kw_based_on => "「基于」",
        Rule::recognised | Rule::kw_recognised => "「识别」",
        Rule::basis | Rule::kw_basis => "「依据」",
        Rule::validity | Rule::line_valid | Rule::kw_valid => "「适用」",
        Rule::line_year | Rule::kw_from => "「起」",
        Rule::kw_until => "「止」",
        Rule::kw_to => "「至」",
        Rule::kw_data => "「数据」",
        Rule::kw_levels => "「级次」",
        Rule::kw_as => "「为」",
        Rule::short | Rule::line_short | Rule::kw_short => "「简称」",
        Rule::copies | Rule::kw_copies => "「每份」",
        Rule::optional_mark | Rule::line_optional | Rule::kw_optional => "「可缺」",
        Rule::aliases | Rule::kw_alias => "「又名」",
        Rule::parts | Rule::kw_parts => "「分」",
        Rule::of_which | Rule::kw_of_which => "「其中」",
        Rule::kw_rest => "「其余」",
        Rule::kw_clauses => "「分句」",
        Rule::term_cell => "「=」",
        Rule::term_parts => "「分」",
        Rule::term_of | Rule::kw_of => "「属」",
        Rule::kw_implies => "「即」",
        Rule::except | Rule::kw_except => "「除」",
        Rule::instead | Rule::kw_instead => "「改」",
        Rule::each | Rule::kw_each => "「逐」",
        Rule::within | Rule::kw_over => "「于」",
        Rule::when | Rule::kw_when => "「当」",
        Rule::level | Rule::kw_level => "「级别」",
        Rule::tolerance | Rule::kw_tolerance => "「允许误差」",
        Rule::reason | Rule::kw_because => "「因」",
        Rule::wording | Rule::kw_wording => "「措辞」",
        Rule::once | Rule::kw_once => "「每表一条」",
        Rule::kw_has => "「有」",
        Rule::kw_lacks => "「无」",
        _ => return None,
    })
}

/// How a declaration is written, by its keyword.
pub(super) fn example(keyword: &str) -> &'static str {
    match keyword {
        "规则集" => "规则集 本局 版本 \"1\"",
        "依据" => "依据 \"财预〔2016〕143号\"",
        "适用" => "适用 2019 起",
        "编码表" => "编码表 功能分类 数据 \"功能分类.yaml\" 级次 类3、款5、项7",
        "惯例" => "惯例 目录 \"目录\"",
        "词" => "词 增减 { 增加、增长 为 1；减少 为 -1；持平 为 0 }",
        "短语" => "短语 同比基 \"{与|较|比}上年[相比]\"",
        "整份" => "整份 4张表 或 2个部分",
        "表" => "表 甲表 简称 甲 { … }",
        "侧" => "侧 收入 { … }",
        "又名" => "又名 \"叫法一\"、\"叫法二\"",
        "次序" => "次序 7",
        "列" => "列 本年支出 又名 \"合计\" 分 { 基本支出、项目支出 }",
        "行" => "行 合计 分 { 科目 功能分类 }",
        "科目" => "科目 功能分类 至 类",
        "每行" => "每行 项目",
        "注" => "注 \"本表反映……\"",
        "空表说明" => "空表说明 \"无……{…}\"",
        "填项" => "填项 项目 位于 \"项目名称\"",
        "格式" => "格式 执行数 \"{执行数:金额}\"",
        "说明" => "说明 会议费情况 { … }",
        "段" => "段 总体 { … }",
        "位于" => "位于 \"标题\"",
        "始于" => "始于 \"开头的话\"",
        "句式" => "句式 \"支出合计{金额:金额}\"",
        "用" => "用 同比（支出合计）",
        "定义" => "定义 上期 = 本期 - 增减额",
        "每项" => "每项 构成 \"{列:甲表.合计.下级}{金额:金额}\" { … }",
        "句组" => "句组 同比（本期） { … }",
        "提纲" => "提纲 { 部分 \"附件\" 可缺 }",
        "部分" => "部分 \"附件\" 可缺 { 节 说明 }",
        "节" => "节 \"标题\"",
        "禁句" => "禁句 YY01 \"名称\" \"不可出现的话\" 级别 提示",
        "停用" => "停用 ZC01 因 \"理由\"",
        "调整" => "调整 ZC01 级别 提示",
        _ => "规则 ZC01 \"名称\" 逐 行 当 有 上年 级别 核实：甲 = 乙 + 丙",
    }
}
