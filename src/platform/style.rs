//! Rules of style that only the app can know, through the object model: the page's
//! policy forbids style elements and attributes.

use std::cell::RefCell;

use web_sys::CssStyleSheet;

thread_local! {
    static SHEET: RefCell<Option<CssStyleSheet>> = const { RefCell::new(None) };
}

/// Puts rules behind those of the page's own style sheets, in place of those that
/// were put there before. A rule that the browser does not understand is left out.
pub fn set_rules(rules: &[String]) {
    let Ok(sheet) = CssStyleSheet::new() else { return };
    for rule in rules {
        let length = sheet.css_rules().map_or(0, |rules| rules.length());
        let _ = sheet.insert_rule_with_index(rule, length);
    }
    let document = super::document();
    let sheets = document.adopted_style_sheets().into_iter();
    let before = SHEET.replace(Some(sheet.clone()));
    let others = sheets.filter(|other| before.as_ref().is_none_or(|before| !js_sys::Object::is(other, before)));
    let all: js_sys::Array = others.chain([sheet.into()]).collect();
    document.set_adopted_style_sheets(&all);
}
