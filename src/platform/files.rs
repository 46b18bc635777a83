//! Files in, files out, and the texts that come with the app.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, FileList, HtmlAnchorElement, Response, Url};

/// A file that a person chose or dropped.
pub struct ChosenFile {
    /// Its name on the person's device.
    pub name: String,
    /// Its size in bytes, known before it is read.
    pub size: f64,
    file: File,
}

impl ChosenFile {
    /// Reads all of it.
    pub async fn bytes(&self) -> Result<Vec<u8>, JsValue> {
        bytes_of(&self.file).await
    }

    /// Reads so many bytes of it, or all if there are no more.
    pub async fn beginning(&self, most: usize) -> Result<Vec<u8>, JsValue> {
        bytes_of(&self.file.slice_with_i32_and_i32(0, i32::try_from(most).unwrap_or(i32::MAX))?).await
    }
}

async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(blob.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// The files in a list, in its order.
pub fn files_in(list: Option<FileList>) -> Vec<ChosenFile> {
    let list = list.into_iter();
    list.flat_map(|list| (0..list.length()).filter_map(move |index| list.get(index)))
        .map(|file| ChosenFile { name: file.name(), size: file.size(), file })
        .collect()
}

/// Hands a text to the person as a file.
pub fn download(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    download_parts(name, media_type, &js_sys::Array::of1(&text.into()))
}

/// The same for bytes that the browser has.
pub fn download_bytes(name: &str, media_type: &str, bytes: &js_sys::Uint8Array) -> Result<(), JsValue> {
    download_parts(name, media_type, &js_sys::Array::of1(bytes))
}

/// The same for a text in parts, which need not be joined here.
pub fn download_parts(name: &str, media_type: &str, parts: &js_sys::Array) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    // A text or bytes, as the browser takes either.
    let blob = Blob::new_with_str_sequence_and_options(parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = super::document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken hold of the blob once the click has been handled.
    gloo::timers::callback::Timeout::new(60_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

/// Reads a text file of our own origin, relative to the page.
pub async fn own_text(path: &str) -> Result<String, JsValue> {
    let response: Response = JsFuture::from(super::window().fetch_with_str(path)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::from_f64(f64::from(response.status())));
    }
    let text = JsFuture::from(response.text()?).await?;
    text.as_string().ok_or(JsValue::NULL)
}
