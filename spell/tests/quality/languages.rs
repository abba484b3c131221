//! Each language with its own dictionary: correct words pass, wrong ones are found, and the
//! intended ones are suggested.

use std::ops::Range;

use spell::Speller;

use crate::speller;

/// A text without a mistake.
fn is_right(speller: &Speller, text: &str) {
    let units: Vec<u16> = text.encode_utf16().collect();
    let found = speller.check(text, &[]).into_iter();
    let found: Vec<_> =
        found.map(|word| String::from_utf16_lossy(&units[word.start as usize..word.end as usize])).collect();
    assert!(found.is_empty(), "{found:?} in {text}");
}

/// Pairs of the typed and the intended word, which must be among the first five suggestions.
fn is_wrong(speller: &Speller, words: &[(&str, &str)]) {
    for (typed, meant) in words {
        assert_eq!(speller.check(typed, &[]).len(), 1, "{typed}");
        let suggested = speller.suggest(typed, 5);
        assert!(suggested.iter().any(|word| word == meant), "{typed}, not {meant}: {suggested:?}");
    }
}

#[test]
fn american_and_british_english_differ() {
    let (american, british) = (speller("en"), speller("en-GB"));
    is_right(&american, "The color of the gray catalog was recognized by our neighbor.");
    is_right(
        &british,
        "The colour of the grey catalogue was recognised by our neighbour; is there a cheque?",
    );
    is_wrong(&american, &[("colour", "color"), ("neighbour", "neighbor")]);
    is_wrong(&british, &[("color", "colour"), ("neighbor", "neighbour"), ("behavour", "behaviour")]);
}

#[test]
fn french_has_accents_and_elisions() {
    let speller = speller("fr");
    is_right(&speller, "L’été dernier, j’ai mangé aujourd'hui une pomme; c’est-à-dire presque tout.");
    is_right(&speller, "Où est-ce que vous l’avez reçue? Peut-être qu’elle n’arrivera qu’à Noël.");
    is_wrong(
        &speller,
        &[
            ("maisson", "maison"),
            ("francais", "français"),
            ("aparemment", "apparemment"),
            ("Pariss", "Paris"),
            ("cheveau", "cheveu"),
        ],
    );
}

#[test]
fn german_has_umlauts_and_compounds() {
    let speller = speller("de");
    is_right(&speller, "Die Straße ist groß und schön; über Öffnungszeiten fünfzehn Häuser.");
    is_right(
        &speller,
        "Lieferadresse, Bestellnummer, Rücksendeetikett, E-Mail-Adresse, Donaudampfschifffahrt",
    );
    is_right(&speller, "Sehr geehrte Damen und Herren, vielen Dank für Ihre Nachricht.");
    is_wrong(
        &speller,
        &[
            ("Strase", "Straße"),
            ("Strasse", "Straße"),
            ("schoen", "schön"),
            ("Addresse", "Adresse"),
            ("Bestelung", "Bestellung"),
            ("seperat", "separat"),
            ("warscheinlich", "wahrscheinlich"),
            ("Kundendiesnt", "Kundendienst"),
        ],
    );
    // A noun is capitalised.
    is_wrong(&speller, &[("grösse", "Größe"), ("lieferung", "Lieferung")]);
}

#[test]
fn spanish_has_accents_and_a_tilde() {
    let speller = speller("es");
    is_right(&speller, "¿Dónde está el pedido? El niño envió mañana la dirección; dímelo y búsquenos.");
    is_right(&speller, "¡Qué vergüenza! La cigüeña llegará el miércoles.");
    is_wrong(
        &speller,
        &[
            ("direcion", "dirección"),
            ("nino", "niño"),
            ("envio", "envío"),
            ("telefono", "teléfono"),
            ("ezcribir", "escribir"),
        ],
    );
}

#[test]
fn polish_has_letters_of_its_own() {
    let speller = speller("pl");
    is_right(&speller, "Dzień dobry, gdzie jest moje zamówienie? Proszę podać hasło.");
    is_right(&speller, "Źdźbło, żółw, łąka, ćma, sędzia; przesyłka zostanie wysłana jutro.");
    is_wrong(
        &speller,
        &[
            ("zamuwienie", "zamówienie"),
            ("prosze", "proszę"),
            ("dziekuje", "dziękuję"),
            ("napewno", "na pewno"),
            ("żułw", "żółw"),
            ("wysylka", "wysyłka"),
        ],
    );
}

#[test]
fn portuguese_joins_pronouns_by_hyphens_on_both_sides_of_the_sea() {
    let (brazil, portugal) = (speller("pt"), speller("pt-PT"));
    for speller in [&brazil, &portugal] {
        is_right(speller, "Olá, não está à disposição amanhã; a encomenda chegou ontem à noite.");
        is_right(speller, "Enviá-lo-ei, fazê-lo, dá-me, guarda-chuva");
        is_wrong(
            speller,
            &[
                ("encomeda", "encomenda"),
                ("disposicao", "disposição"),
                ("coraçao", "coração"),
                ("endereco", "endereço"),
            ],
        );
    }
    is_right(&brazil, "O contato recebeu o boleto.");
    // The spelling since 2009.
    is_wrong(&portugal, &[("óptimo", "ótimo"), ("actualização", "atualização")]);
}

/// No node module has an Arabic dictionary. This one has the usual features: two-letter flags,
/// articles and pronouns as affixes, ignored letters.
#[test]
fn arabic_is_read_from_right_to_left() {
    let affixes = "SET UTF-8\nFLAG long\nTRY اتبكلمنهوية\nIGNORE ًٌٍَُِّْ\n\
        PFX Aa Y 2\nPFX Aa 0 ال .\nPFX Aa 0 وال .\nSFX Bb Y 2\nSFX Bb 0 ه .\nSFX Bb 0 نا .\n";
    let words = "4\nكتاب/AaBb\nبيت/AaBb\nمكتبة/Aa\nأحمد\n";
    let speller = Speller::new(affixes, words).unwrap();
    is_right(&speller, "الكتاب والبيت، كتابه بيتنا؟ مكتبة كِتَاب iPhone");
    is_wrong(&speller, &[("الكتتاب", "الكتاب"), ("مكتبه", "مكتبة"), ("احمد", "أحمد")]);
    assert_eq!(speller.check("هذا كتاب", &[])[..], [Range { start: 0, end: 3 }]);
}
