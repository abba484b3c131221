//! A picture that an operator pushed (manual B6): operators see what the visitor sees. Pictures in
//! visitors' messages are never loaded; their links stay links.

use leptos::prelude::*;

use crate::{
    drawn::flag,
    texts::{tr, tr_with},
};

/// The picture in a frame of fixed size, so that nothing moves when it loads.
pub(super) fn picture(url: &str) -> AnyView {
    let is_missing = RwSignal::new(false);
    let (href, source) = (url.to_owned(), url.to_owned());
    view! {
        <a class="pushed-picture" href=href target="_blank" rel="noopener noreferrer nofollow">
            // The address comes after the attributes that control loading; otherwise loading would
            // start at once.
            <img
                loading="lazy"
                referrerpolicy="no-referrer"
                alt=tr_with("Picture: %1", &[&file_name(url)])
                src=source
                hidden=flag(move || is_missing.get())
                on:error=move |_| is_missing.set(true)
            />
            <span hidden=flag(move || !is_missing.get())>{tr("The picture cannot be shown here.")}</span>
        </a>
    }
    .into_any()
}

/// The file name in a URL, if it has one.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_called_as_its_file() {
        assert_eq!(file_name("https://a.example/shop/oak.png?w=1/2#x/y.jpg"), "oak.png");
        assert_eq!(file_name("https://a.example/.svg"), ".svg");
    }
}
