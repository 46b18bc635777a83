//! How much of local storage is used. Browsers do not tell; they only refuse what is
//! too much. All give a page's origin 5 MiB: [`MOST`] UTF-16 units of keys and values.

use super::key_value::{KeyValue, StorageError};
use super::mirrored::{Mirrored, TheCopy};
use super::record::PREFIX;

/// What a browser gives, in UTF-16 units of keys and values together (measured in
/// Chromium, and said of all by MDN, “Storage quotas and eviction criteria”).
pub const MOST: usize = 5 * 1024 * 1024;

/// A key that is kept only to be removed: what comes last has room then, while the
/// reader exports and makes room.
pub const RESERVE: &str = "ascribe/reserve";

/// So many units the reserve has.
const RESERVE_UNITS: usize = 64 * 1024;

/// What is used, in UTF-16 units of keys and values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// By everything on this origin but the reserve.
    pub used: usize,
    /// By articles: these can give way where there is a second copy.
    pub articles: usize,
}

/// How full a storage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// There is room.
    Roomy,
    /// It is time to make room: from 70 in a hundred on.
    Filling,
    /// Only marks are taken in, no files: from 90 in a hundred on.
    NearlyFull,
}

impl Usage {
    /// What must stay in storage, whatever gives way.
    pub fn pressing(&self, has_copy: bool) -> usize {
        if has_copy { self.used.saturating_sub(self.articles) } else { self.used }
    }

    /// How full it is.
    pub fn level(&self, has_copy: bool) -> Level {
        match self.pressing(has_copy) * 100 {
            used if used >= MOST * 90 => Level::NearlyFull,
            used if used >= MOST * 70 => Level::Filling,
            _ => Level::Roomy,
        }
    }
}

/// A storage that is measured once and counted from then on.
pub struct Metered<K> {
    storage: K,
    usage: Option<Usage>,
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

impl<K: KeyValue> Metered<K> {
    /// A storage that was not measured yet.
    pub fn new(storage: K) -> Self {
        Metered { storage, usage: None }
    }

    /// The storage itself.
    pub fn storage(&self) -> &K {
        &self.storage
    }

    /// What is used, once it was measured.
    pub fn usage(&self) -> Option<Usage> {
        self.usage
    }

    /// Measures all keys: other pages write, too.
    pub fn measure(&mut self) -> Result<(), StorageError> {
        let mut usage = Usage::default();
        for key in self.storage.keys()? {
            if let Some(value) = self.storage.get(&key)? {
                usage = counted(usage, &key, units(&key) + units(&value), 0);
            }
        }
        self.usage = Some(usage);
        Ok(())
    }

    /// Puts the reserve there while there is room. Whoever finds none later frees it.
    pub fn lay_in_reserve(&mut self) {
        let is_roomy = self.usage.is_some_and(|usage| usage.level(false) == Level::Roomy);
        if is_roomy && self.storage.get(RESERVE) == Ok(None) {
            // Without it the page does as well.
            let _ = self.storage.set(RESERVE, &"-".repeat(RESERVE_UNITS - RESERVE.len()));
        }
    }

    fn count(&mut self, key: &str, more: usize, less: usize) {
        self.usage = self.usage.map(|usage| counted(usage, key, more, less));
    }

    /// What a key takes; nothing as long as nobody counts.
    fn taken(&self, key: &str) -> usize {
        let value = self.usage.and_then(|_| self.storage.get(key).ok()?);
        value.map_or(0, |value| units(key) + units(&value))
    }
}

impl<K: KeyValue> Mirrored<Metered<K>> {
    /// How full it is; roomy as long as nobody measured.
    pub fn level(&self) -> Level {
        let has_copy = self.copy() == TheCopy::Here;
        self.storage().usage().map_or(Level::Roomy, |usage| usage.level(has_copy))
    }
}

fn counted(usage: Usage, key: &str, more: usize, less: usize) -> Usage {
    if key == RESERVE {
        return usage;
    }
    let is_article = key.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with("article/"));
    let sum = |before: usize| (before + more).saturating_sub(less);
    Usage { used: sum(usage.used), articles: if is_article { sum(usage.articles) } else { usage.articles } }
}

