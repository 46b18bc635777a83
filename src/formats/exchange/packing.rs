//! Several files as one: a zip archive, with nothing in it that differs from time to
//! time.

use std::collections::BTreeSet;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::{CompressionMethod, ZipArchiveWriter};

use crate::formats::WrittenFile;

/// A zip archive of these files, in their order. Of two with one name the second gets
/// another. `None` only if there is more than an archive can hold.
pub fn packed(files: &[WrittenFile]) -> Option<Vec<u8>> {
    pack(files).ok()
}

fn pack(files: &[WrittenFile]) -> io::Result<Vec<u8>> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    let mut names = BTreeSet::new();
    for file in files {
        let (stem, end) = file.name.split_once('.').unwrap_or((&file.name, ""));
        let dot = if end.is_empty() { "" } else { "." };
        let mut name = file.name.clone();
        let mut nth = 1;
        while !names.insert(name.clone()) {
            nth += 1;
            name = format!("{stem}-{nth}{dot}{end}");
        }
        let entry = archive.new_file(&name).compression_method(CompressionMethod::DEFLATE).start();
        let (mut entry, counted) = entry.map_err(io::Error::other)?;
        let mut writer = counted.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        writer.write_all(file.text.as_bytes())?;
        let (encoder, size) = writer.finish().map_err(io::Error::other)?;
        encoder.finish()?;
        entry.finish(size).map_err(io::Error::other)?;
    }
    archive.finish().map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_packed_can_be_unpacked_and_is_the_same_each_time() {
        let file = |name: &str, text: &str| WrittenFile { name: name.to_owned(), text: text.to_owned() };
        let files = [file("é👩.txt", "A\r\n\u{feff}👩"), file("a.b.json", ""), file("a.b.json", "2"), file("a", "3")];
        let bytes = packed(&files).unwrap();
        assert_eq!(packed(&files).unwrap(), bytes);
        let archive = rawzip::ZipArchive::from_slice(&bytes).unwrap();
        let mut found = Vec::new();
        for header in archive.entries() {
            let header = header.unwrap();
            let entry = archive.get_entry(header.wayfinder()).unwrap();
            let mut text = String::new();
            let unpacked = flate2::read::DeflateDecoder::new(entry.data());
            entry.verifying_reader(unpacked).read_to_string(&mut text).unwrap();
            found.push((header.file_path().try_normalize().unwrap().as_ref().to_owned(), text));
        }
        let expected = [("é👩.txt", "A\r\n\u{feff}👩"), ("a.b.json", ""), ("a-2.b.json", "2"), ("a", "3")];
        assert_eq!(found, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
        assert!(packed(&[]).is_some());
    }
}
