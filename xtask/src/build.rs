//! The steps of a build, in order.

use std::fs::{self, File};
use std::path::PathBuf;

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::cache::Cache;
use crate::cargo::BrowserPrograms;
use crate::mode::Mode;
use crate::program::Start;
use crate::progress::step;
use crate::site::Site;
use crate::{cargo, compress, node, panel, place, program, size, texts};

/// The languages of the spell checker, by tag: Hunspell's dictionaries, which come as node modules.
/// `spell/worker.js` loads them, `app/src/spelling/dictionaries.rs` offers them, and
/// `public/licences` has their licences.
const DICTIONARIES: [&str; 7] = ["en", "en-GB", "es", "fr", "pl", "pt", "pt-PT"];

/// Builds everything and returns the server's path.
pub(crate) fn run(mode: Mode) -> anyhow::Result<PathBuf> {
    // Read first: during the build, another cargo may replace this program with a newer one.
    let recipe = recipe()?;
    // For minutes, each of the two keeps only one core busy: with the last optimisation of a
    // browser program, or with a large crate of the server.
    let (site, server) = rayon::join(
        || {
            let modules = step("compiling what runs in browsers (cold: some minutes)", || {
                cargo::browser_programs(mode)
            })?;
            step("shrinking and compressing what browsers load", || lay_site(&modules, recipe, mode))
        },
        || step("compiling the server (cold: some minutes)", || cargo::server_without_site(mode)),
    );
    site?;
    server?;
    let server = step("putting what browsers load into the server", || cargo::server(mode))?;
    if mode == Mode::Release {
        size::program_within_budget(&server)?;
    }
    Ok(server)
}

fn lay_site(modules: &BrowserPrograms, recipe: Vec<u8>, mode: Mode) -> anyhow::Result<()> {
    let root = place::root();
    let minify = mode == Mode::Release;
    // Two builds at once would write into one folder. The lock ends with this function, however it
    // ends.
    fs::create_dir_all(place::memory())?;
    let lock = File::create(place::memory().join("lock"))?;
    lock.lock().context("cannot wait for the other build")?;
    let cache = Cache::open(place::memory().join("cache"), recipe)?;

    let mut site = Site::default();
    for language in DICTIONARIES {
        for kind in ["aff", "dic"] {
            let module = format!("dictionary-{}", language.to_lowercase());
            let file = root.join(format!("xtask/node_modules/{module}/index.{kind}"));
            let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            // Stored only compressed, and decompressed by the worker: as ordinary files they would
            // be in the program three times, with 22 MB.
            let packed = compress::packed(&content, &cache)?;
            site.add_hashed(&format!("dictionary-{language}.{kind}.gz"), packed);
        }
    }
    let worker = fs::read_to_string(root.join("spell/worker.js")).context("cannot read spell/worker.js")?;
    let worker = site.fill_in(&worker).context("in spell/worker.js")?;
    let (app, (panel, spell)) = rayon::join(
        || program::make("app", &modules.app, Start::Calling("start"), mode, &cache),
        || {
            let panel = program::make("panel", &modules.panel, Start::Calling("start"), mode, &cache);
            (panel, program::make("spell", &modules.spell, Start::By(&worker), mode, &cache))
        },
    );
    site.add_program("app", app?);
    site.add_program("panel", panel?);
    site.add_program("spell", spell?);
    for name in
        ["console.css", "administration.css", "archive.css", "reports.css", "panel.css", "panel-more.css"]
    {
        site.add_hashed(name, node::bundle_style(&root.join("style").join(name), minify)?);
    }
    site.add_hashed("rare.js", node::bundle_module(&root.join("widget/loader/rare.js"), minify)?);
    let loader = String::from_utf8(node::bundle_script(&root.join("widget/loader.js"), minify)?)?;
    // Embedded as text in the script: nothing is drawn before it is styled, and bundling shortens
    // the sheet.
    let sheet = String::from_utf8(node::bundle_style(&root.join("widget/loader/launcher.css"), minify)?)?;
    let loader = loader.replace("\"{{launcher.css}}\"", &serde_json::to_string(sheet.trim())?);
    let loader = site.fill_in(&loader).context("in widget/loader.js")?;
    site.add_fixed("widget.js", loader.into_bytes())?;
    let in_all_languages = |name: &str| {
        let page = fs::read_to_string(root.join(name)).with_context(|| format!("cannot read {name}"))?;
        panel::in_all_languages(&page, &root.join("languages"))
    };
    for (language, page) in in_all_languages("widget/panel-forms.html")? {
        site.add_hashed(&languages::page::of_forms(language), page.into_bytes());
    }
    for (language, page) in in_all_languages("widget/panel.html")? {
        let page = site.fill_in(&page).context("in widget/panel.html")?;
        site.add_fixed(&panel::file_name(language), page.into_bytes())?;
    }
    for (name, catalogue) in texts::catalogues(&root.join("languages"))? {
        site.add_hashed(&name, catalogue);
    }
    site.add_folder(&root.join("public"))?;

    site.write(&place::site(), (mode == Mode::Release).then_some(&cache))?;
    cache.prune()
}

/// Everything that decides how a result is made, apart from its inputs: the versions of the tools,
/// and this tool itself.
fn recipe() -> anyhow::Result<Vec<u8>> {
    let mut recipe = fs::read(place::root().join("xtask/package-lock.json"))?;
    recipe.extend(fs::read(place::root().join(node::SHRINK))?);
    recipe.extend(fs::read(std::env::current_exe()?)?);
    Ok(Sha256::digest(&recipe).to_vec())
}
