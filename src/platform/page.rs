//! The page's address, title and elements.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

/// What stands behind the `#` of the address, decoded.
pub fn address() -> String {
    let hash = super::window().location().hash().unwrap_or_default();
    let encoded = hash.trim_start_matches('#');
    js_sys::decode_uri_component(encoded).map_or_else(|_| encoded.to_owned(), String::from)
}

/// The same, ready for a link.
pub fn link_to(address: &str) -> String {
    format!("#{}", String::from(js_sys::encode_uri_component(address)).replace("%2F", "/"))
}

/// Goes to an address within the app.
pub fn go_to(address: &str) {
    let _ = super::window().location().set_hash(&link_to(address));
}

/// Opens the app anew at its start, in this window.
pub fn start_again() {
    // The address may name an article that is no longer here.
    let path = super::window().location().pathname().unwrap_or_default();
    if let Ok(history) = super::window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
    }
    // Nothing is left that could be lost by leaving: nobody is to be asked.
    let first = EventListenerOptions::run_in_capture_phase();
    let quiet = |event: &web_sys::Event| event.stop_immediate_propagation();
    EventListener::new_with_options(&super::window(), "beforeunload", first, quiet).forget();
    let _ = super::window().location().reload();
}

/// Sets what the tab and a screen reader call the page.
pub fn set_title(title: &str) {
    super::document().set_title(title);
}

/// Says something to people who do not see the screen, by the page's live region.
pub fn announce(words: &str) {
    let Some(region) = find("[data-live]") else { return };
    // The same words twice in a row must differ, or they are not heard again.
    let is_same = region.text_content().is_some_and(|said| said == words);
    region.set_text_content(Some(&if is_same { format!("{words}\u{a0}") } else { words.to_owned() }));
}

/// Whether the page can be seen now.
pub fn is_visible() -> bool {
    !super::document().hidden()
}

/// Opens the browser's own dialog for printing.
pub fn print() {
    let _ = super::window().print();
}

/// Has the browser ask, in its own words, whether the page may be left.
pub fn ask_to_stay(event: &Event) {
    event.prevent_default();
    // Older browsers ask if there are words, though they show their own.
    let _ = js_sys::Reflect::set(event, &"returnValue".into(), &true.into());
}

/// Scrolls to the top, as a new page would.
pub fn scroll_to_top() {
    super::window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// The first element that a CSS selector finds.
pub fn find(selector: &str) -> Option<HtmlElement> {
    super::document().query_selector(selector).ok()??.dyn_into().ok()
}

/// The first element, of any kind, that a CSS selector finds.
pub fn find_element(selector: &str) -> Option<Element> {
    super::document().query_selector(selector).ok()?
}

/// Loads the style sheet that the page names for later, if it names one: while the app
/// is worked on, all are there from the start.
pub fn load_later_styles() {
    let named = find_element("meta[name=later-styles]").and_then(|meta| meta.get_attribute("content"));
    let (Some(address), Some(head)) = (named, super::document().head()) else { return };
    if let Ok(link) = super::document().create_element("link") {
        // Fails for no element.
        let _ = link.set_attribute("rel", "stylesheet");
        let _ = link.set_attribute("href", &address);
        let _ = head.append_child(&link);
    }
}

/// Fills an SVG element with paths. They go from place to place of the element, in
/// CSS pixels.
pub fn draw_paths(svg: &Element, paths: &[String]) {
    const SVG: &str = "http://www.w3.org/2000/svg";
    while let Some(path) = svg.last_element_child().filter(|_| svg.child_element_count() as usize > paths.len()) {
        path.remove();
    }
    for (at, data) in paths.iter().enumerate() {
        let here = svg.children().item(u32::try_from(at).unwrap_or(u32::MAX));
        let path = here.or_else(|| {
            let path = super::document().create_element_ns(Some(SVG), "path").ok()?;
            svg.append_child(&path).ok()?;
            Some(path)
        });
        if let Some(path) = path {
            // Fails for no element.
            let _ = path.set_attribute("d", data);
        }
    }
}

/// Moves the focus to the first element that a CSS selector finds.
pub fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        let _ = element.focus();
    }
}

/// Moves the focus to an element.
pub fn focus_on(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Closes the menu that is open, if one is; the focus goes back to what opened it.
pub fn close_popover() -> bool {
    find(":popover-open").is_some_and(|menu| menu.hide_popover().is_ok())
}

/// A CSS selector for elements one of whose space-separated values is this one.
pub fn with_value(element: &str, attribute: &str, value: &str) -> String {
    format!("{element}[{attribute}~={}]", quoted(value))
}

/// A text as a CSS string; it has no line breaks.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Scrolls as little as is needed to bring an element into view.
pub fn reveal(element: &Element) {
    let calm = super::window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches());
    bring_into_view(element, calm);
}

/// The same at once, without showing the way there.
pub fn reveal_at_once(element: &Element) {
    bring_into_view(element, true);
}

/// Goes to the first element that a CSS selector finds: it has the focus, and the
/// page is shown from there on.
pub fn go_to_element(selector: &str) {
    let Some(element) = find(selector) else { return };
    let _ = element.focus();
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Start);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

fn bring_into_view(element: &Element, calm: bool) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    options.set_behavior(if calm { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Sets a custom property of an element's style to a length in CSS pixels.
/// Allowed under a policy that forbids `style` attributes.
pub fn set_length(element: &HtmlElement, property: &str, pixels: i32) {
    let _ = element.style().set_property(property, &format!("{pixels}px"));
}

/// Whether an event comes from a place where a person writes.
pub fn is_writing(event: &Event) -> bool {
    let Some(element) = super::element_of(event) else { return false };
    element.closest("input, textarea, select, [contenteditable], dialog").ok().flatten().is_some()
}

/// Whether a key leads out of a field beside the text: Escape, unless it ends what an
/// input method composes.
pub fn leaves_field(key: &web_sys::KeyboardEvent) -> bool {
    let is_beside = || super::element_of(key).is_some_and(|field| field.matches("aside *").unwrap_or(false));
    key.key() == "Escape" && !key.is_composing() && is_beside()
}

/// A day or date-time of a file as the person's language writes the day.
pub fn day_in_words(date: &str) -> String {
    // A lone day has no zone: read as UTC and shown as UTC it stays the same day.
    let day: String = date.chars().take(10).collect();
    let options = js_sys::Object::new();
    for (key, value) in [("dateStyle", "long"), ("timeZone", "UTC")] {
        let _ = js_sys::Reflect::set(&options, &key.into(), &value.into());
    }
    let parsed = js_sys::Date::new(&JsValue::from_str(&day));
    if parsed.get_time().is_nan() {
        return date.to_owned();
    }
    String::from(parsed.to_locale_date_string("en-GB", &options))
}

/// Opens a `dialog` element as a modal one: the rest of the page cannot be reached.
pub fn open_dialog(dialog: &web_sys::HtmlDialogElement) {
    if !dialog.open() {
        let _ = dialog.show_modal();
    }
}