impl<K: KeyValue> KeyValue for Metered<K> {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.storage.get(key)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), StorageError> {
        let before = self.taken(key);
        let mut written = self.storage.set(key, value);
        if written == Err(StorageError::Full) && self.storage.get(RESERVE).is_ok_and(|reserve| reserve.is_some()) {
            self.storage.remove(RESERVE)?;
            written = self.storage.set(key, value);
        }
        written?;
        self.count(key, units(key) + units(value), before);
        Ok(())
    }

    fn remove(&mut self, key: &str) -> Result<(), StorageError> {
        let before = self.taken(key);
        self.storage.remove(key)?;
        self.count(key, 0, before);
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StorageError> {
        self.storage.keys()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::key_value::Memory;
    use super::super::tests::{Disk, Fault};
    use super::*;

    #[test]
    fn a_storage_is_full_by_degrees() {
        let check = |used: usize, articles: usize, has_copy: bool, expected: Level| {
            assert_eq!(Usage { used, articles }.level(has_copy), expected, "{used}, {articles} of articles");
        };
        check(0, 0, false, Level::Roomy);
        check(MOST * 7 / 10 - 1, 0, false, Level::Roomy);
        check(MOST * 7 / 10, 0, false, Level::Filling);
        check(MOST * 9 / 10 - 1, 0, false, Level::Filling);
        check(MOST * 9 / 10, 0, false, Level::NearlyFull);
        check(MOST, 0, true, Level::NearlyFull);
        check(MOST, MOST / 2, true, Level::Roomy);
        check(MOST, MOST / 2, false, Level::NearlyFull);
        check(1, 2, true, Level::Roomy);
        assert_eq!(MOST, 5_242_880, "as the browsers have it");
    }

    #[test]
    fn articles_give_way_where_there_is_a_copy() {
        let article = ("ascribe/1/article/a/1.a".to_owned(), "x".repeat(MOST * 9 / 10));
        let mut storage = Mirrored::new(Metered::new(Memory([article].into())));
        assert_eq!(storage.level(), Level::Roomy, "nobody measured");
        storage.storage_mut().measure().unwrap();
        assert_eq!(storage.level(), Level::NearlyFull);
        storage.begin();
        assert_eq!(storage.level(), Level::Roomy);
        storage.end();
        assert_eq!(storage.level(), Level::NearlyFull);
    }

    #[test]
    fn the_reserve_is_laid_in_where_there_is_room() {
        let check = |used: usize, is_laid_in: bool| {
            let mut metered = Metered::new(Memory([("a".to_owned(), "x".repeat(used - 1))].into()));
            metered.lay_in_reserve();
            assert_eq!(metered.get(RESERVE), Ok(None), "nobody measured");
            metered.measure().unwrap();
            metered.lay_in_reserve();
            assert_eq!(metered.get(RESERVE).unwrap().is_some(), is_laid_in, "{used} used");
            assert_eq!(metered.keys().unwrap().len(), 1 + usize::from(is_laid_in));
            metered.set("b", "1").unwrap();
            assert_eq!(metered.get(RESERVE).unwrap().is_some(), is_laid_in, "it stays as long as there is room");
        };
        check(1, true);
        check(MOST * 7 / 10 - 1, true);
        check(MOST * 7 / 10, false);
        let mut metered = Metered::new(Memory::default());
        metered.measure().unwrap();
        metered.lay_in_reserve();
        let reserve = metered.get(RESERVE).unwrap().unwrap();
        assert_eq!(units(RESERVE) + units(&reserve), 65_536);
    }

    proptest! {
        #[test]
        fn counting_is_measuring(
            before in prop::collection::btree_map("[a-c]|ascribe/1/article/[ab]/1.a", "\\PC{0,9}", 0..4),
            acts in prop::collection::vec(("[a-d]|ascribe/1/article/[a-c]/1.a", prop::option::of("\\PC{0,9}")), 0..20),
        ) {
            let mut metered = Metered::new(Memory(before));
            metered.measure().unwrap();
            for (key, value) in acts {
                match value {
                    Some(value) => metered.set(&key, &value).unwrap(),
                    None => metered.remove(&key).unwrap(),
                }
            }
            let counted = metered.usage();
            metered.measure().unwrap();
            prop_assert_eq!(counted, metered.usage());
        }
    }

    #[test]
    fn the_reserve_is_given_up_for_what_comes_last() {
        let disk = Disk::new(Fault::Room(RESERVE_UNITS + 20));
        let mut metered = Metered::new(disk.clone());
        metered.measure().unwrap();
        metered.lay_in_reserve();
        assert_eq!(metered.usage(), Some(Usage::default()), "the reserve is no use of anything");
        assert_eq!(metered.set("a", &"x".repeat(30)), Ok(()));
        assert_eq!(metered.get(RESERVE), Ok(None));
        assert_eq!(metered.set("b", &"x".repeat(RESERVE_UNITS)), Err(StorageError::Full));
        assert_eq!(metered.usage(), Some(Usage { used: 31, articles: 0 }));
        // It is laid in again once there is room.
        metered.lay_in_reserve();
        assert_eq!(metered.get(RESERVE), Ok(None));
        metered.remove("a").unwrap();
        metered.lay_in_reserve();
        assert!(metered.get(RESERVE).unwrap().is_some());
    }
}
