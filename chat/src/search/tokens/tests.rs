use super::*;

fn words(text: &str) -> Vec<String> {
    tokens(&composed(text)).into_iter().map(|token| token.text).collect()
}

#[test]
fn words_are_found_without_case_and_accents() {
    for (text, expected) in [
        ("Straße, STRASSE und STRAẞE", "strasse strasse und strasse"),
        ("Müller & Söhne", "muller sohne"),
        ("L'hôtel où Zoë garçonne", "l hotel ou zoe garconne"),
        ("Cœur Ærø Łódź đồng", "coeur aero lodz dong"),
        ("İSTANBUL Isparta ışık", "istanbul isparta isik"),
        ("Tiếng Việt", "tieng viet"),
        ("ΆΛΦΑ άλφα λόγος ΛΟΓΟΣ", "αλφα αλφα λογος λογος"),
        ("Ёлка ёлка елка Йод", "елка елка елка йод"),
        ("ﬁnance Ｆｕｌｌ m²", "finance full m2"),
        ("co\u{ad}operate re\u{200d}join", "cooperate rejoin"),
    ] {
        assert_eq!(words(text).join(" ").replace('σ', "ς"), expected.replace('σ', "ς"), "{text}");
    }
}

#[test]
fn a_text_is_the_same_however_its_accents_are_written() {
    for text in ["é", "ё", "й", "ї", "が", "한국", "क़लम", "Việt"] {
        let apart: String = text.nfd().collect();
        assert_eq!(words(text), words(&apart), "{text}");
    }
    assert_ne!(words("й"), words("и"));
    assert_ne!(words("が"), words("か"));
}

#[test]
fn marks_that_make_another_word_are_kept() {
    assert_eq!(words("हिन्दी में"), ["हिन्दी", "में"]);
    assert_ne!(words("की"), words("कि"));
    assert_eq!(words("ज़रूर"), words("जरूर"));
    assert_eq!(words("مُحَمَّد أحمد كتـــاب"), ["محمد", "احمد", "كتاب"]);
    assert_eq!(words("שָׁלוֹם"), ["שלום"]);
}

#[test]
fn scripts_without_spaces_become_pairs() {
    assert_eq!(words("我想买鞋"), ["我想", "想买", "买鞋", "鞋"]);
    assert_eq!(words("ガラスのコーヒー").first().map(String::as_str), Some("ガラ"));
    assert_eq!(words("ｶﾞﾗｽ"), ["ガラ", "ラス", "ス"]);
    assert_eq!(words("서울에서 왔어"), ["서울", "울에", "에서", "서", "왔어", "어"]);
    assert_eq!(words("買iPhone在哪"), ["買", "iphone", "在哪", "哪"]);
    assert_eq!(words("กินข้าว"), ["กิน", "นข้", "ข้า", "าว", "ว"].map(String::from).to_vec());
    assert_eq!(words("我。你"), ["我", "你"]);
}

#[test]
fn addresses_and_numbers_are_their_parts() {
    assert_eq!(words("Ann.Lee@Shop.example"), ["ann", "lee", "shop", "example"]);
    assert_eq!(
        words("https://shop.example/a_b?c=3.14"),
        ["https", "shop", "example", "a", "b", "c", "3", "14"]
    );
    assert_eq!(words("C++ -- !"), ["c"]);
    assert_eq!(words("I ❤️ 🧵 it 1️⃣"), ["i", "it", "1"]);
    assert_eq!(words("\u{301} \u{93f}"), Vec::<String>::new());
}

#[test]
fn a_token_knows_where_it_stands() {
    let text = "Nö: 我想 ok";
    let found: Vec<_> = tokens(text).iter().map(|token| &text[token.start..token.end]).collect();
    assert_eq!(found, ["Nö", "我想", "想", "ok"]);
    assert_eq!(words(&"x".repeat(5_000)), ["x".repeat(LONGEST)]);
}
