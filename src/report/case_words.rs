//! What is wrong with a case file, in words: what, and how to mend it.

use super::words::read_error_words;
use crate::cases::{Accepted, Lacks, Mistake, Outcome, UncoveredKind};

/// Most characters of a text that is repeated.
const REPEATED: usize = 40;

/// What is wrong, and the mend.
pub(super) fn mistake_words(mistake: &Mistake) -> (String, String) {
    let both = |what: &str, mend: &str| (what.to_owned(), mend.to_owned());
    match mistake {
        Mistake::NoHeading => both("案例前面没有标题", "在它前面写一行：## 规则编号 说明"),
        Mistake::Unclosed => both("这一块没有结束", "在它的最后另起一行写 ```"),
        Mistake::NoNumber(heading) => (
            format!("标题「{heading}」没有以规则编号开头"),
            "写作：## BJ90 说明；几条一起的用顿号隔开：## BJ90、BJ91 说明".to_owned(),
        ),
        Mistake::UnknownBlock(word, near) => (
            if word.is_empty() {
                "``` 后面没有写是什么".to_owned()
            } else {
                format!("不认得「{word}」")
            },
            match near {
                Some(near) => format!("是不是「{near}」？"),
                None => {
                    "写 成立、不成立、不适用、无法判断 之一；另有 底本、上年、所属、名册、不试".to_owned()
                }
            },
        ),
        Mistake::UnknownWord(word) => (
            format!("结论后面的「{word}」多余"),
            "结论后面可以写：改、文件后缀（csv、yaml…）、一个规则集的名称".to_owned(),
        ),
        Mistake::NothingToChange => both("前面没有可以改的文字", "在它前面写一个完整的「成立」或「底本」"),
        Mistake::NoArrow(line) => {
            (format!("「{}」没有 →", short(line)), "一行写一处改动：原来的字 → 改成的字".to_owned())
        }
        Mistake::EmptyChange => both("→ 前面没有字", "写上要改掉的字：原来的字 → 改成的字"),
        Mistake::NotOnce(from, 0) => (
            format!("原文里没有「{}」", short(from)),
            "照原文写，空格、制表符也要一样；改的是前面最近的「成立」（没有的，是「底本」）".to_owned(),
        ),
        Mistake::NotOnce(from, count) => (
            format!("「{}」在原文里有 {count} 处", short(from)),
            "前后多写几个字，使它只有一处；各处都要改的用 ⇒".to_owned(),
        ),
        Mistake::TooMuch(most) => (
            format!("这个文件的各份文字合起来超过 {} MiB", most / 1024 / 1024),
            "拆成几个案例文件，文字只留用得着的".to_owned(),
        ),
        other => of_rules(other),
    }
}

/// The same of what has to do with rules and what is read.
fn of_rules(mistake: &Mistake) -> (String, String) {
    match mistake {
        Mistake::NoReason(line) => (
            format!("「{}」没有说清不试什么、为什么", short(line)),
            "一行写一处：条件 BJ90 因 …、规则 BJ90 因 …、句式 \"照规则文件写的句式\" 因 …".to_owned(),
        ),
        Mistake::Tried(name) => {
            (format!("「{}」案例试到了", short(name)), "把写它不试的这一行删去".to_owned())
        }
        Mistake::NothingUntried(name) => (
            format!("规则文件里没有「{}」", short(name)),
            "编号、句式照规则文件写（条件只有写了「当」的规则才有）；没有了的，把这一行删去".to_owned(),
        ),
        Mistake::UnknownSet(name, near) => (
            format!("没有规则集「{name}」"),
            match near {
                Some(near) => format!("是不是「{near}」？它在别的文件里的，用 --rules 给出来"),
                None => "用 --rules 把它的文件给出来".to_owned(),
            },
        ),
        Mistake::UnknownRule(number, set, near) => {
            let near = if near.is_empty() { String::new() } else { format!("；{near}") };
            (
                format!("规则集「{set}」里没有编号是「{number}」的规则"),
                format!("编号写错的改正；规则在别的文件里的，用 --rules 给出来{near}"),
            )
        }
        Mistake::Unreadable(why) => {
            (format!("案例的文字读不了：{}", read_error_words(why)), "把文字或几格表补上".to_owned())
        }
        Mistake::BadRegister(why) => {
            (format!("名册不能用：{why}"), "名册是 CSV，第一行是栏目名，「名称」必须有".to_owned())
        }
        Mistake::SeveralUnits(count) => (
            format!("案例里是 {count} 份账（几个单位或几个年度）"),
            "一个案例只写一个单位一个年度；上年、所属单位另写「上年」「所属」".to_owned(),
        ),
        _ => ("案例里没有读到账".to_owned(), "把文字或几格表补上".to_owned()),
    }
}

/// A text cut where it is long, with its line breaks as a case file writes them.
pub(super) fn short(text: &str) -> String {
    let mut short: String = text.replace('\n', "⏎").chars().take(REPEATED).collect();
    if text.chars().count() > REPEATED {
        short.push('…');
    }
    short
}

/// What was done about a case that failed.
pub(super) fn accepted_words(accepted: Accepted) -> String {
    match accepted {
        Accepted::Rewritten(outcome) => format!("已改为「{}」", outcome.word()),
        Accepted::SeveralOutcomes => "没有改：标题里几条规则的结果不一样，一个词说不了；请分开写".to_owned(),
        Accepted::Unwritten => "没有改：文件写不了".to_owned(),
        Accepted::OthersDepend => {
            "没有改：后面写「改」的案例是在这一份上改的，改了结论它们就变了；请手工改".to_owned()
        }
    }
}

/// What came, in the word of case files.
pub(super) fn outcome_word(outcome: Option<Outcome>) -> &'static str {
    outcome.map_or("没有核对", Outcome::word)
}

/// What no case shows.
pub(super) fn lacks_words(kind: UncoveredKind, lacks: Lacks) -> &'static str {
    match (kind, lacks) {
        (UncoveredKind::Rule, Lacks::Yes) => "没有成立的案例",
        (UncoveredKind::Rule, Lacks::No) => "没有不成立的案例",
        (UncoveredKind::Rule, Lacks::Both) => "没有案例",
        (UncoveredKind::Condition, Lacks::Yes) => "没有条件成立、查出结论的案例",
        (UncoveredKind::Condition, Lacks::No) => "没有条件不成立的案例",
        (UncoveredKind::Condition, Lacks::Both) => "条件成立、不成立的案例都没有",
        (UncoveredKind::Pattern, _) => "没有案例用到",
    }
}
