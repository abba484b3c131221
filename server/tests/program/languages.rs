//! The panel and the loader speak the visitor's language.

use std::collections::BTreeMap;

use wire::{
    Language,
    frame::Encoding,
    language::Wish,
    visitor::{End, Hello, Welcome},
};

use crate::support::Program;

/// What the loader gets on a page in this language.
async fn loader_on(program: &Program, chosen: Option<&str>, named: &[&str]) -> Welcome {
    let named = named.iter().map(|tag| (*tag).to_owned()).collect();
    let language = Wish { chosen: chosen.map(str::to_owned), named };
    let hello = Hello { end: End::Loader, language, ..program.hello("vera").await };
    program.visit(Encoding::Json, hello).await.1
}

#[tokio::test]
async fn the_panel_is_a_page_of_its_own_in_each_language() {
    let program = Program::start();
    for (asked, tag, direction) in [
        ("?site=KEY&lang=de", "de", "ltr"),
        ("?lang=pt-BR", "pt", "ltr"),
        ("?lang=ar", "ar", "rtl"),
        ("?lang=zh-Hans&site=KEY", "zh-Hans", "ltr"),
        ("?lang=nl", "en", "ltr"),
        ("?lang=../../secret", "en", "ltr"),
        ("", "en", "ltr"),
    ] {
        let path = format!("/panel{asked}");
        let page = program.get_with(&path, &[("accept-encoding", "br")]).await;
        assert_eq!(page.header("content-language"), tag, "{asked}");
        assert_eq!(page.header("cache-control"), "no-cache", "it names the files of this build");
        let page = program.get(&path).await.text();
        assert!(page.contains(&format!(r#"<html lang="{tag}" dir="{direction}">"#)), "{asked}: {page}");
        let texts = languages::of(Language::of_tag(tag).unwrap());
        assert!(page.contains(&texts.said["not-loaded"]), "{asked}");
        assert!(page.contains(&texts.page["stopped-more"]), "{asked}");
    }
}

#[tokio::test]
async fn each_language_is_the_panels_and_the_loaders() {
    let program = Program::start();
    for language in Language::ALL {
        let (tag, texts) = (language.tag(), languages::of(language));
        let page = program.get(&format!("/panel?lang={tag}")).await.text();
        let forms = page.split('"').find(|part| part.starts_with("/assets/panel-forms."));
        let forms = program.get(forms.expect("the page names the page of its forms")).await;
        assert_eq!(forms.header("cache-control"), "public, max-age=31536000, immutable");
        let page = page + &forms.text();
        // In the pages some characters are escaped. The texts without them are enough.
        let is_plain = |text: &&String| !text.contains(['&', '"', '\\']);
        let all = texts.page.values().chain(texts.said.values()).chain(texts.forms.values());
        let all = all.filter(is_plain);
        let missing: Vec<_> = all.filter(|text| !page.contains(text.as_str())).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{tag}");

        let welcome = loader_on(&program, None, &["nl", tag, "en"]).await;
        assert_eq!(welcome.language, language);
        let told: BTreeMap<_, _> = welcome.texts.into_iter().collect();
        for (name, text) in &texts.launcher {
            assert_eq!(told.get(name), Some(text), "{tag}: {name}");
        }
    }
}

#[tokio::test]
async fn the_loader_is_told_what_it_says() {
    let program = Program::start();
    let welcome = loader_on(&program, None, &["", "de-AT", "fr"]).await;
    assert_eq!(welcome.language, Language::German);
    let texts: BTreeMap<_, _> = welcome.texts.into_iter().collect();
    assert_eq!((&*texts["open"], &*texts["direction"]), ("Chat öffnen", "ltr"));

    let welcome = loader_on(&program, Some("ar"), &["de"]).await;
    assert_eq!(welcome.language, Language::Arabic, "the visitor's own choice is before the page's language");
    let texts: BTreeMap<_, _> = welcome.texts.into_iter().collect();
    assert_eq!(
        (texts["direction"].as_str(), texts.len()),
        ("rtl", languages::of(Language::Arabic).launcher.len() + 1)
    );
}

#[tokio::test]
async fn the_panel_brings_its_texts_itself_and_a_client_that_wishes_nothing_gets_english() {
    let program = Program::start();
    let hello = Hello { language: Wish::for_this("ja"), ..program.hello("vera").await };
    let (_, welcome) = program.visit(Encoding::Postcard, hello).await;
    assert_eq!((welcome.language, welcome.texts.len()), (Language::Japanese, 0));
    let (_, welcome) = program.visitor("walter").await;
    assert_eq!(welcome.language, Language::English);
}
